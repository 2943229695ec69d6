import Foundation
import Reporting
import Statistics

extension Sample {
    /// Returns mean ± standard deviation.
    func text(_ decimals: Int) -> String { "\(mean.fixed(decimals)) ± \(standardDeviation.fixed(decimals))" }

    /// Mean ± standard deviation of shares of 1, as percentages.
    var percent: String { "\((mean * 100).fixed(2)) ± \(standardDeviation.percent(decimals: 2))" }
}

extension PairedDifference {
    /// Returns the mean ± half the width of the 95% confidence interval.
    func text(_ decimals: Int) -> String { "\(mean.signed(decimals)) ± \(halfWidth.fixed(decimals))" }
}

extension Double {
    /// A probability with the digits that distinguish it from 0 and from 1: "0.9983", "2.1 · 10⁻⁸".
    var probabilityText: String {
        if self >= 0.001 {
            // The number of decimals leaves two significant digits of 1 − p.
            let missing = 1 - self
            let decimals = missing > 0 ? min(10, max(4, Int((-log10(missing)).rounded(.up)) + 1)) : 10
            return fixed(decimals)
        }
        guard self > 0 else { return "0" }
        let power = Int(log10(self).rounded(.down))
        return (self / pow(10, Double(power))).fixed(1) + " · 10" + power.superscript
    }
}
