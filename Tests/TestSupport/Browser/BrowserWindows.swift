extension Browser {
    /// The WebDriver handle of a window or tab.
    public typealias Window = String

    /// The current window: the one that all calls apply to.
    public var window: Window { get throws { try command("GET", "window") } }

    /// All windows, including those that pages opened.
    public var windows: [Window] { get throws { try command("GET", "window/handles") } }

    /// Opens an empty tab and makes it current.
    @discardableResult
    public func openTab() throws -> Window { try openWindow(type: "tab") }

    /// Opens an empty window and makes it current.
    @discardableResult
    public func openWindow() throws -> Window { try openWindow(type: "window") }

    /// Makes a window current.
    public func turn(to window: Window) throws { try perform("window", ["handle": window]) }

    /// Closes the current window and makes the first of the remaining windows current.
    public func closeWindow() throws {
        let left: [Window] = try command("DELETE", "window")
        if let first = left.first { try turn(to: first) }
    }

    private func openWindow(type: String) throws -> Window {
        struct Opened: Decodable { var handle: Window }
        let opened: Opened = try command("POST", "window/new", ["type": type])
        try turn(to: opened.handle)
        return opened.handle
    }
}
