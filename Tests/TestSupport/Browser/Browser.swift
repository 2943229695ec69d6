import Foundation
import Synchronization

/// A Chromium without a window, driven over WebDriver as a person would drive it.
///
/// Every browser has a fresh profile, and reaches nothing but this machine. It takes about a second to start and some
/// 200 MB, so that tests that use one belong in a suite that is `.serialized`, and each carries
/// `.enabled(if: Browser.isAvailable, Browser.missing)`. All calls block. It is closed when it is no longer referred to.
///
///     let browser = try Browser()
///     try browser.open("http://127.0.0.1:8080/")
///     try browser.press("j")
///     #expect(try browser.find(".current").text == "Shirt")
public final class Browser: Sendable {
    let session: String
    private let driver: ChromeDriver
    private let folder: TemporaryFolder
    /// What was read of the logs; the driver gives every entry but once.
    let console = Mutex<[ConsoleMessage]>([])
    let requests = Mutex<[String]>([])

    /// Opens one.
    ///
    /// - Parameters:
    ///   - language: What it says it prefers, such as `de` or `de-CH,de,en`: `Accept-Language`, `navigator.languages`.
    ///   - arguments: Further arguments for Chromium.
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

    /// Chromium ends in good order here; what does not is killed with its driver.
    deinit { _ = try? driver.send("DELETE", session, Data()) }

    // MARK: Pages

    /// Goes to an address and waits until it is loaded.
    public func open(_ address: String) throws { try perform("url", ["url": address]) }

    /// The address of the page.
    public var address: String { get throws { try command("GET", "url") } }

    /// The page's title.
    public var title: String { get throws { try command("GET", "title") } }

    /// Loads the page again.
    public func reload() throws { try perform("refresh") }

    /// Goes back in the history.
    public func back() throws { try perform("back") }

    /// The first element that matches, as soon as there is one.
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

    /// The elements that match now, in the page's order.
    public func findAll(_ css: String) throws -> [BrowserElement] {
        let found: [[String: String]] = try command(
            "POST", "elements", ["using": "css selector", "value": css])
        return found.compactMap { $0[BrowserElement.key] }.map { BrowserElement(browser: self, id: $0) }
    }

    /// The element that has the keyboard's focus.
    public var focused: BrowserElement {
        get throws {
            let found: [String: String] = try command("GET", "element/active")
            return BrowserElement(browser: self, id: found[BrowserElement.key] ?? "")
        }
    }

    // MARK: Scripts

    /// Runs a function's body, to which the arguments are `arguments[0]` …, and returns what it returns; a promise is
    /// awaited. The page's content security policy does not stop it.
    ///
    /// - Parameter arguments: What JSON knows, or elements.
    public func evaluate<Value: Decodable>(_ body: String, _ arguments: Any...) throws -> Value {
        try run(body, arguments)
    }

    /// Runs a function's body whose result does not matter.
    public func execute(_ body: String, _ arguments: Any...) throws {
        let _: Bool = try run("(function() { \(body)\n}).apply(null, arguments); return true", arguments)
    }

    /// Waits until the function's body returns what JavaScript takes for true.
    public func wait(seconds: Double = 10, until body: String, _ arguments: Any...) throws {
        let deadline = Date(timeIntervalSinceNow: seconds)
        while try !run("return !!(function() { \(body)\n}).apply(null, arguments)", arguments) as Bool {
            guard Date() < deadline else {
                throw WebDriverError("Not within \(seconds) s at \(try address): \(body)", code: "timeout")
            }
            usleep(20_000)
        }
    }

    private func run<Value: Decodable>(_ body: String, _ arguments: [Any]) throws -> Value {
        let arguments = arguments.map { ($0 as? BrowserElement).map { [BrowserElement.key: $0.id] } ?? $0 }
        return try command("POST", "execute/sync", ["script": body, "args": arguments])
    }

    /// A picture of what is seen of the page, as a PNG.
    ///
    /// - Parameter path: Where it is written as well.
    @discardableResult
    public func screenshot(to path: String? = nil) throws -> Data {
        let picture: Data = try command("GET", "screenshot")
        if let path { try picture.write(to: URL(fileURLWithPath: path)) }
        return picture
    }

    // MARK: Commands

    /// Sends a command of Chromium's own DevTools protocol, such as `Network.getCookies`, and returns its result.
    public func devTools<Value: Decodable>(_ command: String, _ parameters: [String: Any] = [:]) throws -> Value {
        try self.command("POST", "goog/cdp/execute", ["cmd": command, "params": parameters])
    }

    /// Sends a command of Chromium's own DevTools protocol whose result does not matter.
    public func devTools(_ command: String, _ parameters: [String: Any] = [:]) throws {
        struct Anything: Decodable {}
        let _: Anything = try devTools(command, parameters)
    }

    /// Sends a command whose reply says nothing.
    func perform(_ name: String, _ body: [String: Any] = [:]) throws {
        let _: String? = try command("POST", name, body)
    }

    /// Sends a command of the session.
    func command<Value: Decodable>(_ method: String, _ name: String, _ body: [String: Any] = [:]) throws -> Value {
        guard JSONSerialization.isValidJSONObject(body) else { throw WebDriverError("\(name): not JSON: \(body)") }
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
            throw WebDriverError("\(command): the reply is no \(Value.self): \(text)")
        }
    }

    /// What every reply is wrapped in.
    private struct Reply<Content: Decodable>: Decodable { var value: Content }

    /// The content of a reply to a command that failed.
    private struct Failure: Decodable { var error: String, message: String }
}
