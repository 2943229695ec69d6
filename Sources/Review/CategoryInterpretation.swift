import Catalog
import Foundation
import Platform
import Tagging

/// The categories that a name can mean.
public enum CategoryInterpretation: Sendable, Equatable {
    /// One category, or `none`.
    case category(String)
    /// Several categories: the name is used for different ones in different languages.
    case several([String])
    /// No category.
    case unknown
}

extension CategoryNames {
    /// Returns the meaning of a name, regardless of case and white space: one of the ten fixed names or `none`, or else
    /// a name of the program or the shop in any language.
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

    /// Returns the category, or `none`, that a name means.
    ///
    /// - Throws: `TaggerError` of kind `usage` that lists the possible names, if the name is unknown or ambiguous.
    public func category(named name: String) throws -> String {
        switch meaning(of: name) {
        case .category(let category): return category
        case .several(let categories):
            throw TaggerError(
                .usage, "“\(name)” can mean \(categories.joined(separator: " or ")). Use one of these names.")
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

    /// The largest length of a category's name, in characters.
    public static let longestName = 40

    /// Stores the shop's name of a category, or of `none`, in a language.
    ///
    /// - Throws: `TaggerError`; of kind `usage`, if the name is empty, too long, contains control characters, or is the
    ///   name of another category.
    public static func rename(
        _ category: String, to name: String, in language: Language, of catalog: Catalog
    ) throws {
        let names = try CategoryNames(of: catalog)
        let name = name.split(separator: " ").joined(separator: " ")
        guard !name.allSatisfy(\.isWhitespace) else {
            throw TaggerError(
                .usage,
                "The name of a category cannot be empty. \(programName) categories reset restores the program's name.")
        }
        guard name.count <= longestName, name.utf8.count <= 8 * longestName else {
            throw TaggerError(.usage, "The name of a category has at most \(longestName) characters.")
        }
        let isPlain = name.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
            // Zero-width joiners are part of emoji and of words in some scripts.
            case .format: scalar == "\u{200C}" || scalar == "\u{200D}"
            default: true
            }
        }
        guard isPlain else {
            throw TaggerError(.usage, "The name of a category cannot contain control characters.")
        }
        let other = all.first { other in
            other != category
                && [other, ownName(of: other, in: language), names.name(of: other, in: language)]
                    .contains { $0.normalizedName == name.normalizedName }
        }
        if let other {
            throw TaggerError(.usage, "“\(name)” is the name of the category \(other). Choose another name.")
        }
        try catalog.setCategoryName(name, of: category, language: language.rawValue)
    }
}

extension Decision.Action {
    /// The decision for a category, or for `none`.
    public init(category: String) {
        self = category == Category.none ? .none : .set(category)
    }
}
