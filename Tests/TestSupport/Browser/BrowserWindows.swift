extension Browser {
    /// A window or tab, in the driver's words.
    public typealias Window = String

    /// The window that all calls are about.
    public var window: Window { get throws { try command("GET", "window") } }

    /// All windows, also those that a page opened.
    public var windows: [Window] { get throws { try command("GET", "window/handles") } }

    /// Opens an empty tab and turns to it.
    @discardableResult
    public func openTab() throws -> Window { try openWindow(type: "tab") }

    /// Opens an empty window and turns to it.
    @discardableResult
    public func openWindow() throws -> Window { try openWindow(type: "window") }

    /// Turns to a window.
    public func turn(to window: Window) throws { try perform("window", ["handle": window]) }

    /// Closes the window and turns to the first of those that are left.
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
