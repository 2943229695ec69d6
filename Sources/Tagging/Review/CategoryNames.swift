import Catalog

/// What people call the categories: the shop's words, or else the program's own.
public struct CategoryNames: Sendable {
    /// The categories and `none`, in the order in which they are shown and counted.
    public static let all = Category.names + [Category.none]

    let shop: [String: [String: String]]

    /// The program's own words.
    public init() { shop = [:] }

    /// The words of a catalog.
    public init(of catalog: Catalog) throws { shop = try catalog.categoryNames() }

    /// What a category, or `none`, is called in a language.
    public func name(of category: String, in language: Language) -> String {
        shop[language.rawValue]?[category] ?? Self.ownName(of: category, in: language)
    }

    /// Whether the shop has a word of its own for it.
    public func isShopsOwn(_ category: String, in language: Language) -> Bool {
        shop[language.rawValue]?[category] != nil
    }

    /// What the program calls it.
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

    /// The key that stands for a category: a digit in the order of ``all``, 0 for the tenth, and N for none.
    public static func key(of category: String) -> Character? {
        if category == Category.none { return "n" }
        return Category.names.firstIndex(of: category).map { Character("\(($0 + 1) % 10)") }
    }
}
