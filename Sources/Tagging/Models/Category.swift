/// The ten kinds of clothes of Fashion-MNIST, in the order of its labels.
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

    /// What a person says of a product that belongs to none of them.
    public static let none = "none"

    /// The names, in the order of the labels.
    public static let names = allCases.map(\.rawValue)

    /// The category with a name, in any case and with any white space.
    public init?(named name: String) {
        let name = name.normalizedName
        guard let category = Self.allCases.first(where: { $0.rawValue.lowercased() == name }) else { return nil }
        self = category
    }
}

extension String {
    /// In lower case, its words with one space between them; spreadsheets put other kinds of white space there.
    package var normalizedName: String {
        lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
