/// An error of a browser or its driver, or a timeout.
public struct WebDriverError: Error, CustomStringConvertible {
    /// The WebDriver error code, such as `no such element`; nil for an error that the driver does not report.
    public var code: String?
    /// The command, and the reason of the error.
    public var description: String

    init(_ description: String, code: String? = nil) {
        self.description = description
        self.code = code
    }
}
