import Foundation
import TestSupport
import Testing

extension ReviewPageConcurrencyTests {
    /// Changes of the catalog by others while the page is open.
    @Suite struct Concurrency {
        private let shop: ReviewedShop

        init() throws { shop = try .sample() }

        @Test("A second decision on a product is not saved before the person confirms it")
        func twoWindows() throws {
            let server = try ReviewServerProcess(shop.catalog)
            let page = try ReviewPage(server)
            let first = try page.browser.window
            let second = try page.browser.openTab()
            try page.open()
            let sku = try page.sku
            let next = try page.decide("9")
            try page.decide("8")
            try page.waitUntilSaved()
            let count = try shop.decisionCount()

            // Keep the other decision.
            try page.browser.turn(to: first)
            #expect(try page.sku == sku)
            try page.browser.press("1")
            let note = try page.browser.find(".note[role=alert]").text
            #expect(note.contains("T-shirt/top") && note.contains("was not saved") && note.contains("“Bag”"))
            #expect(try page.sku == sku)
            #expect(try page.text(".decisions > .primary").contains("Keep this decision"))
            #expect(try page.decide(.enter) == next)
            #expect(try shop.decisionCount() == count && shop.decisions()[sku] == "Bag")

            // Replace the other decision.
            try page.browser.press("2")
            _ = try page.browser.find(".note[role=alert]")
            #expect(try page.sku == next)
            try page.decide("2")
            try page.waitUntilSaved()
            #expect(try shop.decisions() == [sku: "Bag", next: "Trouser"])
            try page.browser.press("u")
            try page.waitForMessage("Undone")
            #expect(try shop.decisions() == [sku: "Bag", next: "Sneaker"])

            // Undo in the second window what was decided there.
            try page.browser.turn(to: second)
            try page.browser.press("u")
            try page.waitForMessage("Undone")
            #expect(try shop.decisions() == [sku: "Bag"])
            try page.expectNoErrors()
        }

        @Test("Accepting a page of the grid does not replace decisions made in the meantime")
        func lateGrid() throws {
            let server = try ReviewServerProcess(shop.catalog)
            let page = try ReviewPage(server, view: "#/grid")
            try page.browser.wait(until: "return document.querySelectorAll('.tile').length >= 3")
            let tiles = try page.count(".tile")
            let category = try page.text("main h1")
            let title = try page.text(".tile[data-index='1'] .title")
            let sku: String = try #require(shop.rows("SELECT sku FROM products WHERE title = ?", [title]).first?[0])
            _ = try Program.run("review", "none", sku, "--db", shop.catalog)
            try page.browser.press(.enter)
            try page.waitForMessage("decided in the meantime")
            let decisions = try shop.decisions()
            #expect(decisions[sku] == "none")
            #expect(decisions.count == tiles && decisions.values.filter { $0 == category }.count == tiles - 1)
        }

        @Test(
            "A nightly run may change an image while the page is open; the decision is then asked again"
        )
        func nightlyRun() throws {
            let server = try ReviewServerProcess(shop.catalog)
            let page = try ReviewPage(server)
            let changed = try page.sku
            try shop.write(
                """
                UPDATE product_images SET png = ?, stamp = 'new'
                WHERE product_id = (SELECT id FROM products WHERE sku = ?)
                """, [Data(SmallShop.image(3)), changed])
            let (process, _, _) = try Program.start(["--db", shop.catalog, "--quiet"])
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            try page.browser.press("9")
            #expect(try page.browser.find(".note[role=alert]").text.contains("the product has changed in the meantime"))
            #expect(try page.sku == changed)
            try page.decide("9")
            // Decisions during a run.
            let (running, _, _) = try Program.start(["--db", shop.catalog, "--quiet", "--model", "dense"])
            for _ in 0..<6 { try page.decide("n") }
            running.waitUntilExit()
            #expect(running.terminationStatus == 0)
            try page.waitUntilSaved()
            #expect(try shop.decisions().count == 7)
            try page.expectNoErrors()
        }

        @Test("After a lost connection the page reports the error and shows the product again")
        func serverGone() throws {
            let server = try ReviewServerProcess(shop.catalog)
            let page = try ReviewPage(server)
            let first = try page.sku
            let second = try page.decide("9")
            try page.waitForMessage("Bag")
            server.end(SIGKILL)
            #expect(try shop.decisions() == [first: "Bag"])
            try page.browser.press("8")
            try page.waitForMessage("Not saved")
            #expect(try page.message.contains("Check that tagger review serve is running."))
            #expect(try page.sku == second)
            try page.expectNoHorizontalScrolling("server gone")
            // Escape closes the notification. After a restart on the same port, the page has to be reloaded.
            try page.browser.press(.escape)
            #expect(try page.message == "")
            let again = try ReviewServerProcess(shop.catalog, ["--port", "\(server.port)"])
            try page.browser.press("8")
            try page.waitForMessage("Reload the page")
            #expect(try page.sku == second)
            try page.browser.reload()
            try page.waitUntilLoaded()
            #expect(try page.sku == second)
            try page.decide("8")
            try page.waitUntilSaved()
            #expect(try shop.decisions() == [first: "Bag", second: "Sneaker"])
            again.end(SIGTERM)
        }

        @Test("Learning shows its progress and result, can be stopped, and permits decisions meanwhile")
        func learning() throws {
            let server = try ReviewServerProcess(shop.catalog)
            let page = try ReviewPage(server)
            // Too few decisions.
            try page.browser.click("#learn")
            try page.waitForMessage("at least 20")
            try shop.decide(25)
            try page.browser.reload()
            try page.waitUntilLoaded()
            #expect(try page.text(".figures .state strong") == "25 decided")

            try page.browser.click("#learn")
            _ = try page.browser.find("progress")
            #expect(try page.text(".running").contains("Learning"))
            try page.browser.find(".figures > button").click()
            try page.waitForMessage("Learning was stopped")
            #expect(try shop.rows("SELECT * FROM tagger_activations").isEmpty)

            try page.browser.click("#learn")
            _ = try page.browser.find("progress")
            let before = try page.sku
            #expect(try page.decide("n") != before)
            try page.waitUntilSaved()
            do {
                try page.browser.wait(
                    seconds: 180,
                    until:
                        "return /A new model|is not better/.test(document.getElementById('messages').textContent)")
            } catch {
                let state = server.http.get("/api/progress").text
                throw PageTestError("No result is shown, but “\(try page.message)”: \(state)")
            }
            #expect(try shop.decisions().count == 26)
            // The result contains figures.
            #expect(try page.message.contains { $0.isNumber })
            #expect(try page.text("footer").contains("products are tagged automatically"))
            #expect(try page.count("#learn:enabled") == 1)
            try page.expectNoErrors()
        }
    }
}
