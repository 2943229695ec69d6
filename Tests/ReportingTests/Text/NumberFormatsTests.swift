import Testing

@testable import Reporting

@Suite struct FiguresTests {
    @Test func sharesHaveTheDigitsThatMatter() {
        let shares = [0, 0.00001, 0.004, 0.0999, 0.1, 0.456, 0.8999, 0.9, 0.9712, 0.9996, 1, .nan]
        #expect(
            shares.map(\.percent) == [
                "0%", "under 0.1%", "0.4%", "10.0%", "10%", "46%", "90%", "90.0%", "97.1%", "over 99.9%", "100%", "–",
            ])
        #expect([0.97, 0.975, 0.9].map(\.percentAsGiven) == ["97%", "97.5%", "90%"])
    }

    @Test func boundsAreRoundedDown() {
        #expect(
            [0.9719, 0.971, 0.97, 0.96999, 1].map(\.percentAtLeast) == ["97.1%", "97.1%", "97.0%", "96.9%", "100.0%"])
    }

    @Test func thresholdsAreToldFromAll() {
        #expect(
            [0.913, 0.99987, 0.9999999, 1].map(\.percentOfThreshold) == ["91.3%", "99.99%", "99.99999%", "100.0%"])
    }

    @Test func numbersAreGrouped() {
        #expect([0, 999, 1000, 1_234_567, -1000].map(\.grouped) == ["0", "999", "1,000", "1,234,567", "−1,000"])
        #expect(1.of("audit") == "1 audit" && 2000.of("guess", many: "guesses") == "2,000 guesses")
        #expect(1.share(of: 0) == "–" && 1.share(of: 4) == "25%")
        #expect(0.0214.points == "2.1 percentage points" && 0.01.points == "1.0 percentage point")
    }
}
