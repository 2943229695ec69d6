/// The ten categories: the classes of Fashion-MNIST, in the order of its labels.
public enum Category: String, CaseIterable, Sendable, Codable {
    case tShirtTop = "T-shirt/top"
    case trouser = "Trouser"
    case pullover = "Pullover"
    case dress = "Dress"
    case coat = "Coat"
    case sandal = "Sandal"
    case shirt = "Shirt"
    case sneaker = "Sneaker"
    case bag = "Bag"
    case ankleBoot = "Ankle boot"

    /// The key of a product that belongs to none of the ten categories.
    public static let none = "none"

    /// The names of the categories, in the order of the labels.
    public static let names = allCases.map(\.rawValue)

    /// Creates the category with a name, in any case and with any white space.
    public init?(named name: String) {
        let name = name.normalizedName
        guard let category = Self.allCases.first(where: { $0.rawValue.lowercased() == name }) else { return nil }
        self = category
    }
}

extension String {
    /// The string in lower case with one space between words. Spreadsheets insert other kinds of white space.
    var normalizedName: String {
        lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
