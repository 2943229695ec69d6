import Foundation
import Reporting
import Statistics

extension Double {
    /// With so many decimals and a true minus.
    func text(_ decimals: Int) -> String {
        String(format: "%.\(decimals)f", self).replacingOccurrences(of: "-", with: "−")
    }

    /// A share of 1 as percent.
    func percent(_ decimals: Int = 2) -> String { (self * 100).text(decimals) + "%" }

    /// With its sign.
    func signed(_ decimals: Int) -> String { (self > 0 ? "+" : "") + text(decimals) }
}

extension Sample {
    /// Mean and standard deviation.
    func text(_ decimals: Int) -> String { "\(mean.text(decimals)) ± \(standardDeviation.text(decimals))" }

    /// Mean and standard deviation of shares of 1, as percent.
    var percent: String { "\((mean * 100).text(2)) ± \((standardDeviation * 100).text(2))%" }
}

extension PairedDifference {
    /// The mean with its 95% confidence interval.
    func text(_ decimals: Int) -> String { "\(mean.signed(decimals)) ± \(halfWidth.text(decimals))" }
}

extension Int {
    /// With commas between thousands.
    var grouped: String {
        let digits = Array(String(magnitude))
        let text = digits.enumerated().map { index, digit in
            index > 0 && (digits.count - index).isMultiple(of: 3) ? ",\(digit)" : "\(digit)"
        }
        return (self < 0 ? "−" : "") + text.joined()
    }

    /// Small numbers as words, as they stand in a sentence.
    var word: String {
        let words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
        return words.indices.contains(self) ? words[self] : "\(self)"
    }
}
