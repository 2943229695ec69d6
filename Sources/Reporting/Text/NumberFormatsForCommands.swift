import Foundation

extension Double {
    /// Returns the number with a fixed number of decimals and a minus sign (U+2212) instead of a hyphen.
    public func fixed(_ decimals: Int) -> String {
        String(format: "%.\(decimals)f", self).replacingOccurrences(of: "-", with: "−")
    }

    /// Returns a share of 1 as a percentage with a fixed number of decimals: 0.9712 is "97.1%" with one decimal.
    public func percent(decimals: Int) -> String { (self * 100).fixed(decimals) + "%" }

    /// A chosen share of 1, for example a precision target, as a percentage with as many decimals as the share has.
    public var exactPercent: String { isFinite ? String(format: "%g%%", self * 100) : "–" }
}

extension Double? {
    /// Returns a share of 1 as a percentage with a fixed number of decimals, or a dash for nil.
    public func percent(decimals: Int) -> String { map { $0.percent(decimals: decimals) } ?? "–" }
}

extension Int {
    /// Returns the number with its noun: "1 audit", "2,000 audits".
    ///
    /// - Parameter plural: The plural of the noun; nil for the singular with "s".
    public func counted(_ singular: String, plural: String? = nil) -> String {
        grouped + " " + (self == 1 ? singular : plural ?? singular + "s")
    }
}
