import Foundation
import Synchronization

/// A headless Chromium, controlled over WebDriver (W3C).
///
/// Every browser has a new profile and can only connect to this machine. It needs about a second to start and 200 MB of
/// memory: suites that use a browser are `.serialized`, and each carries `.enabled(if: Browser.isAvailable,
/// Browser.missing)`. All calls block. The browser is closed when the object is freed.
///
///     let browser = try Browser()
///     try browser.open("http://127.0.0.1:8080/")
///     try browser.press("j")
///     #expect(try browser.find(".current").text == "Shirt")
public final class Browser: Sendable {
    let session: String
    private let driver: ChromeDriver
    private let folder: TemporaryFolder
    /// The log entries that were read. The driver returns every entry only once.
    let console = Mutex<[ConsoleMessage]>([])
    let requests = Mutex<[String]>([])

    /// Starts a browser.
    ///
    /// - Parameters:
    ///   - language: The preferred languages, such as `de` or `de-CH,de,en`, for `Accept-Language` and
    ///     `navigator.languages`.
    ///   - arguments: Additional arguments for Chromium.
    public init(language: String = "en-US", arguments: [String] = []) throws {
        folder = try TemporaryFolder()
        driver = try ChromeDriver(folder: folder)
        var options: [String: Any] = [
            "args": [
                "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--window-size=1280,960",
                "--user-data-dir=\(folder.file("profile"))", "--lang=\(language.prefix { $0 != "," })",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE [::1]",
            ] + arguments,
            "prefs": ["intl.accept_languages": language],
        ]
        options["binary"] = ChromeDriver.browser
        let capabilities: [String: Any] = [
            "browserName": "chrome", "goog:chromeOptions": options,
            "goog:loggingPrefs": ["browser": "ALL", "performance": "ALL"],
        ]
        struct Session: Decodable { var sessionId: String }
        let body = try JSONSerialization.data(withJSONObject: ["capabilities": ["alwaysMatch": capabilities]])
        let opened: Session = try Self.value(of: driver.send("POST", "/session", body), "open a session")
        session = "/session/\(opened.sessionId)"
    }

    /// Closes Chromium. If Chromium does not close, it is killed with its driver.
    deinit { _ = try? driver.send("DELETE", session, Data()) }

    // MARK: Pages

    /// Opens an address and waits until the page is loaded.
    public func open(_ address: String) throws { try perform("url", ["url": address]) }

    /// The address of the page.
    public var address: String { get throws { try command("GET", "url") } }

    /// The title of the page.
    public var title: String { get throws { try command("GET", "title") } }

    /// Reloads the page.
    public func reload() throws { try perform("refresh") }

    /// Goes back in the history.
    public func back() throws { try perform("back") }

    /// Returns the first element that matches a CSS selector. Waits until there is one.
    ///
    /// - Throws: ``WebDriverError`` where there is none after the timeout.
    public func find(_ css: String, seconds: Double = 10) throws -> BrowserElement {
        let deadline = Date(timeIntervalSinceNow: seconds)
        while true {
            if let element = try findAll(css).first { return element }
            guard Date() < deadline else {
                throw WebDriverError(
                    "No element “\(css)” within \(seconds) s at \(try address)", code: "no such element")
            }
            usleep(20_000)
        }
    }

    /// Returns the elements that match a CSS selector now, in document order.
    public func findAll(_ css: String) throws -> [BrowserElement] {
        let found: [[String: String]] = try command(
            "POST", "elements", ["using": "css selector", "value": css])
        return found.compactMap { $0[BrowserElement.key] }.map { BrowserElement(browser: self, id: $0) }
    }

    /// The element that has the keyboard focus.
    public var focused: BrowserElement {
        get throws {
            let found: [String: String] = try command("GET", "element/active")
            return BrowserElement(browser: self, id: found[BrowserElement.key] ?? "")
        }
    }

    // MARK: Scripts

    /// Runs the body of a JavaScript function and returns its result; a promise is awaited. The content security policy
    /// of the page does not apply.
    ///
    /// - Parameters:
    ///   - body: The body of the function, which reads its arguments as `arguments[0]` and so on.
    ///   - arguments: JSON values or elements.
    public func evaluate<Value: Decodable>(_ body: String, _ arguments: Any...) throws -> Value {
        try run(body, arguments)
    }

    /// Runs the body of a JavaScript function and ignores its result.
    public func execute(_ body: String, _ arguments: Any...) throws {
        let _: Bool = try run("(function() { \(body)\n}).apply(null, arguments); return true", arguments)
    }

    /// Waits until the body of a JavaScript function returns a truthy value.
    ///
    /// - Throws: ``WebDriverError`` where this does not happen before the timeout.
    public func wait(seconds: Double = 10, until body: String, _ arguments: Any...) throws {
        let deadline = Date(timeIntervalSinceNow: seconds)
        while try !run("return !!(function() { \(body)\n}).apply(null, arguments)", arguments) as Bool {
            guard Date() < deadline else {
                throw WebDriverError("Not true within \(seconds) s at \(try address): \(body)", code: "timeout")
            }
            usleep(20_000)
        }
    }

    private func run<Value: Decodable>(_ body: String, _ arguments: [Any]) throws -> Value {
        let arguments = arguments.map { ($0 as? BrowserElement).map { [BrowserElement.key: $0.id] } ?? $0 }
        return try command("POST", "execute/sync", ["script": body, "args": arguments])
    }

    /// Returns a screenshot of the visible part of the page, as a PNG.
    ///
    /// - Parameter path: A file that the screenshot is also written to.
    @discardableResult
    public func screenshot(to path: String? = nil) throws -> Data {
        let png: Data = try command("GET", "screenshot")
        if let path { try png.write(to: URL(fileURLWithPath: path)) }
        return png
    }

    // MARK: Commands

    /// Sends a command of the Chrome DevTools Protocol, such as `Network.getCookies`, and returns its result.
    public func devTools<Value: Decodable>(_ command: String, _ parameters: [String: Any] = [:]) throws -> Value {
        try self.command("POST", "goog/cdp/execute", ["cmd": command, "params": parameters])
    }

    /// Sends a command of the Chrome DevTools Protocol and ignores its result.
    public func devTools(_ command: String, _ parameters: [String: Any] = [:]) throws {
        struct Anything: Decodable {}
        let _: Anything = try devTools(command, parameters)
    }

    /// Sends a WebDriver command of the session and ignores the value of the reply.
    func perform(_ name: String, _ body: [String: Any] = [:]) throws {
        let _: String? = try command("POST", name, body)
    }

    /// Sends a WebDriver command of the session and returns the value of the reply.
    func command<Value: Decodable>(_ method: String, _ name: String, _ body: [String: Any] = [:]) throws -> Value {
        guard JSONSerialization.isValidJSONObject(body) else {
            throw WebDriverError("\(name): the body is not JSON: \(body)")
        }
        let data = method == "GET" ? Data() : try JSONSerialization.data(withJSONObject: body)
        return try Self.value(of: driver.send(method, "\(session)/\(name)", data), name)
    }

    private static func value<Value: Decodable>(of reply: Data, _ command: String) throws -> Value {
        let decoder = JSONDecoder()
        if let failure = try? decoder.decode(Reply<Failure>.self, from: reply).value {
            throw WebDriverError("\(command): \(failure.error): \(failure.message)", code: failure.error)
        }
        do {
            return try decoder.decode(Reply<Value>.self, from: reply).value
        } catch {
            let text = String(decoding: reply.prefix(500), as: UTF8.self)
            throw WebDriverError("\(command): the reply is not a \(Value.self): \(text)")
        }
    }

    /// The body of a reply.
    private struct Reply<Content: Decodable>: Decodable { var value: Content }

    /// The value of a reply to a command that failed.
    private struct Failure: Decodable { var error: String, message: String }
}
