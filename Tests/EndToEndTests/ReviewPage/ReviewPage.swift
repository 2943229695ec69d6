import Foundation
import TestSupport
import Testing

/// The review page in a browser.
struct ReviewPage {
    let browser: Browser
    let server: ReviewServerProcess

    /// Opens the page and waits until it is loaded.
    init(_ server: ReviewServerProcess, language: String = "en-US", view: String = "#/") throws {
        self.server = server
        browser = try Browser(language: language)
        try open(view)
    }

    /// Opens a view in the current window.
    func open(_ view: String = "#/") throws {
        // An address that differs only in its fragment would not load the page again.
        try browser.open("about:blank")
        try browser.open(server.link + view)
        try waitUntilLoaded()
    }

    func waitUntilLoaded() throws {
        try browser.wait(
            until: """
                const main = document.getElementById("main");
                return main.querySelector("h1") && ![...main.querySelectorAll(".empty")].some((one) => /Loading|Carregando/.test(one.textContent))
                    && document.querySelector(".figures .state strong")?.textContent;
                """)
    }

    /// The SKU of the product on the screen; empty if there is none.
    var sku: String { get throws { try text("main .sku bdi") } }

    /// The text of the first element that matches a selector; empty if there is none.
    func text(_ css: String) throws -> String {
        try browser.evaluate("return document.querySelector(arguments[0])?.textContent ?? ''", css)
    }

    /// The number of elements that match a selector.
    func count(_ css: String) throws -> Int {
        try browser.evaluate("return document.querySelectorAll(arguments[0]).length", css)
    }

    /// The text of the notification.
    var message: String { get throws { try text("#messages") } }

    /// Waits until the notification contains a text.
    func waitForMessage(_ part: String) throws {
        do {
            try browser.wait(
                until: "return document.getElementById('messages').textContent.includes(arguments[0])", part)
        } catch {
            throw PageTestError("“\(part)” is not shown, but “\(try message)”")
        }
    }

    /// Presses a key and waits for another product. Returns the SKU of that product.
    @discardableResult
    func decide(_ key: Key) throws -> String {
        let before = try sku
        try browser.press(key)
        try browser.wait(until: "return document.querySelector('main .sku bdi')?.textContent != arguments[0]", before)
        return try sku
    }

    /// Waits until the server has saved all decisions.
    func waitUntilSaved() throws {
        try browser.wait(until: "return document.querySelectorAll('.figures .state .faint').length == 0")
    }

    /// The key of the correct category of a product of the sample shop.
    func key(for sku: String) throws -> Key {
        let truth = ReviewedShop.truth(sku)
        let keys =
            [
                "T-shirt/top": "1", "Trouser": "2", "Pullover": "3", "Dress": "4", "Coat": "5", "Sandal": "6",
                "Shirt": "7",
                "Sneaker": "8", "Bag": "9", "Ankle boot": "0", "none": "n",
            ] as [String: Character]
        return Key(try #require(keys[truth]))
    }

    /// Expects that the console contains no errors, and that no other server received a request.
    func expectNoErrors(ignoring ignored: String? = nil) throws {
        let messages = try browser.consoleMessages().filter { message in
            message.level == "SEVERE" || message.source == "security"
        }.filter { message in ignored.map { !message.message.contains($0) } ?? true }
        #expect(messages.isEmpty, "\(messages)")
        #expect(try browser.requestedHosts().subtracting(["127.0.0.1:\(server.port)"]) == [])
    }

    /// Expects that the page is not wider than the window.
    func expectNoHorizontalScrolling(_ state: String) throws {
        let width: [Int] = try browser.evaluate(
            "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        #expect(width[0] <= width[1], "\(state): \(width)")
    }
}

struct PageTestError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

// Three groups of suites run at the same time, each with one browser at a time.

/// The tests of the page's views, and of their accessibility.
@Suite(.serialized, .enabled(if: Browser.isAvailable, Browser.missing)) struct ReviewPageTests {}

/// The tests of the page's appearance and of malicious data.
@Suite(.serialized, .enabled(if: Browser.isAvailable, Browser.missing)) struct ReviewPageAppearanceTests {}

/// The tests of the page while other processes change the catalog.
@Suite(.serialized, .enabled(if: Browser.isAvailable, Browser.missing)) struct ReviewPageConcurrencyTests {}
