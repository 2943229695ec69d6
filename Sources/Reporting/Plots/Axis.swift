import Foundation

/// One axis of a plot: title, number format, range and ticks.
public struct Axis: Sendable {
    /// The format of the tick labels.
    public enum Style: Sendable {
        /// Decimal numbers.
        case number
        /// Shares of 1 as percentages.
        case percent
        /// Integers; ticks are at least 1 apart.
        case count
    }

    /// The measured quantity with its unit.
    public var title: String
    /// The format of the tick labels.
    public var style: Style
    /// Whether the axis is logarithmic.
    public var isLogarithmic: Bool
    /// A range that the axis always includes.
    public var including: ClosedRange<Double>?
    /// The positions of the ticks; nil for round numbers.
    public var ticks: [Double]?

    /// Creates an axis.
    public init(
        _ title: String, style: Style = .number, isLogarithmic: Bool = false, including: ClosedRange<Double>? = nil,
        ticks: [Double]? = nil
    ) {
        self.title = title
        self.style = style
        self.isLogarithmic = isLogarithmic
        self.including = including
        self.ticks = ticks
    }

    /// Returns a scale that includes all values. Values without a position (infinite, undefined, or not positive on a
    /// logarithmic axis) are ignored.
    ///
    /// - Parameters:
    ///   - pixels: The positions of the two ends.
    ///   - tickCount: The approximate number of ticks.
    ///   - isTight: Whether the axis ends at the smallest and the largest value instead of at ticks.
    func scale(for values: [Double], pixels: (from: Double, to: Double), tickCount: Int, isTight: Bool = false) -> Scale
    {
        var values = values.filter { $0.isFinite && (!isLogarithmic || $0 > 0) }
        if let including { values += [including.lowerBound, including.upperBound] }
        var low = values.min() ?? (isLogarithmic ? 1 : 0), high = values.max() ?? 1
        if low == high {
            // A single value gets a position in the middle.
            (low, high) =
                isLogarithmic ? (low / 2, high * 2) : (low - max(abs(low) / 10, 1e-3), high + max(abs(low) / 10, 1e-3))
        }
        if isLogarithmic { return logarithmic(low...high, pixels: pixels, tickCount: tickCount, isTight: isTight) }
        let step = max(Self.step(for: high - low, count: tickCount), style == .count ? 1 : 0)
        if !isTight { (low, high) = ((low / step).rounded(.down) * step, (high / step).rounded(.up) * step) }
        let found = stride(from: (low / step - 1e-9).rounded(.up), through: (high / step + 1e-9).rounded(.down), by: 1)
        let shown = style == .percent ? step * 100 : step
        let decimals = max(0, Int((-log10(shown) - 1e-9).rounded(.up)))
        return Scale(
            isLogarithmic: false, values: (low, high), pixels: pixels,
            ticks: ticks?.map { Scale.Tick(value: $0, label: label($0)) }
                ?? found.map { Scale.Tick(value: $0 * step, label: label($0 * step, decimals: decimals)) })
    }

    /// Returns a logarithmic scale. Over a few powers of ten, the ticks are the powers times 1, 2 and 5; over many, every n-th
    /// power.
    private func logarithmic(
        _ range: ClosedRange<Double>, pixels: (from: Double, to: Double), tickCount: Int, isTight: Bool
    ) -> Scale {
        var (low, high) = (range.lowerBound, range.upperBound)
        let first = Int((log10(low) + 1e-9).rounded(.down)), last = Int((log10(high) - 1e-9).rounded(.up))
        let isWide = 3 * (last - first) > 2 * tickCount
        // The ticks start at the upper end, so that an axis of probabilities has a tick at 1.
        let every = isWide ? max(1, (last - first + tickCount - 1) / tickCount) : 1
        let round = stride(from: last, through: first, by: -every).reversed().flatMap { power in
            (isWide ? [1.0] : [1, 2, 5]).map { $0 * pow(10, Double(power)) }
        }
        if !isTight {
            low = isWide ? pow(10, Double(first)) : round.last { $0 <= low * (1 + 1e-9) } ?? low
            high = isWide ? pow(10, Double(last)) : round.first { $0 >= high * (1 - 1e-9) } ?? high
        }
        let shown = ticks ?? round.filter { $0 >= low * (1 - 1e-9) && $0 <= high * (1 + 1e-9) }
        return Scale(
            isLogarithmic: true, values: (low, high), pixels: pixels,
            ticks: shown.map { Scale.Tick(value: $0, label: label($0)) })
    }

    /// Returns the smallest step of 1, 2 or 5 times a power of ten that divides a range into at most `count` parts.
    static func step(for range: Double, count: Int) -> Double {
        precondition(range > 0 && range.isFinite && count > 0)
        let rough = range / Double(count)
        let power = pow(10, log10(rough).rounded(.down))
        let factor = [1, 2, 5, 10].first { $0 * power >= rough * (1 - 1e-9) } ?? 10
        return factor * power
    }

    private func label(_ value: Double, decimals: Int? = nil) -> String {
        let shown = style == .percent ? value * 100 : value
        let number =
            if let decimals {
                String(format: "%.\(decimals)f", abs(shown) < 1e-12 ? 0 : shown)
            } else if shown != 0, abs(shown) < 1e-3 {
                "10" + Int(log10(abs(shown)).rounded()).superscript
            } else {
                String(format: "%g", shown)
            }
        return number.replacingOccurrences(of: "-", with: "−") + (style == .percent ? "%" : "")
    }
}

/// The mapping from values to pixels.
struct Scale {
    struct Tick: Equatable {
        let value: Double
        let label: String
    }

    let isLogarithmic: Bool
    let values: (from: Double, to: Double)
    let pixels: (from: Double, to: Double)
    let ticks: [Tick]

    /// Returns the position of a value, or nil if it has none. Values beyond the axis have the position of its end.
    func position(_ value: Double) -> Double? {
        guard value.isFinite, !isLogarithmic || value > 0 else { return nil }
        let share =
            isLogarithmic
            ? log(value / values.from) / log(values.to / values.from)
            : (value - values.from) / (values.to - values.from)
        return pixels.from + min(max(share, 0), 1) * (pixels.to - pixels.from)
    }
}
