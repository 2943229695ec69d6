/// An error that ends a command: a kind, which decides the exit code, and a message for the user.
public struct TaggerError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The class of an error. The command line maps each kind to one exit code.
    public enum Kind: Sendable, CaseIterable {
        /// The command line is wrong.
        case usage
        /// A named file does not exist or cannot be opened.
        case notFound
        /// A file, a catalog or a value in it is not valid.
        case invalidData
        /// Reading or writing failed, for example because the disk is full.
        case inputOutput
        /// Another process holds the catalog.
        case busy
        /// The user lacks the permission to read or write the file.
        case noPermission
    }

    /// The class of the error.
    public let kind: Kind
    /// One or more sentences: what happened, to which thing, and what to do.
    public let description: String

    /// Creates an error with its message.
    public init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
