/// An element of a page.
public struct BrowserElement: Sendable {
    /// The JSON key of a WebDriver element reference.
    static let key = "element-6066-11e4-a52e-4f735466cecf"

    let browser: Browser
    let id: String

    /// The visible text.
    public var text: String { get throws { try value("text") } }

    /// Returns an attribute as written in the HTML; nil where the element does not have the attribute.
    public func attribute(_ name: String) throws -> String? { try value("attribute/\(name)") }

    /// Returns the present value of a JavaScript property, such as `value`, `checked` or `href`.
    public func property<Value: Decodable>(_ name: String) throws -> Value { try value("property/\(name)") }

    /// Returns the computed value of a CSS property, such as `rgba(0, 0, 0, 1)`.
    public func style(_ name: String) throws -> String { try value("css/\(name)") }

    /// Whether the element is visible.
    public var isDisplayed: Bool { get throws { try value("displayed") } }

    /// Whether the element is enabled.
    public var isEnabled: Bool { get throws { try value("enabled") } }

    /// The computed ARIA role, such as `button`.
    public var role: String { get throws { try value("computedrole") } }

    /// The computed accessible name.
    public var label: String { get throws { try value("computedlabel") } }

    /// Scrolls to the element and clicks its centre.
    ///
    /// - Throws: ``WebDriverError`` where another element covers the centre.
    public func click() throws { try command("click") }

    /// Focuses the element and types the text. For a file input, selects the file with this path.
    public func type(_ text: String) throws { try command("value", ["text": text]) }

    /// Clears an input.
    public func clear() throws { try command("clear") }

    private func value<Value: Decodable>(_ name: String) throws -> Value {
        try browser.command("GET", "element/\(id)/\(name)")
    }

    private func command(_ name: String, _ body: [String: Any] = [:]) throws {
        let _: String? = try browser.command("POST", "element/\(id)/\(name)", body)
    }
}
