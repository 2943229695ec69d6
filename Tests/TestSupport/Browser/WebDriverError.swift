/// What a browser or its driver can't do, or did not do in time.
public struct WebDriverError: Error, CustomStringConvertible {
    /// WebDriver's name of the error, such as `no such element`; nil where it is not the driver that says it.
    public var code: String?
    /// What was tried, and what came of it.
    public var description: String

    init(_ description: String, code: String? = nil) {
        self.description = description
        self.code = code
    }
}
