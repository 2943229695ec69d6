import FashionMNIST

/// The ten categories, which are the classes of Fashion-MNIST, in the order of the labels.
public typealias Category = FashionMNISTClass

extension Category {
    /// The key of a product that belongs to none of the ten categories.
    public static let none = "none"

    /// Creates the category with a name, in any case and with any white space.
    public init?(named name: String) {
        let name = name.normalizedName
        guard let category = Self.allCases.first(where: { $0.rawValue.lowercased() == name }) else { return nil }
        self = category
    }
}

extension String {
    /// The text in lower case with single spaces between words. Spreadsheets insert other kinds of white space.
    package var normalizedName: String {
        lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
