import Reporting
import Testing

@Suite struct NumberFormatsTests {
    @Test("Readable percentages have decimals only near 0% and 100%")
    func readablePercent() {
        let shares = [0, 0.00001, 0.004, 0.0999, 0.1, 0.456, 0.8999, 0.9, 0.9712, 0.9996, 1, .nan]
        #expect(
            shares.map(\.readablePercent) == [
                "0%", "under 0.1%", "0.4%", "10.0%", "10%", "46%", "90%", "90.0%", "97.1%", "over 99.9%", "100%", "–",
            ])
        #expect(1.percent(of: 0) == "–" && 1.percent(of: 4) == "25%")
    }

    @Test("Chosen percentages keep their decimals")
    func exactPercent() {
        #expect([0.97, 0.975, 0.9, 0.9999].map(\.exactPercent) == ["97%", "97.5%", "90%", "99.99%"])
    }

    @Test("Lower bounds are rounded down")
    func percentRoundedDown() {
        #expect(
            [0.9719, 0.971, 0.97, 0.96999, 1].map(\.percentRoundedDown)
                == ["97.1%", "97.1%", "97.0%", "96.9%", "100.0%"])
    }

    @Test("Thresholds below 100% never read 100%")
    func thresholdPercent() {
        #expect([0.913, 0.99987, 0.9999999, 1].map(\.thresholdPercent) == ["91.3%", "99.99%", "99.99999%", "100.0%"])
    }

    @Test("Percentages with a fixed number of decimals, also of no value")
    func fixedPercent() {
        #expect(0.97126.percent(decimals: 2) == "97.13%" && 0.5.percent(decimals: 0) == "50%")
        #expect(Double?.none.percent(decimals: 1) == "–" && Double?(0.25).percent(decimals: 1) == "25.0%")
        #expect(0.0214.percentagePoints == "2.1 percentage points" && 0.01.percentagePoints == "1.0 percentage point")
    }

    @Test("Numbers have commas, a minus sign and nouns")
    func numbers() {
        #expect([0, 999, 1000, 1_234_567, -1000].map(\.grouped) == ["0", "999", "1,000", "1,234,567", "−1,000"])
        #expect(1.counted("audit") == "1 audit" && 2000.counted("category", plural: "categories") == "2,000 categories")
        #expect((-0.5).fixed(1) == "−0.5" && 0.5.signed(1) == "+0.5" && 0.0.signed(1) == "0.0")
        #expect([0, 10, 11].map(\.spelledOut) == ["no", "ten", "11"])
        #expect((-12).superscript == "⁻¹²")
    }
}
