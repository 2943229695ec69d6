import Catalog
import Foundation
import Platform

/// What somebody may mean who writes a category's name.
public enum CategoryInterpretation: Sendable, Equatable {
    /// This category, or `none`.
    case category(String)
    /// One of these: the name is used for several, in different languages.
    case several([String])
    /// No category is called so.
    case unknown
}

extension CategoryNames {
    /// What a name means, in any case and with any white space: one of the ten fixed names or `none`, or else what the program or
    /// the shop calls a category in any language.
    public func meaning(of name: String) -> CategoryInterpretation {
        let name = name.normalizedName
        if let fixed = Self.all.first(where: { $0.lowercased() == name }) { return .category(fixed) }
        let meant = Self.all.filter { category in
            Language.allCases.contains { language in
                [self.name(of: category, in: language), Self.ownName(of: category, in: language)]
                    .contains { $0.normalizedName == name }
            }
        }
        switch meant.count {
        case 0: return .unknown
        case 1: return .category(meant[0])
        default: return .several(meant)
        }
    }

    /// The category, or `none`, that a name on the command line means.
    ///
    /// - Throws: ``TaggerError`` of kind `usage`, which lists what can be named.
    public func category(named name: String) throws -> String {
        switch meaning(of: name) {
        case .category(let category): return category
        case .several(let categories):
            throw TaggerError(
                .usage, "“\(name)” may be \(categories.joined(separator: " or ")): use one of these names.")
        case .unknown:
            throw TaggerError(
                .usage,
                """
                “\(name)” is not a category.\(closestName(to: name).map { " Did you mean “\($0)”?" } ?? "") The categories are: \
                \(Category.names.joined(separator: ", ")); or none.
                """)
        }
    }

    /// Returns the name of a category, in any language, that is closest to a misspelled name; nil if none is close.
    ///
    /// Upper and lower case, diacritics and punctuation are ignored, and so is either part of "T-shirt/top".
    private func closestName(to misspelled: String) -> String? {
        func folded(_ name: some StringProtocol) -> String {
            name.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil).filter(\.isLetter)
        }
        let names = Self.all.flatMap { category in
            [category] + Language.allCases.map { self.name(of: category, in: $0) }
                + Language.allCases.map { Self.ownName(of: category, in: $0) }
        }
        let spellings = names.flatMap { name in
            ([name[...]] + name.split(separator: "/")).map { (folded: folded($0), name: name) }
        }
        let closest = closestMatch(to: folded(misspelled), in: spellings.map(\.folded))
        return spellings.first { $0.folded == closest }?.name
    }

    /// The longest name that a category can be given, in characters.
    public static let longestName = 40

    /// Keeps what the shop calls a category, or `none`, in a language.
    ///
    /// - Throws: ``TaggerError`` of kind `usage`: the name is empty, too long, not plain text, or another category's. ``TaggerError``.
    public static func rename(
        _ category: String, to name: String, in language: Language, of catalog: Catalog
    ) throws {
        let words = try CategoryNames(of: catalog)
        let name = name.split(separator: " ").joined(separator: " ")
        guard !name.allSatisfy(\.isWhitespace) else {
            throw TaggerError(
                .usage, "A category's name is not empty. Back to the program's own: tagger categories reset.")
        }
        guard name.count <= longestName, name.utf8.count <= 8 * longestName else {
            throw TaggerError(.usage, "A category's name has at most \(longestName) characters.")
        }
        let isPlain = name.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
            // Joiners hold emoji and some scripts' words together.
            case .format: scalar == "\u{200C}" || scalar == "\u{200D}"
            default: true
            }
        }
        guard isPlain else {
            throw TaggerError(.usage, "A category's name holds no control characters.")
        }
        let other = all.first { other in
            other != category
                && [other, ownName(of: other, in: language), words.name(of: other, in: language)]
                    .contains { $0.normalizedName == name.normalizedName }
        }
        if let other {
            throw TaggerError(.usage, "“\(name)” is what the category \(other) is called: names must differ.")
        }
        try catalog.setCategoryName(name, of: category, language: language.rawValue)
    }
}

extension Decision.Answer {
    /// The answer that it is this category, or none of them.
    public init(category: String) {
        self = category == Category.none ? .none : .set(category)
    }
}
