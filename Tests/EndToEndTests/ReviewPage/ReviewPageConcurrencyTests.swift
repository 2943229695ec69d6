import Foundation
import TestSupport
import Testing

extension ReviewPageTests {
    /// Others work on the catalog meanwhile, and not everything lives as long as the page.
    @Suite struct Together {
        private let shop: ReviewedShop

        init() throws { shop = try .sample() }

        @Test("Two windows: who answers second is told, nothing is lost, and both ways on work")
        func twoWindows() throws {
            let serving = try ReviewServing(shop.catalog)
            let visit = try ReviewVisit(serving)
            let first = try visit.browser.window
            let second = try visit.browser.openTab()
            try visit.open()
            let sku = try visit.sku
            let next = try visit.answer("9")
            try visit.answer("8")
            try visit.waitUntilSaved()
            let count = try shop.decisionCount()

            // Leave it so.
            try visit.browser.turn(to: first)
            #expect(try visit.sku == sku)
            try visit.browser.press("1")
            let note = try visit.browser.find(".note[role=alert]").text
            #expect(note.contains("T-shirt/top") && note.contains("was not taken") && note.contains("“Bag”"))
            #expect(try visit.sku == sku)
            #expect(try visit.text(".answers > .primary").contains("Leave it so"))
            #expect(try visit.answer(.enter) == next)
            #expect(try shop.decisionCount() == count && shop.answers()[sku] == "Bag")

            // Answer again.
            try visit.browser.press("2")
            _ = try visit.browser.find(".note[role=alert]")
            #expect(try visit.sku == next)
            try visit.answer("2")
            try visit.waitUntilSaved()
            #expect(try shop.answers() == [sku: "Bag", next: "Trouser"])
            try visit.browser.press("u")
            try visit.waitForMessage("Taken back")
            #expect(try shop.answers() == [sku: "Bag", next: "Sneaker"])

            // Taken back there what was decided there: here it is only said.
            try visit.browser.turn(to: second)
            try visit.browser.press("u")
            try visit.waitForMessage("Taken back")
            #expect(try shop.answers() == [sku: "Bag"])
            try visit.expectNoTrouble()
        }

        @Test("A grid that is accepted late changes nothing that others decided")
        func lateGrid() throws {
            let serving = try ReviewServing(shop.catalog)
            let visit = try ReviewVisit(serving, view: "#/grid")
            try visit.browser.wait(until: "return document.querySelectorAll('.tile').length >= 3")
            let tiles = try visit.count(".tile")
            let guess = try visit.text("main h1")
            let title = try visit.text(".tile[data-index='1'] .title")
            let sku: String = try #require(shop.rows("SELECT sku FROM products WHERE title = ?", [title]).first?[0])
            _ = try Program.run("review", "none", sku, "--db", shop.catalog)
            try visit.browser.press(.enter)
            try visit.waitForMessage("decided elsewhere meanwhile")
            let answers = try shop.answers()
            #expect(answers[sku] == "none")
            #expect(answers.count == tiles && answers.values.filter { $0 == guess }.count == tiles - 1)
        }

        @Test(
            "The nightly run may start meanwhile; who answers for a picture that it found changed is asked to look again"
        )
        func nightlyRun() throws {
            let serving = try ReviewServing(shop.catalog)
            let visit = try ReviewVisit(serving)
            let changed = try visit.sku
            try shop.write(
                """
                UPDATE product_images SET png = ?, stamp = 'new'
                WHERE product_id = (SELECT id FROM products WHERE sku = ?)
                """, [Data(SmallShop.picture(3)), changed])
            let (process, _, _) = try Program.start(["--db", shop.catalog, "--quiet"])
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            try visit.browser.press("9")
            #expect(try visit.browser.find(".note[role=alert]").text.contains("it has changed meanwhile"))
            #expect(try visit.sku == changed)
            try visit.answer("9")
            // While one runs.
            let (running, _, _) = try Program.start(["--db", shop.catalog, "--quiet", "--model", "dense"])
            for _ in 0..<6 { try visit.answer("n") }
            running.waitUntilExit()
            #expect(running.terminationStatus == 0)
            try visit.waitUntilSaved()
            #expect(try shop.answers().count == 7)
            try visit.expectNoTrouble()
        }

        @Test("Where the server is gone the page says so, and the answer stays in sight until it is saved")
        func serverGone() throws {
            let serving = try ReviewServing(shop.catalog)
            let visit = try ReviewVisit(serving)
            let first = try visit.sku
            let second = try visit.answer("9")
            try visit.waitForMessage("Bag")
            serving.end(SIGKILL)
            #expect(try shop.answers() == [first: "Bag"])
            try visit.browser.press("8")
            try visit.waitForMessage("Not saved")
            #expect(try visit.message.contains("Is tagger review serve still running?"))
            #expect(try visit.sku == second)
            try visit.expectNoSidewaysScrolling("server gone")
            // Closed with a key; back with the same link, the page only has to be loaded again.
            try visit.browser.press(.escape)
            #expect(try visit.message == "")
            let again = try ReviewServing(shop.catalog, ["--port", "\(serving.port)"])
            try visit.browser.press("8")
            try visit.waitForMessage("Reload it")
            #expect(try visit.sku == second)
            try visit.browser.reload()
            try visit.waitUntilLoaded()
            #expect(try visit.sku == second)
            try visit.answer("8")
            try visit.waitUntilSaved()
            #expect(try shop.answers() == [first: "Bag", second: "Sneaker"])
            again.end(SIGTERM)
        }

        @Test("Learning shows how it goes and what came of it, and people go on meanwhile; Stop stops it")
        func learning() throws {
            let serving = try ReviewServing(shop.catalog)
            let visit = try ReviewVisit(serving)
            // Too few to learn from.
            try visit.browser.click("#learn")
            try visit.waitForMessage("at least 20 are needed")
            try shop.decide(25)
            try visit.browser.reload()
            try visit.waitUntilLoaded()
            #expect(try visit.text(".figures .state strong") == "25 decided")

            try visit.browser.click("#learn")
            _ = try visit.browser.find("progress")
            #expect(try visit.text(".running").contains("Learning"))
            try visit.browser.find(".figures > button").click()
            try visit.waitForMessage("Learning was stopped")
            #expect(try shop.rows("SELECT * FROM tagger_activations").isEmpty)

            try visit.browser.click("#learn")
            _ = try visit.browser.find("progress")
            let before = try visit.sku
            #expect(try visit.answer("n") != before)
            try visit.waitUntilSaved()
            do {
                try visit.browser.wait(
                    seconds: 60,
                    until:
                        "return /Learned from|is not better/.test(document.getElementById('messages').textContent)")
            } catch {
                let state = serving.http.get("/api/progress").text
                throw WebDriverFailure("No result is told, but “\(try visit.message)”: \(state)")
            }
            #expect(try shop.answers().count == 26)
            // The figures are told.
            #expect(try visit.message.contains { $0.isNumber })
            #expect(try visit.text("footer").contains("products are tagged"))
            #expect(try visit.count("#learn:enabled") == 1)
            try visit.expectNoTrouble()
        }
    }
}
