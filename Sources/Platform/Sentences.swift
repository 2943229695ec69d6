extension String {
    /// The text with a capital letter at the start and a full stop at the end, for messages made from an error's description.
    public var asSentence: String {
        prefix(1).uppercased() + dropFirst() + (hasSuffix(".") ? "" : ".")
    }
}
