import Testing

@testable import Reporting

@Suite struct ScaleTests {
    private func labels(_ axis: Axis, _ values: [Double], count: Int = 6, isTight: Bool = false) -> [String] {
        axis.scale(for: values, pixels: (0, 100), tickCount: count, isTight: isTight).ticks.map(\.label)
    }

    @Test("Ticks are round numbers around the values")
    func roundTicks() {
        #expect(labels(Axis(""), [0.31, 0.57]) == ["0.30", "0.35", "0.40", "0.45", "0.50", "0.55", "0.60"])
        #expect(labels(Axis(""), [0, 61]) == ["0", "20", "40", "60", "80"])
        #expect(labels(Axis(""), [-0.004, 0.003]) == ["−0.004", "−0.002", "0.000", "0.002", "0.004"])
        #expect(
            labels(Axis("", style: .percent), [0.8812, 0.8899]) == [
                "88.0%", "88.2%", "88.4%", "88.6%", "88.8%", "89.0%",
            ])
        #expect(labels(Axis(""), [1, 10], count: 12, isTight: true) == (1...10).map { "\($0)" })
        #expect(labels(Axis("", style: .count), [1, 3], count: 12, isTight: true) == ["1", "2", "3"])
        #expect(labels(Axis("", style: .count), [1, 60], count: 12, isTight: true) == (1...12).map { "\($0 * 5)" })
        #expect(labels(Axis("", ticks: [32, 64, 1024]), [32, 1024]) == ["32", "64", "1024"])
    }

    @Test("A step is 1, 2 or 5 times a power of ten", arguments: [1e-9, 0.37, 1, 99, 12345, 1e12], [1, 6, 12])
    func steps(range: Double, count: Int) {
        let step = Axis.step(for: range, count: count)
        #expect(range / step <= Double(count) * (1 + 1e-9))
        // The next smaller step would give too many parts.
        #expect(range / (step / 2.5) > Double(count) * (1 - 1e-9))
        var mantissa = step
        while mantissa >= 9.999 { mantissa /= 10 }
        while mantissa < 0.9999 { mantissa *= 10 }
        #expect([1, 2, 5].contains { abs($0 - mantissa) < 1e-6 }, "\(step)")
    }

    @Test("Logarithmic ticks are powers of ten, or these times 1, 2 and 5")
    func logarithmicTicks() {
        let scale = Axis("", isLogarithmic: true, including: 1e-3...1).scale(for: [], pixels: (0, 300), tickCount: 4)
        #expect(scale.ticks.map(\.label) == ["0.001", "0.01", "0.1", "1"])
        #expect(labels(Axis("", isLogarithmic: true), [0.37, 5.04]) == ["0.2", "0.5", "1", "2", "5", "10"])
        #expect(scale.ticks.compactMap { scale.position($0.value) }.map { $0.rounded() } == [0, 100, 200, 300])
        let wide = labels(Axis("", isLogarithmic: true, including: 1e-12...1), [], count: 6)
        #expect(wide == ["10⁻¹²", "10⁻¹⁰", "10⁻⁸", "10⁻⁶", "10⁻⁴", "0.01", "1"])
    }

    @Test("Infinite, undefined and, on a logarithmic axis, non-positive values have no position")
    func undefinedPositions() throws {
        let scale = Axis("").scale(for: [0, 10, .nan, .infinity], pixels: (0, 100), tickCount: 5)
        #expect(scale.position(5) == 50)
        #expect(scale.position(.nan) == nil && scale.position(.infinity) == nil)
        #expect(scale.position(11) == 100)
        let logarithmic = Axis("", isLogarithmic: true).scale(for: [0, 1, 100], pixels: (0, 100), tickCount: 5)
        #expect(logarithmic.position(0) == nil)
        #expect(try abs(#require(logarithmic.position(10)) - 50) < 1e-9)
    }

    @Test("Empty ranges have ticks with finite positions", arguments: [[0.0], [7], [-3, -3], [], [.nan]])
    func emptyRanges(values: [Double]) {
        for isLogarithmic in [false, true] {
            let scale = Axis("", isLogarithmic: isLogarithmic).scale(for: values, pixels: (0, 100), tickCount: 5)
            #expect(!scale.ticks.isEmpty)
            #expect(scale.ticks.allSatisfy { scale.position($0.value)?.isFinite == true })
        }
    }
}
