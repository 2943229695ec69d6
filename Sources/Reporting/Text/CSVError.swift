/// An error in a CSV file, with its line.
public struct CSVError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The line, counted from 1.
    public let line: Int
    /// The error as one sentence without capital and full stop.
    public let message: String
    /// The line and the error.
    public var description: String { "line \(line): \(message)" }

    /// Creates an error on a line.
    public init(line: Int, message: String) {
        self.line = line
        self.message = message
    }
}
