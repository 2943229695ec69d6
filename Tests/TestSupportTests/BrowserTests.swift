import Foundation
import TestSupport
import Testing

/// The browser driver that the tests of pages use.
@Suite("Browser driver", .serialized, .enabled(if: Browser.isAvailable, Browser.missing))
struct BrowserTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Writes a page and returns its address.
    private func page(_ body: String, head: String = "") throws -> String {
        let page = """
            <!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>
            <meta name="viewport" content="width=device-width">\(head)</head>
            <body><main><h1>A page</h1>\(body)</main></body></html>
            """
        return "file://" + (try folder.write(Data(page.utf8), to: "page-\(UUID().uuidString).html"))
    }

    @Test("Keys, clicks and scripts act on the page, and their effects can be read")
    func use() throws {
        let address = try page(
            """
            <p id="keys"></p><button aria-label="Next one" onclick="document.title = 'clicked'">›</button>
            <input name="note">
            <script>
            addEventListener("keydown", event => {
                const names = [event.ctrlKey && "ctrl", event.shiftKey && "shift", event.key];
                keys.append(names.filter(Boolean).join("+") + " ");
            });
            addEventListener("keyup", event => { if (event.key == "x") document.body.dataset.up = "yes"; });
            setTimeout(() => document.querySelector("main").insertAdjacentHTML("beforeend", "<i>late</i>"), 200);
            </script>
            """)
        let browser = try Browser()
        try browser.open(address)
        #expect(try browser.address == address)
        #expect(try browser.find("i").text == "late")
        #expect(throws: WebDriverError.self) { try browser.find("b", seconds: 0.1) }

        try browser.press("j", .enter, .escape, .arrowLeft)
        try browser.press("z", holding: .control, .shift)
        try browser.keyDown("x")
        #expect(try browser.find("body").attribute("data-up") == nil)
        try browser.keyUp("x")
        #expect(try browser.find("body").attribute("data-up") == "yes")
        let keys = "j Enter Escape ArrowLeft ctrl+Control ctrl+shift+Shift "
        #expect(try browser.find("#keys").text.lowercased().hasPrefix((keys + "ctrl+shift+z x").lowercased()))

        let button = try browser.find("button")
        #expect(try button.role == "button")
        #expect(try button.label == "Next one")
        try browser.click("button")
        #expect(try browser.title == "clicked")
        try browser.click("input")
        try browser.type("Größe 42?")
        #expect(try browser.focused.property("value") == "Größe 42?")

        struct Result: Decodable, Equatable { var sum: Double, name: String, list: [Int?] }
        let result: Result = try browser.evaluate(
            "return Promise.resolve({ sum: arguments[0] + arguments[1], name: arguments[2].name, list: [1, null] })",
            1, 0.5, try browser.find("input"))
        #expect(result == Result(sum: 1.5, name: "note", list: [1, nil]))
        #expect(try browser.evaluate("return null") == String?.none)
        #expect(throws: WebDriverError.self) { try browser.execute("nothing.like.this()") }
        try browser.execute("setTimeout(() => document.title = arguments[0], 100)", "later")
        try browser.wait(until: "return document.title == arguments[0]", "later")
    }

    @Test("Windows, page size, media features and languages can be set, and the screenshot has the page size")
    func surroundings() throws {
        let address = try page(
            "<p>text</p>", head: "<style>@media (prefers-color-scheme: dark) { :root { background: #012; } }</style>")
        let browser = try Browser(language: "de-CH,fr")
        try browser.open(address)
        #expect(try browser.evaluate("return navigator.languages.join()") == "de-CH,fr")
        let first = try browser.window

        try browser.openTab()
        try browser.open(address)
        try browser.setPageSize(width: 320, height: 500, scale: 2, isMobile: true)
        try browser.emulateMedia(["prefers-color-scheme": "dark"])
        try browser.reload()
        #expect(
            try browser.evaluate("return [innerWidth, innerHeight, navigator.maxTouchPoints > 0 ? 1 : 0]") == [
                320, 500, 1,
            ])
        #expect(try browser.find("html").style("background-color") == "rgba(0, 17, 34, 1)")
        let path = folder.file("phone.png")
        try browser.screenshot(to: path)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(bytes.prefix(8) == Data([137, 80, 78, 71, 13, 10, 26, 10]))
        // 640 and 1000 pixels.
        #expect(bytes[16..<24] == Data([0, 0, 2, 128, 0, 0, 3, 232]))

        #expect(try browser.windows.count == 2)
        try browser.closeWindow()
        #expect(try browser.window == first)
        #expect(try browser.find("html").style("background-color") != "rgba(0, 17, 34, 1)")
    }

    @Test("Console messages and requested addresses of every window are recorded")
    func logs() throws {
        let policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'none'\">"
        let browser = try Browser()
        try browser.open(page("<img alt=\"\" src=\"http://elsewhere.example/a.png\"><p>text</p>"))
        try browser.openTab()
        let forbidden = try page("<script>document.title = 'ran'</script>", head: policy)
        try browser.open(forbidden)
        try browser.execute("fetch('http://other.example:81/').catch(() => 0); console.log('said')")
        #expect(try browser.title == "A page")

        let messages = try browser.consoleMessages()
        #expect(messages.contains { $0.source == "security" && $0.message.contains("Content Security Policy") })
        #expect(messages.contains { $0.message.contains("said") })
        #expect(try browser.consoleMessages().count >= messages.count)
        #expect(try browser.requestedAddresses().contains(forbidden))
        #expect(try browser.requestedHosts() == ["elsewhere.example", "other.example:81"])
    }

    @Test(
        "axe-core reports an image without alt text and low contrast, and nothing on an accessible page with a strict policy",
        .enabled(if: Browser.canCheckAccessibility, Browser.axeMissing))
    func accessibility() throws {
        let browser = try Browser()
        try browser.open(page("<img src=\"shirt.png\"><p style=\"color: #bbb\">pale</p>"))
        let violations = try browser.accessibilityViolations()
        #expect(violations.count == 2)
        #expect(violations.contains { $0.hasPrefix("image-alt (critical): img: ") && $0.contains("shirt.png") })
        #expect(violations.contains { $0.hasPrefix("color-contrast (serious): p: ") && $0.contains("#bbbbbb") })
        #expect(try browser.accessibilityViolations(tags: ["wcag2a"]).count == 1)

        let policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">"
        try browser.open(page("<p>text</p>", head: policy))
        #expect(try browser.accessibilityViolations() == [])
        #expect(try browser.consoleMessages().filter { $0.source == "security" }.map(\.message) == [])
    }
}
