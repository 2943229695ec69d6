import Foundation
import TestSupport
import Testing

extension ReviewPageTests {
    /// For everybody: languages, screen readers, keyboards, phones.
    @Suite struct Access {
        private let shop: ReviewedShop
        private let serving: ReviewServing

        init() throws {
            shop = try .sample()
            serving = try ReviewServing(shop.catalog)
        }

        @Test("The page speaks the browser's language, with the shop's own words for categories")
        func languages() throws {
            try shop.write(
                """
                INSERT INTO tagger_category_names (category, language, name)
                VALUES ('Bag', 'pt-BR', 'Bolsas & Mochilas'), ('Bag', 'en', 'Handbags')
                """)
            let brazilian = try ReviewVisit(serving, language: "pt-BR,pt,en")
            #expect(try brazilian.browser.find("html").attribute("lang") == "pt-BR")
            #expect(try brazilian.browser.title == "Revisão · shop.sqlite")
            #expect(try brazilian.text(".answers").contains("Bolsas & Mochilas"))
            #expect(try brazilian.text(".answers").contains("Camiseta"))
            try brazilian.browser.press("9")
            try brazilian.waitForMessage("Bolsas & Mochilas")
            try brazilian.browser.press("?")
            #expect(try brazilian.text("#help").contains("Teclas"))
            // No English is left over.
            for view in ["#/", "#/grid", "#/history"] {
                try brazilian.open(view)
                let text = try brazilian.text("body")
                for word in [
                    "Skip", "Undo", "Filter", "decided", "Learn", "Grid", "Loading", "undefined", "null",
                ] {
                    #expect(!text.contains(word), "\(view): \(word)")
                }
            }
            try brazilian.expectNoTrouble()

            let german = try ReviewVisit(serving, language: "de-DE,de,pt,en")
            #expect(try german.browser.find("html").attribute("lang") == "pt-BR")
            let english = try ReviewVisit(serving, language: "fr")
            #expect(try english.browser.find("html").attribute("lang") == "en")
            #expect(try english.text(".answers").contains("Handbags"))
        }

        @Test(
            "axe-core finds nothing in any state, light, dark and on a phone",
            .enabled(if: Browser.canCheckAccessibility, Browser.axeMissing))
        func axe() throws {
            let visit = try ReviewVisit(serving)
            try shop.decide(12)
            _ = try Program.run("review", "undo", "--db", shop.catalog)
            for (scheme, isPhone) in [("light", false), ("dark", false), ("dark", true)] {
                try visit.browser.setPageSize(
                    width: isPhone ? 390 : 1280, height: isPhone ? 844 : 900, isMobile: isPhone)
                // What comes into view by an animation is pale for a moment.
                try visit.browser.emulateMedia(["prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"])
                for state in ReviewState.all {
                    try state.show(visit)
                    let name = "\(state.name), \(scheme)\(isPhone ? ", phone" : "")"
                    #expect(try visit.browser.accessibilityViolations() == [], "\(name)")
                    try visit.expectNoSidewaysScrolling(name)
                }
            }
            try visit.expectNoTrouble()
        }

        @Test("Without a mouse: everything is reached in order, the focus is seen, nothing traps it")
        func keyboard() throws {
            let visit = try ReviewVisit(serving)
            #expect(try visit.browser.focused.role == "heading")
            var names: [String] = []
            while names.count < 60 {
                try visit.browser.press(.tab)
                let focused: [String] = try visit.browser.evaluate(
                    """
                    const style = getComputedStyle(document.activeElement), box = document.activeElement.getBoundingClientRect();
                    const isSeen = style.outlineStyle !== "none" && style.outlineWidth !== "0px" && box.width > 0
                        && box.top < innerHeight && box.bottom > 0;
                    return [document.activeElement.tagName, isSeen ? "seen" : "unseen"];
                    """)
                // From the last to the browser's own buttons.
                if focused[0] == "BODY" { continue }
                let name = try visit.browser.focused.label
                if name == names.first { break }
                names.append(name)
                #expect(focused[1] == "seen", "\(name)")
            }
            // From the title on: what is used most comes first.
            let expected = [
                "T-shirt/top", "Trouser", "Ankle boot", "None of these", "Skip", "Undo", "Filter", "One by one", "Grid",
                "History", "Keys", "Learn now",
            ]
            #expect(names.filter { expected.contains($0) } == expected, "\(names)")
            #expect(names.count < 30)

            // A dialog keeps the focus, and gives it back.
            try visit.browser.press("?")
            #expect(try visit.browser.find("#help").role == "dialog")
            #expect(try visit.browser.find("#help").label == "Keys")
            for _ in 0..<3 {
                let isInside: Bool = try visit.browser.evaluate(
                    "return document.getElementById('help').contains(document.activeElement) || document.activeElement === document.body"
                )
                #expect(isInside)
                try visit.browser.press(.tab)
            }
            let count = try shop.decisionCount()
            try visit.browser.press("1")
            try visit.browser.press(.escape)
            #expect(try visit.count("#help[open]") == 0)
            #expect(try shop.decisionCount() == count)
            // All of a grid.
            try visit.browser.press("g")
            try visit.browser.wait(until: "return document.querySelectorAll('.tile').length > 0")
            for _ in 0..<30 where try visit.browser.focused.attribute("class") != "tile" {
                try visit.browser.press(.tab)
            }
            try visit.browser.press(.enter)
            try visit.waitForMessage("decided")
            try visit.expectNoTrouble()
        }

        @Test("A screen reader is told where it is, what is asked, and what came of an answer")
        func screenReader() throws {
            let visit = try ReviewVisit(serving)
            for view in ["#/", "#/grid", "#/history", "#/product/integer%201"] {
                try visit.open(view)
                #expect(try visit.count("h1") == 1, "\(view)")
                for (css, role) in [
                    ("header", "banner"), ("#views", "navigation"), ("main", "main"), ("footer", "contentinfo"),
                ] {
                    #expect(try visit.browser.find(css).role == role)
                }
                #expect(try visit.browser.focused.role == "heading", "\(view)")
            }
            try visit.open()
            let title = try visit.text("h1")
            #expect(try visit.browser.find(".photo img").label == "Photo of \(title)")
            #expect(try visit.browser.find(".answers").role == "group")
            #expect(try visit.browser.find(".answers").label == "What is it?")
            #expect(try visit.browser.find(".categories button").label.contains("T-shirt/top"))
            #expect(try visit.browser.find("#views a").attribute("aria-current") == "page")
            #expect(try visit.browser.find("#messages").role == "status")
            #expect(try visit.browser.find("#messages").attribute("aria-live") == "polite")
            try visit.answer("9")
            try visit.waitForMessage(title)
            // The next product is read out: the focus is on its title.
            #expect(try visit.browser.focused.text == visit.text("h1"))
        }

        @Test("On a phone all fits, the answers are in sight, and fingers hit what they aim at")
        func phone() throws {
            let visit = try ReviewVisit(serving, view: "#/history")
            try visit.browser.setPageSize(width: 390, height: 844, isMobile: true)
            try shop.decide(12)
            for state in ReviewState.all {
                try state.show(visit)
                let small: [String] = try visit.browser.evaluate(
                    """
                    return [...document.querySelectorAll("button, select, input, .accept, #views a, summary")]
                        .filter((one) => one.checkVisibility() && one.closest(".answers, .tiles, .accept, .after, nav, .figures, form, td, .message, dialog, .choose"))
                        .filter((one) => { const box = one.getBoundingClientRect(); return box.height < 43.5 || box.width < 43.5; })
                        .map((one) => `${one.tagName} ${one.className} ${one.textContent.trim().slice(0, 20)} ${one.getBoundingClientRect().width}×${one.getBoundingClientRect().height}`);
                    """)
                #expect(small == [], "\(state.name)")
                try visit.expectNoSidewaysScrolling(state.name)
            }
            try visit.open()
            let bottom: Double = try visit.browser.evaluate(
                "return Math.max(...[...document.querySelectorAll('.answers button')].map((one) => one.getBoundingClientRect().bottom))"
            )
            #expect(bottom <= 844)
            // Wider letters, a narrower phone: WCAG 1.4.10.
            try visit.browser.setPageSize(width: 320, height: 640, isMobile: true)
            for state in ReviewState.all {
                try state.show(visit)
                try visit.expectNoSidewaysScrolling("\(state.name), 320")
            }
            let before = try visit.sku
            try visit.open()
            try visit.browser.find(".categories button:nth-child(9)").click()
            try visit.browser.wait(
                until: "return document.querySelector('.sku bdi').textContent != arguments[0]", before)
            try visit.expectNoTrouble()
        }
    }
}
