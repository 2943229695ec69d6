import Foundation

/// Numbers as a merchandiser reads them.
extension Int {
    /// With a comma between thousands.
    var grouped: String {
        let digits = Array(String(magnitude))
        let text = digits.enumerated().reduce(into: "") { text, digit in
            if digit.offset > 0, (digits.count - digit.offset).isMultiple(of: 3) { text += "," }
            text.append(digit.element)
        }
        return self < 0 ? "−" + text : text
    }

    /// With its noun: “1 audit”, “2 audits”.
    func of(_ noun: String, many: String? = nil) -> String {
        grouped + " " + (self == 1 ? noun : many ?? noun + "s")
    }

    /// Its share of a whole; a dash where there is none.
    func share(of whole: Int) -> String { whole == 0 ? "–" : (Double(self) / Double(whole)).percent }
}

extension Double {
    /// A share of 1 as percent: a decimal near the ends, where it matters, and never “100%” or “0%” for almost.
    var percent: String {
        guard isFinite else { return "–" }
        let value = self * 100
        if value > 0, value < 0.1 { return "under 0.1%" }
        if value < 100, value > 99.9 { return "over 99.9%" }
        let isWhole = value == 0 || value == 100 || (10..<90).contains(value)
        return String(format: isWhole ? "%.0f%%" : "%.1f%%", value)
    }

    /// A share of 1 as percent that promises no more than there is: rounded down.
    var percentAtLeast: String {
        guard isFinite else { return "–" }
        // What is 97.1 but for the last bit is 97.1.
        return String(format: "%.1f%%", (self * 1000 + 1e-9).rounded(.down) / 10)
    }

    /// A share of 1 as percent that somebody chose: as many digits as it has.
    var percentAsGiven: String { isFinite ? String(format: "%g%%", self * 100) : "–" }

    /// A share of 1 as percent that something is compared with: as many digits as tell it from all.
    var percentOfThreshold: String {
        guard isFinite else { return "–" }
        let texts = (1...6).map { String(format: "%.\($0)f%%", self * 100) }
        return texts.first { self >= 1 || !$0.hasPrefix("100") } ?? "99.999999%"
    }

    /// A difference between shares of 1, in percentage points.
    var points: String {
        guard isFinite else { return "–" }
        let text = String(format: "%.1f", self * 100)
        return text + (text == "1.0" ? " percentage point" : " percentage points")
    }
}

extension String {
    /// At most so many scalars: one endless title must not make an endless page.
    func limited(toScalars limit: Int) -> String {
        guard let end = unicodeScalars.index(startIndex, offsetBy: limit, limitedBy: unicodeScalars.endIndex),
            end < unicodeScalars.endIndex
        else { return self }
        return String(unicodeScalars[..<end]) + "…"
    }
}
