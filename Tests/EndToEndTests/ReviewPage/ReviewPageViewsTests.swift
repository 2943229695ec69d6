import Foundation
import TestSupport
import Testing

extension ReviewPageTests {
    /// The views of the page, used with the keyboard.
    @Suite struct Views {
        private let shop: ReviewedShop
        private let server: ReviewServerProcess
        private let page: ReviewPage

        init() throws {
            shop = try .sample()
            server = try ReviewServerProcess(shop.catalog)
            page = try ReviewPage(server)
        }

        @Test("One key decides a product, the next image is loaded ahead, undo goes back to the first decision")
        func oneByOne() throws {
            var seen: [String] = [try page.sku]
            // An audit: the prediction is hidden and cannot be accepted.
            #expect(try page.count(".predictions, .similar, .decisions > .primary") == 0)
            try page.browser.press(.enter)
            try page.waitForMessage("Choose a category")
            #expect(try page.sku == seen[0])
            for _ in 0..<12 {
                let sku = try #require(seen.last)
                seen.append(try page.decide(page.key(for: sku)))
            }
            try page.waitForMessage("The model predicted")
            try page.waitUntilSaved()
            #expect(Set(seen).count == 13)
            let decisions = try shop.decisions()
            #expect(decisions == Dictionary(uniqueKeysWithValues: seen.dropLast().map { ($0, ReviewedShop.truth($0)) }))
            #expect(try page.text(".figures .state strong") == "12 decided")

            // A skipped product is not decided.
            let skipped = try page.sku
            try page.decide("s")
            try page.waitForMessage("skipped")
            #expect(try shop.decisions()[skipped] == nil)
            try page.browser.press("u")
            try page.waitForMessage("Undone")
            #expect(try page.sku == skipped)

            for sku in seen.dropLast().reversed().prefix(9) {
                try page.decide("u")
                #expect(try page.sku == sku)
            }
            try page.waitUntilSaved()
            #expect(try shop.decisions().keys.sorted() == seen.prefix(3).sorted())
            // Undo also works after a reload.
            try page.browser.reload()
            try page.waitUntilLoaded()
            for sku in seen.prefix(3).reversed() {
                try page.decide("u")
                #expect(try page.sku == sku)
            }
            try page.browser.press("u")
            try page.waitForMessage("Nothing to undo")
            #expect(try shop.decisions().isEmpty)

            // The next image is already loaded when the key is pressed.
            try page.browser.wait(until: "return document.querySelector('.photo img').complete")
            usleep(300_000)
            let isThere: [Bool] = try page.browser.evaluate(
                """
                const before = document.querySelector(".sku bdi").textContent;
                document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "1", bubbles: true }));
                const image = document.querySelector(".photo img");
                const isOther = document.querySelector(".sku bdi").textContent !== before;
                return image.decode().then(() => [isOther,
                    performance.getEntriesByType("resource").filter(e => e.name === image.src).length === 1]);
                """)
            #expect(isThere == [true, true])
            // A key that is held down decides once. Ctrl with a key belongs to the browser.
            let now = try page.sku
            try page.browser.execute(
                """
                document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "1", bubbles: true, repeat: true }));
                document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "1", bubbles: true, ctrlKey: true }));
                """)
            #expect(try page.sku == now)
            try page.expectNoErrors()
        }

        @Test(
            "Enter accepts the prediction; similar products are shown; the filter selects products and reports when none match"
        )
        func filter() throws {
            try shop.decide(20)
            try page.browser.press("f")
            try page.browser.find(".filter select[name=reason] option[value=uncertain]").click()
            try page.browser.find(".filter button[type=submit]").click()
            try page.browser.wait(until: "return document.querySelector('.decisions > .primary')")
            #expect(try page.text(".filter summary").contains("active"))
            #expect(try page.count(".predictions li") == 3)
            let percentages: [String] = try page.browser.evaluate(
                "return [...document.querySelectorAll('.predictions .number')].map((one) => one.textContent)")
            #expect(percentages.allSatisfy { $0.hasSuffix("%") })
            let sku = try page.sku, category = try page.text(".predictions .name")
            #expect(try page.text(".decisions > .primary").contains("Accept \(category)"))
            try page.decide(.enter)
            try page.waitForMessage(category)
            #expect(try shop.decisions()[sku] == category)
            // One of the next products is similar to a decided one.
            for _ in 0..<10 where try page.count(".similar li") == 0 {
                try page.decide(page.key(for: page.sku))
                usleep(100_000)
            }
            #expect(try page.count(".similar li") > 0)

            func apply(_ values: [String: String]) throws {
                try page.browser.execute(
                    """
                    const form = document.querySelector(".filter form");
                    document.querySelector(".filter").open = true;
                    for (const [name, value] of Object.entries(arguments[0])) form.elements[name].value = value;
                    form.requestSubmit();
                    """, values)
                usleep(100_000)
                try page.browser.wait(until: "return !/Loading/.test(document.getElementById('main').textContent)")
            }
            try apply(["text": "no such thing"])
            #expect(try page.text("main .empty").contains("matches the filter"))
            try apply(["reason": "", "text": "tRoUsErs"])
            #expect(try page.text("main h1").lowercased().contains("trousers"))
            try apply(["text": "", "from": "90", "to": "100"])
            if try page.count(".predictions .number") > 0 {
                #expect(try Int(page.text(".predictions .number").dropLast()) ?? 0 >= 90)
            }
            // In a text field, keys are text.
            try page.browser.press("f")
            try page.browser.click(".filter input[name=text]")
            let before = try shop.decisionCount()
            try page.browser.type("1nsu")
            #expect(try page.browser.focused.property("value") == "1nsu")
            try page.browser.press(.escape)
            #expect(try shop.decisionCount() == before)
            try page.browser.find(".filter button[type=reset]").click()
            try page.browser.wait(until: "return !/active/.test(document.querySelector('.filter summary').textContent)")
            try page.expectNoErrors()
        }

        @Test("In the grid, wrong products are marked, the others are accepted with one key and undone with one key")
        func grid() throws {
            try page.browser.press("g")
            try page.browser.wait(until: "return document.querySelectorAll('.tile').length >= 4")
            let category = try page.text("main h1")
            let tiles = try page.count(".tile")
            try page.browser.click(".tile[data-index='0']")
            #expect(try page.browser.focused.attribute("aria-pressed") == "true")
            try page.browser.press(.arrowRight, .space)
            #expect(try page.browser.focused.attribute("data-index") == "1")
            #expect(try page.browser.focused.attribute("aria-pressed") == "true")
            let other = category == "Bag" ? "Shirt" : "Bag"
            try page.browser.press(.arrowRight, category == "Bag" ? "7" : "9")
            #expect(try page.text(".tile[data-index='2'] .state") == "Change to \(other)")
            // A mark can be removed.
            try page.browser.press(.arrowRight, .space, .space)
            #expect(try page.text(".tile[data-index='3'] .state") == "Correct")
            #expect(try page.text(".accept").contains("Accept \(tiles - 3) as \(category), change 1"))
            try page.browser.press(.enter)
            try page.waitForMessage("\(tiles - 2) decisions saved")
            let decisions = try shop.decisions()
            #expect(decisions.count == tiles - 2)
            #expect(decisions.values.filter { $0 == other }.count == 1)
            #expect(decisions.values.filter { $0 == category }.count == tiles - 3)
            try page.browser.wait(until: "return /2 marked as wrong/.test(document.getElementById('main').textContent)")

            try page.browser.press("u")
            try page.waitForMessage("\(tiles - 2) decisions undone")
            #expect(try shop.decisions().isEmpty)
            try page.browser.wait(until: "return document.querySelectorAll('.tile').length == arguments[0]", tiles - 2)

            // The wrong products are shown one by one.
            try page.browser.execute(
                "[...document.querySelectorAll('main button')].find((one) => /marked as wrong/.test(one.textContent)).click()"
            )
            try page.browser.wait(until: "return document.querySelector('.single')")
            let first = try page.sku
            let second = try page.decide(page.key(for: first))
            try page.decide(page.key(for: second))
            try page.waitUntilSaved()
            #expect(try shop.decisions() == [first: ReviewedShop.truth(first), second: ReviewedShop.truth(second)])
            try page.expectNoErrors()
        }

        @Test(
            "The history lists and undoes decisions made in any way; each product has a view"
        )
        func history() throws {
            _ = try Program.run("review", "set", "TR-501", "trouser", "--db", shop.catalog)
            let sku = try page.sku
            try page.decide("9")
            _ = try Program.run("review", "none", "HM-1101", "--db", shop.catalog)
            try page.waitUntilSaved()
            try page.browser.press("h")
            try page.browser.wait(until: "return document.querySelectorAll('tbody tr').length == 3")
            let rows: [String] = try page.browser.evaluate(
                "return [...document.querySelectorAll('tbody tr')].map((row) => row.textContent)")
            #expect(rows[0].contains("HM-1101") && rows[0].contains("None of these"))
            #expect(rows[1].contains(sku) && rows[1].contains("Bag"))
            #expect(rows[2].contains("TR-501") && rows[2].contains("Trouser"))
            // Undo the oldest decision.
            try page.browser.click("tbody tr:nth-child(3) button")
            try page.waitForMessage("Undone")
            try page.browser.wait(
                until: "return document.querySelector('tbody tr:nth-child(3)').classList.contains('undone')")
            #expect(try Set(shop.decisions().keys) == [sku, "HM-1101"])
            #expect(try page.count("tbody button") == 2)

            // A decision in the view of the product.
            try page.browser.click("tbody tr:nth-child(3) a")
            try page.browser.wait(until: "return document.querySelector('.facts')")
            #expect(try page.sku == "TR-501")
            #expect(try page.count(".seen img") == 1)
            try page.browser.press("n")
            try page.browser.wait(until: "return document.querySelectorAll('tbody tr').length == 2")
            #expect(try shop.decisions()["TR-501"] == "none")
            try page.browser.press("u")
            try page.browser.wait(until: "return document.querySelectorAll('tbody tr.undone').length == 2")
            #expect(try shop.decisions()["TR-501"] == nil)
            try page.browser.press(.escape)
            if try !page.browser.address.hasSuffix("#/history") { try page.browser.press(.escape) }
            try page.browser.wait(until: "return location.hash == '#/history'")
            try page.open("#/product/integer%20999")
            #expect(try page.text("main").contains("no product at this address"))
            try page.expectNoErrors(ignoring: "/api/product?id=integer%20999")
        }
    }
}
