/// A key of the keyboard: the key of a character, or a control key.
public struct Key: Sendable, Hashable, ExpressibleByExtendedGraphemeClusterLiteral {
    /// The WebDriver code.
    let value: String

    /// Creates the key of a character.
    public init(_ character: Character) { value = String(character) }

    /// Creates the key of a character.
    public init(extendedGraphemeClusterLiteral character: Character) { self.init(character) }

    public static let enter = Key("\u{E006}"), escape = Key("\u{E00C}"), tab = Key("\u{E004}"), space = Key(" ")
    public static let backspace = Key("\u{E003}"), delete = Key("\u{E017}")
    public static let arrowLeft = Key("\u{E012}"), arrowUp = Key("\u{E013}")
    public static let arrowRight = Key("\u{E014}"), arrowDown = Key("\u{E015}")
    public static let home = Key("\u{E011}"), end = Key("\u{E010}")
    public static let pageUp = Key("\u{E00E}"), pageDown = Key("\u{E00F}")
    public static let shift = Key("\u{E008}"), control = Key("\u{E009}")
    public static let alt = Key("\u{E00A}"), meta = Key("\u{E03D}")
}
