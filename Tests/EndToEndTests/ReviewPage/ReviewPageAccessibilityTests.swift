import Foundation
import TestSupport
import Testing

extension ReviewPageTests {
    /// Languages, screen readers, keyboards and phones.
    @Suite struct Accessibility {
        private let shop: ReviewedShop
        private let server: ReviewServerProcess

        init() throws {
            shop = try .sample()
            server = try ReviewServerProcess(shop.catalog)
        }

        @Test("The page uses the browser's language and the shop's names of categories")
        func languages() throws {
            try shop.write(
                """
                INSERT INTO tagger_category_names (category, language, name)
                VALUES ('Bag', 'pt-BR', 'Bolsas & Mochilas'), ('Bag', 'en', 'Handbags')
                """)
            let brazilian = try ReviewPage(server, language: "pt-BR,pt,en")
            #expect(try brazilian.browser.find("html").attribute("lang") == "pt-BR")
            #expect(try brazilian.browser.title == "Revisão · shop.sqlite")
            #expect(try brazilian.text(".decisions").contains("Bolsas & Mochilas"))
            #expect(try brazilian.text(".decisions").contains("Camiseta"))
            try brazilian.browser.press("9")
            try brazilian.waitForMessage("Bolsas & Mochilas")
            try brazilian.browser.press("?")
            #expect(try brazilian.text("#help").contains("Atalhos de teclado"))
            // No English text is left.
            for view in ["#/", "#/grid", "#/history"] {
                try brazilian.open(view)
                let text = try brazilian.text("body")
                for word in [
                    "Skip", "Undo", "Filter", "decided", "Learn", "Grid", "Loading", "Audit:", "undefined", "null",
                ] {
                    #expect(!text.contains(word), "\(view): \(word)")
                }
            }
            try brazilian.expectNoErrors()

            let german = try ReviewPage(server, language: "de-DE,de,pt,en")
            #expect(try german.browser.find("html").attribute("lang") == "pt-BR")
            let english = try ReviewPage(server, language: "fr")
            #expect(try english.browser.find("html").attribute("lang") == "en")
            #expect(try english.text(".decisions").contains("Handbags"))
        }

        @Test(
            "axe-core finds no violations in any state, light, dark and on a phone",
            .enabled(if: Browser.canCheckAccessibility, Browser.axeMissing))
        func axe() throws {
            let page = try ReviewPage(server)
            try shop.decide(12)
            _ = try Program.run("review", "undo", "--db", shop.catalog)
            for (scheme, isPhone) in [("light", false), ("dark", false), ("dark", true)] {
                try page.browser.setPageSize(
                    width: isPhone ? 390 : 1280, height: isPhone ? 844 : 900, isMobile: isPhone)
                // During an animation the contrast is too low for a moment.
                try page.browser.emulateMedia(["prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"])
                for state in ReviewPageState.all {
                    try state.show(page)
                    let name = "\(state.name), \(scheme)\(isPhone ? ", phone" : "")"
                    #expect(try page.browser.accessibilityViolations() == [], "\(name)")
                    try page.expectNoHorizontalScrolling(name)
                }
            }
            try page.expectNoErrors()
        }

        @Test("All controls can be reached with the keyboard, in order, with a visible focus")
        func keyboard() throws {
            let page = try ReviewPage(server)
            #expect(try page.browser.focused.role == "heading")
            var names: [String] = []
            while names.count < 60 {
                try page.browser.press(.tab)
                let focused: [String] = try page.browser.evaluate(
                    """
                    const style = getComputedStyle(document.activeElement), box = document.activeElement.getBoundingClientRect();
                    const isSeen = style.outlineStyle !== "none" && style.outlineWidth !== "0px" && box.width > 0
                        && box.top < innerHeight && box.bottom > 0;
                    return [document.activeElement.tagName, isSeen ? "seen" : "unseen"];
                    """)
                // After the last control the focus moves to the browser's own controls.
                if focused[0] == "BODY" { continue }
                let name = try page.browser.focused.label
                if name == names.first { break }
                names.append(name)
                #expect(focused[1] == "seen", "\(name)")
            }
            // The focus starts at the title; the decisions come before the navigation.
            let expected = [
                "T-shirt/top", "Trouser", "Ankle boot", "None of these", "Skip", "Undo", "Filter", "One by one", "Grid",
                "History", "Shortcuts", "Learn now",
            ]
            #expect(names.filter { expected.contains($0) } == expected, "\(names)")
            #expect(names.count < 30)

            // A dialog keeps the focus until it is closed.
            try page.browser.press("?")
            #expect(try page.browser.find("#help").role == "dialog")
            #expect(try page.browser.find("#help").label == "Keyboard shortcuts")
            for _ in 0..<3 {
                let isInside: Bool = try page.browser.evaluate(
                    "return document.getElementById('help').contains(document.activeElement) || document.activeElement === document.body"
                )
                #expect(isInside)
                try page.browser.press(.tab)
            }
            let count = try shop.decisionCount()
            try page.browser.press("1")
            try page.browser.press(.escape)
            #expect(try page.count("#help[open]") == 0)
            #expect(try shop.decisionCount() == count)
            // A page of the grid.
            try page.browser.press("g")
            try page.browser.wait(until: "return document.querySelectorAll('.tile').length > 0")
            for _ in 0..<30 where try page.browser.focused.attribute("class") != "tile" {
                try page.browser.press(.tab)
            }
            try page.browser.press(.enter)
            try page.waitForMessage("decisions saved")
            try page.expectNoErrors()
        }

        @Test("Landmarks, headings and labels describe each view; decisions are announced")
        func screenReader() throws {
            let page = try ReviewPage(server)
            for view in ["#/", "#/grid", "#/history", "#/product/integer%201"] {
                try page.open(view)
                #expect(try page.count("h1") == 1, "\(view)")
                for (css, role) in [
                    ("header", "banner"), ("#views", "navigation"), ("main", "main"), ("footer", "contentinfo"),
                ] {
                    #expect(try page.browser.find(css).role == role)
                }
                #expect(try page.browser.focused.role == "heading", "\(view)")
            }
            try page.open()
            let title = try page.text("h1")
            #expect(try page.browser.find(".photo img").label == "Photo of \(title)")
            #expect(try page.browser.find(".decisions").role == "group")
            #expect(try page.browser.find(".decisions").label == "Choose the category")
            #expect(try page.browser.find(".categories button").label.contains("T-shirt/top"))
            #expect(try page.browser.find("#views a").attribute("aria-current") == "page")
            #expect(try page.browser.find("#messages").role == "status")
            #expect(try page.browser.find("#messages").attribute("aria-live") == "polite")
            try page.decide("9")
            try page.waitForMessage(title)
            // The focus is on the title of the next product, which a screen reader announces.
            #expect(try page.browser.focused.text == page.text("h1"))
        }

        @Test("On a phone nothing is cut off, the decisions are visible, and controls are large enough to touch")
        func phone() throws {
            let page = try ReviewPage(server, view: "#/history")
            try page.browser.setPageSize(width: 390, height: 844, isMobile: true)
            try shop.decide(12)
            for state in ReviewPageState.all {
                try state.show(page)
                let small: [String] = try page.browser.evaluate(
                    """
                    return [...document.querySelectorAll("button, select, input, .accept, #views a, summary")]
                        .filter((one) => one.checkVisibility() && one.closest(".decisions, .tiles, .accept, .after, nav, .figures, form, td, .message, dialog, .choose"))
                        .filter((one) => { const box = one.getBoundingClientRect(); return box.height < 43.5 || box.width < 43.5; })
                        .map((one) => `${one.tagName} ${one.className} ${one.textContent.trim().slice(0, 20)} ${one.getBoundingClientRect().width}×${one.getBoundingClientRect().height}`);
                    """)
                #expect(small == [], "\(state.name)")
                try page.expectNoHorizontalScrolling(state.name)
            }
            try page.open()
            let bottom: Double = try page.browser.evaluate(
                "return Math.max(...[...document.querySelectorAll('.decisions button')].map((one) => one.getBoundingClientRect().bottom))"
            )
            #expect(bottom <= 844)
            // A width of 320 pixels: WCAG 2.2, 1.4.10.
            try page.browser.setPageSize(width: 320, height: 640, isMobile: true)
            for state in ReviewPageState.all {
                try state.show(page)
                try page.expectNoHorizontalScrolling("\(state.name), 320")
            }
            let before = try page.sku
            try page.open()
            try page.browser.find(".categories button:nth-child(9)").click()
            try page.browser.wait(
                until: "return document.querySelector('.sku bdi').textContent != arguments[0]", before)
            try page.expectNoErrors()
        }
    }
}
