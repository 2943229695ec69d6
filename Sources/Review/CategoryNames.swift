import Catalog
import Tagging

/// The names of the categories in each language: the shop's names, or else the program's.
public struct CategoryNames: Sendable {
    /// The categories and `none`, in the order of lists.
    public static let all = Category.names + [Category.none]

    /// Name by category, by language tag.
    let shop: [String: [String: String]]

    /// The program's names.
    public init() { shop = [:] }

    /// The names of a catalog.
    public init(of catalog: Catalog) throws { shop = try catalog.categoryNames() }

    /// Returns the name of a category, or of `none`, in a language.
    public func name(of category: String, in language: Language) -> String {
        shop[language.rawValue]?[category] ?? Self.ownName(of: category, in: language)
    }

    /// Returns whether the name of a category in a language is the shop's.
    public func isShopsOwn(_ category: String, in language: Language) -> Bool {
        shop[language.rawValue]?[category] != nil
    }

    /// Returns the program's name of a category.
    public static func ownName(of category: String, in language: Language) -> String {
        switch language {
        case .english: category == Category.none ? "None of these" : category
        case .brazilianPortuguese: brazilian[category] ?? category
        }
    }

    private static let brazilian = [
        "T-shirt/top": "Camiseta", "Trouser": "Calça", "Pullover": "Suéter", "Dress": "Vestido", "Coat": "Casaco",
        "Sandal": "Sandália", "Shirt": "Camisa", "Sneaker": "Tênis", "Bag": "Bolsa", "Ankle boot": "Bota",
        "none": "Nenhuma destas",
    ]

    /// Returns the keyboard key of a category: a digit in the order of ``all``, 0 for the tenth, and `n` for `none`.
    public static func key(of category: String) -> Character? {
        if category == Category.none { return "n" }
        return Category.names.firstIndex(of: category).map { Character("\(($0 + 1) % 10)") }
    }
}
