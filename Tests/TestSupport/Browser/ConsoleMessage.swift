/// A message of the browser's console: from `console.log`, an error, or a violation of the content security policy.
public struct ConsoleMessage: Sendable, Decodable, CustomStringConvertible {
    /// `SEVERE` (an error or a violation), `WARNING`, `INFO` or `DEBUG`.
    public var level: String
    /// The origin: `javascript`, `security` (violations of the policy), `network`, `console-api` and others.
    public var source: String
    /// The text, with address, line and column.
    public var message: String

    /// Level, source and text.
    public var description: String { "\(level) \(source): \(message)" }
}
