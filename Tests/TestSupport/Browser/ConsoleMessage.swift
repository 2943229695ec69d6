/// What the browser's console says: the page's own `console.log`, errors, violations of the content security policy.
public struct ConsoleMessage: Sendable, Decodable, CustomStringConvertible {
    /// `SEVERE` (an error or a violation), `WARNING`, `INFO` or `DEBUG`.
    public var level: String
    /// Where it comes from: `javascript`, `security` (violations of the policy), `network`, `console-api` …
    public var source: String
    /// With the address and the place in it.
    public var message: String

    /// All of it in a line.
    public var description: String { "\(level) \(source): \(message)" }
}
