import Foundation

// The formats of all numbers in texts for people. Exported data has formats of its own.

extension Double {
    /// Returns the number with a fixed number of decimals and a minus sign (U+2212) instead of a hyphen.
    public func fixed(_ decimals: Int) -> String {
        String(format: "%.\(decimals)f", self).replacingOccurrences(of: "-", with: "−")
    }

    /// Returns the number with a fixed number of decimals and its sign; 0 has none.
    public func signed(_ decimals: Int) -> String { (self > 0 ? "+" : "") + fixed(decimals) }

    /// Returns a share of 1 as a percentage with a fixed number of decimals: 0.9712 is "97.1%" with one decimal.
    public func percent(decimals: Int) -> String { (self * 100).fixed(decimals) + "%" }

    /// A share of 1 as a percentage for readers without a technical background: whole percent between 10% and 90%, one
    /// decimal near 0% and 100%, and never "0%" or "100%" for a value that is not exactly 0 or 1.
    public var readablePercent: String {
        guard isFinite else { return "–" }
        let value = self * 100
        if value > 0, value < 0.1 { return "under 0.1%" }
        if value < 100, value > 99.9 { return "over 99.9%" }
        let isWhole = value == 0 || value == 100 || (10..<90).contains(value)
        return percent(decimals: isWhole ? 0 : 1)
    }

    /// A lower bound as a percentage with one decimal, rounded down.
    public var percentRoundedDown: String {
        guard isFinite else { return "–" }
        // The small addend keeps 0.971, whose binary value is slightly lower, at 97.1%.
        return ((self * 1000 + 1e-9).rounded(.down) / 10).fixed(1) + "%"
    }

    /// A chosen share of 1, for example a precision target, as a percentage with as many decimals as the share has.
    public var exactPercent: String { isFinite ? String(format: "%g%%", self * 100) : "–" }

    /// A confidence threshold as a percentage, with at least one decimal and as many as distinguish the value from 100%.
    public var thresholdPercent: String {
        guard isFinite else { return "–" }
        let texts = (1...6).map { percent(decimals: $0) }
        return texts.first { self >= 1 || !$0.hasPrefix("100") } ?? "99.999999%"
    }

    /// A difference between shares of 1 in percentage points, with one decimal.
    public var percentagePoints: String {
        guard isFinite else { return "–" }
        let text = (self * 100).fixed(1)
        return text + (text == "1.0" ? " percentage point" : " percentage points")
    }
}

extension Double? {
    /// Returns a share of 1 as a percentage with a fixed number of decimals, or a dash for nil.
    public func percent(decimals: Int) -> String { map { $0.percent(decimals: decimals) } ?? "–" }
}

extension Int {
    /// The number with commas between thousands: "1,234,567".
    public var grouped: String {
        let digits = Array(String(magnitude))
        let text = digits.enumerated().reduce(into: "") { text, digit in
            if digit.offset > 0, (digits.count - digit.offset).isMultiple(of: 3) { text += "," }
            text.append(digit.element)
        }
        return self < 0 ? "−" + text : text
    }

    /// Returns the number with its noun: "1 audit", "2,000 audits".
    ///
    /// - Parameter plural: The plural of the noun; nil for the singular with "s".
    public func counted(_ singular: String, plural: String? = nil) -> String {
        grouped + " " + (self == 1 ? singular : plural ?? singular + "s")
    }

    /// The number as a word from "no" for 0 to "ten"; larger numbers in digits.
    public var spelledOut: String {
        let words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
        return words.indices.contains(self) ? words[self] : "\(self)"
    }

    /// Returns the share of a whole as ``Swift/Double/readablePercent``, or a dash if the whole is 0.
    public func percent(of whole: Int) -> String {
        whole == 0 ? "–" : (Double(self) / Double(whole)).readablePercent
    }

    /// The number in superscript digits, for exponents: "⁻¹²" for −12.
    public var superscript: String {
        String("\(self)".map { $0 == "-" ? "⁻" : Array("⁰¹²³⁴⁵⁶⁷⁸⁹")[$0.wholeNumberValue ?? 0] })
    }
}
