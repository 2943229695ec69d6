import Foundation
import TestSupport
import Testing

/// A browser with the review page in it, used as a person uses it.
struct ReviewVisit {
    let browser: Browser
    let serving: ReviewServing

    /// Opens the page and waits until it shows something.
    init(_ serving: ReviewServing, language: String = "en-US", view: String = "#/") throws {
        self.serving = serving
        browser = try Browser(language: language)
        try open(view)
    }

    /// Goes to a view, in the window that is turned to.
    func open(_ view: String = "#/") throws {
        // Not only another place in a page that is open.
        try browser.open("about:blank")
        try browser.open(serving.link + view)
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

    /// The SKU of the product that is shown; empty where none is.
    var sku: String { get throws { try text("main .sku bdi") } }

    /// The text of the first element that matches, as it is in the page; empty where there is none.
    func text(_ css: String) throws -> String {
        try browser.evaluate("return document.querySelector(arguments[0])?.textContent ?? ''", css)
    }

    func count(_ css: String) throws -> Int {
        try browser.evaluate("return document.querySelectorAll(arguments[0]).length", css)
    }

    /// The message that is shown.
    var message: String { get throws { try text("#messages") } }

    /// Waits until the message contains this.
    func waitForMessage(_ part: String) throws {
        do {
            try browser.wait(
                until: "return document.getElementById('messages').textContent.includes(arguments[0])", part)
        } catch {
            throw WebDriverFailure("“\(part)” is not said, but “\(try message)”")
        }
    }

    /// Presses a key and waits until another product is shown; its SKU.
    @discardableResult
    func answer(_ key: Key) throws -> String {
        let before = try sku
        try browser.press(key)
        try browser.wait(until: "return document.querySelector('main .sku bdi')?.textContent != arguments[0]", before)
        return try sku
    }

    /// Waits until nothing is on its way to the server any more.
    func waitUntilSaved() throws {
        try browser.wait(until: "return document.querySelectorAll('.figures .state .faint').length == 0")
    }

    /// The key that says what a product of the sample shop is.
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

    /// Nobody else was asked for anything, and nothing went wrong that a person does not see.
    func expectNoTrouble(ignoring ignored: String? = nil) throws {
        let messages = try browser.consoleMessages().filter { message in
            message.level == "SEVERE" || message.source == "security"
        }.filter { message in ignored.map { !message.message.contains($0) } ?? true }
        #expect(messages.isEmpty, "\(messages)")
        #expect(try browser.requestedHosts().subtracting(["127.0.0.1:\(serving.port)"]) == [])
    }

    /// Nothing is wider than the window.
    func expectNoSidewaysScrolling(_ what: String) throws {
        let width: [Int] = try browser.evaluate(
            "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        #expect(width[0] <= width[1], "\(what): \(width)")
    }
}

struct WebDriverFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// All tests that open the page, one after the other: a browser takes the machine for itself.
@Suite(.serialized, .enabled(if: Browser.isAvailable, Browser.missing)) struct ReviewPageTests {}
