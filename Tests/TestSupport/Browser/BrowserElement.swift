/// An element of a page.
public struct BrowserElement: Sendable {
    /// Under which WebDriver names an element in JSON.
    static let key = "element-6066-11e4-a52e-4f735466cecf"

    let browser: Browser
    let id: String

    /// The text that a person sees.
    public var text: String { get throws { try value("text") } }

    /// What is written in the page; nil where the element has no such attribute.
    public func attribute(_ name: String) throws -> String? { try value("attribute/\(name)") }

    /// What the element has now, such as `value`, `checked` (as JavaScript has it) or `href`.
    public func property<Value: Decodable>(_ name: String) throws -> Value { try value("property/\(name)") }

    /// The computed value of a CSS property, such as `rgba(0, 0, 0, 1)`.
    public func style(_ name: String) throws -> String { try value("css/\(name)") }

    /// Whether a person can see it.
    public var isDisplayed: Bool { get throws { try value("displayed") } }

    /// Whether it can be used.
    public var isEnabled: Bool { get throws { try value("enabled") } }

    /// The role that assistive technology is told, such as `button`.
    public var role: String { get throws { try value("computedrole") } }

    /// The accessible name that assistive technology is told.
    public var label: String { get throws { try value("computedlabel") } }

    /// Scrolls to it and clicks its middle; throws where something covers it.
    public func click() throws { try command("click") }

    /// Focuses it and writes the text; for a file input: chooses the file with this path.
    public func type(_ text: String) throws { try command("value", ["text": text]) }

    /// Empties an input.
    public func clear() throws { try command("clear") }

    private func value<Value: Decodable>(_ name: String) throws -> Value {
        try browser.command("GET", "element/\(id)/\(name)")
    }

    private func command(_ name: String, _ body: [String: Any] = [:]) throws {
        let _: String? = try browser.command("POST", "element/\(id)/\(name)", body)
    }
}
