/// The languages of the review front ends.
public enum Language: String, CaseIterable, Sendable, Codable {
    case english = "en"
    case brazilianPortuguese = "pt-BR"

    /// The language of a BCP 47 tag or of a locale, such as `pt`, `pt-BR`, `en-GB` or `pt_BR.UTF-8`; nil for other
    /// languages.
    public init?(tag: some StringProtocol) {
        switch tag.lowercased().prefix(while: { $0.isLetter }) {
        case "en": self = .english
        case "pt": self = .brazilianPortuguese
        default: return nil
        }
    }

    /// The preferred language of an `Accept-Language` header (RFC 9110, 12.5.4), or else English.
    public init(acceptLanguage header: String) {
        let ranges = header.prefix(1_000).split(separator: ",").map { range -> (tag: Substring, weight: Double) in
            let parts = range.split(separator: ";").map { $0.drop { $0 == " " } }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            return (parts.first ?? "", weight)
        }
        let best = ranges.enumerated().sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }
            .filter { $0.element.weight > 0 }.lazy.compactMap { Language(tag: $0.element.tag) }.first
        self = best ?? .english
    }

    /// The language of a terminal: that of the first variable of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set, or
    /// else English.
    public init(environment: [String: String]) {
        let set = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        self = set.flatMap { Language(tag: $0) } ?? .english
    }
}
