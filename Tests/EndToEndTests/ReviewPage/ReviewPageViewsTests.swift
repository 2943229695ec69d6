import Foundation
import TestSupport
import Testing

extension ReviewPageTests {
    /// A morning's work, with the keyboard.
    @Suite struct Work {
        private let shop: ReviewedShop
        private let serving: ReviewServing
        private let visit: ReviewVisit

        init() throws {
            shop = try .sample()
            serving = try ReviewServing(shop.catalog)
            visit = try ReviewVisit(serving)
        }

        @Test("A key for each answer; the next photo is there at once; undo goes back as far as one likes")
        func oneByOne() throws {
            var seen: [String] = [try visit.sku]
            // An audit: no guess is shown, and Enter has none to accept.
            #expect(try visit.count(".guesses, .lookalikes, .answers > .primary") == 0)
            try visit.browser.press(.enter)
            try visit.waitForMessage("Answer first")
            #expect(try visit.sku == seen[0])
            for _ in 0..<12 {
                let sku = try #require(seen.last)
                seen.append(try visit.answer(visit.key(for: sku)))
            }
            try visit.waitForMessage("The network thought")
            try visit.waitUntilSaved()
            #expect(Set(seen).count == 13)
            let answers = try shop.answers()
            #expect(answers == Dictionary(uniqueKeysWithValues: seen.dropLast().map { ($0, ReviewedShop.truth($0)) }))
            #expect(try visit.text(".figures .state strong") == "12 decided")

            // Skipped: it comes last, and nothing is decided.
            let skipped = try visit.sku
            try visit.answer("s")
            try visit.waitForMessage("skipped, comes last")
            #expect(try shop.answers()[skipped] == nil)
            try visit.browser.press("u")
            try visit.waitForMessage("Taken back")
            #expect(try visit.sku == skipped)

            for sku in seen.dropLast().reversed().prefix(9) {
                try visit.answer("u")
                #expect(try visit.sku == sku)
            }
            try visit.waitUntilSaved()
            #expect(try shop.answers().keys.sorted() == seen.prefix(3).sorted())
            // Also after the page was loaded again.
            try visit.browser.reload()
            try visit.waitUntilLoaded()
            for sku in seen.prefix(3).reversed() {
                try visit.answer("u")
                #expect(try visit.sku == sku)
            }
            try visit.browser.press("u")
            try visit.waitForMessage("Nothing left to undo")
            #expect(try shop.answers().isEmpty)

            // The next photo is loaded ahead, and shown in the moment of the key.
            try visit.browser.wait(until: "return document.querySelector('.photo img').complete")
            usleep(300_000)
            let isThere: [Bool] = try visit.browser.evaluate(
                """
                const before = document.querySelector(".sku bdi").textContent;
                document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "1", bubbles: true }));
                const image = document.querySelector(".photo img");
                const isOther = document.querySelector(".sku bdi").textContent !== before;
                return image.decode().then(() => [isOther,
                    performance.getEntriesByType("resource").filter(e => e.name === image.src).length === 1]);
                """)
            #expect(isThere == [true, true])
            // A key that is held answers once; with Ctrl it is the browser's.
            let now = try visit.sku
            try visit.browser.execute(
                """
                document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "1", bubbles: true, repeat: true }));
                document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "1", bubbles: true, ctrlKey: true }));
                """)
            #expect(try visit.sku == now)
            try visit.expectNoTrouble()
        }

        @Test(
            "Enter accepts a guess that is shown, with what looks like it; a filter asks for such, and says when none is left"
        )
        func filter() throws {
            try shop.decide(20)
            try visit.browser.press("f")
            try visit.browser.find(".filter select[name=reason] option[value=uncertain]").click()
            try visit.browser.find(".filter button[type=submit]").click()
            try visit.browser.wait(until: "return document.querySelector('.answers > .primary')")
            #expect(try visit.text(".filter summary").contains("on"))
            #expect(try visit.count(".guesses li") == 3)
            let percentages: [String] = try visit.browser.evaluate(
                "return [...document.querySelectorAll('.guesses .number')].map((one) => one.textContent)")
            #expect(percentages.allSatisfy { $0.hasSuffix("%") })
            let sku = try visit.sku, guess = try visit.text(".guesses .name")
            #expect(try visit.text(".answers > .primary").contains("Accept \(guess)"))
            try visit.answer(.enter)
            try visit.waitForMessage(guess)
            #expect(try shop.answers()[sku] == guess)
            // Something was decided before that looks like one of the next.
            for _ in 0..<10 where try visit.count(".lookalikes li") == 0 {
                try visit.answer(visit.key(for: visit.sku))
                usleep(100_000)
            }
            #expect(try visit.count(".lookalikes li") > 0)

            func apply(_ values: [String: String]) throws {
                try visit.browser.execute(
                    """
                    const form = document.querySelector(".filter form");
                    document.querySelector(".filter").open = true;
                    for (const [name, value] of Object.entries(arguments[0])) form.elements[name].value = value;
                    form.requestSubmit();
                    """, values)
                usleep(100_000)
                try visit.browser.wait(until: "return !/Loading/.test(document.getElementById('main').textContent)")
            }
            try apply(["text": "no such thing"])
            #expect(try visit.text("main .empty").contains("filter lets through"))
            try apply(["reason": "", "text": "tRoUsErs"])
            #expect(try visit.text("main h1").lowercased().contains("trousers"))
            try apply(["text": "", "from": "90", "to": "100"])
            if try visit.count(".guesses .number") > 0 {
                #expect(try Int(visit.text(".guesses .number").dropLast()) ?? 0 >= 90)
            }
            // Letters in a field are letters.
            try visit.browser.press("f")
            try visit.browser.click(".filter input[name=text]")
            let before = try shop.decisionCount()
            try visit.browser.type("1nsu")
            #expect(try visit.browser.focused.property("value") == "1nsu")
            try visit.browser.press(.escape)
            #expect(try shop.decisionCount() == before)
            try visit.browser.find(".filter button[type=reset]").click()
            try visit.browser.wait(until: "return !/on/.test(document.querySelector('.filter summary').textContent)")
            try visit.expectNoTrouble()
        }

        @Test("In the grid only the wrong ones are touched; the rest is accepted with one key, and taken back with one")
        func grid() throws {
            try visit.browser.press("g")
            try visit.browser.wait(until: "return document.querySelectorAll('.tile').length >= 4")
            let guess = try visit.text("main h1")
            let tiles = try visit.count(".tile")
            try visit.browser.click(".tile[data-index='0']")
            #expect(try visit.browser.focused.attribute("aria-pressed") == "true")
            try visit.browser.press(.arrowRight, .space)
            #expect(try visit.browser.focused.attribute("data-index") == "1")
            #expect(try visit.browser.focused.attribute("aria-pressed") == "true")
            let other = guess == "Bag" ? "Shirt" : "Bag"
            try visit.browser.press(.arrowRight, guess == "Bag" ? "7" : "9")
            #expect(try visit.text(".tile[data-index='2'] .state") == "Is \(other)")
            // Touched by mistake.
            try visit.browser.press(.arrowRight, .space, .space)
            #expect(try visit.text(".tile[data-index='3'] .state") == "Right")
            #expect(try visit.text(".accept").contains("Accept \(tiles - 3) as \(guess), 1 otherwise"))
            try visit.browser.press(.enter)
            try visit.waitForMessage("\(tiles - 2) decided")
            let answers = try shop.answers()
            #expect(answers.count == tiles - 2)
            #expect(answers.values.filter { $0 == other }.count == 1)
            #expect(answers.values.filter { $0 == guess }.count == tiles - 3)
            try visit.browser.wait(until: "return /2 marked wrong/.test(document.getElementById('main').textContent)")

            try visit.browser.press("u")
            try visit.waitForMessage("\(tiles - 2) decisions taken back")
            #expect(try shop.answers().isEmpty)
            try visit.browser.wait(until: "return document.querySelectorAll('.tile').length == arguments[0]", tiles - 2)

            // The wrong ones come one by one.
            try visit.browser.execute(
                "[...document.querySelectorAll('main button')].find((one) => /marked wrong/.test(one.textContent)).click()"
            )
            try visit.browser.wait(until: "return document.querySelector('.single')")
            let first = try visit.sku
            let second = try visit.answer(visit.key(for: first))
            try visit.answer(visit.key(for: second))
            try visit.waitUntilSaved()
            #expect(try shop.answers() == [first: ReviewedShop.truth(first), second: ReviewedShop.truth(second)])
            try visit.expectNoTrouble()
        }

        @Test(
            "The history shows every decision, however it was made, and takes any of them back; each product has a page"
        )
        func history() throws {
            _ = try Program.run("review", "set", "TR-501", "trouser", "--db", shop.catalog)
            let sku = try visit.sku
            try visit.answer("9")
            _ = try Program.run("review", "none", "HM-1101", "--db", shop.catalog)
            try visit.waitUntilSaved()
            try visit.browser.press("h")
            try visit.browser.wait(until: "return document.querySelectorAll('tbody tr').length == 3")
            let rows: [String] = try visit.browser.evaluate(
                "return [...document.querySelectorAll('tbody tr')].map((row) => row.textContent)")
            #expect(rows[0].contains("HM-1101") && rows[0].contains("None of these"))
            #expect(rows[1].contains(sku) && rows[1].contains("Bag"))
            #expect(rows[2].contains("TR-501") && rows[2].contains("Trouser"))
            // The oldest, not the last.
            try visit.browser.click("tbody tr:nth-child(3) button")
            try visit.waitForMessage("Taken back")
            try visit.browser.wait(
                until: "return document.querySelector('tbody tr:nth-child(3)').classList.contains('undone')")
            #expect(try Set(shop.answers().keys) == [sku, "HM-1101"])
            #expect(try visit.count("tbody button") == 2)

            // Its page, and an answer there.
            try visit.browser.click("tbody tr:nth-child(3) a")
            try visit.browser.wait(until: "return document.querySelector('.facts')")
            #expect(try visit.sku == "TR-501")
            #expect(try visit.count(".seen img") == 1)
            try visit.browser.press("n")
            try visit.browser.wait(until: "return document.querySelectorAll('tbody tr').length == 2")
            #expect(try shop.answers()["TR-501"] == "none")
            try visit.browser.press("u")
            try visit.browser.wait(until: "return document.querySelectorAll('tbody tr.undone').length == 2")
            #expect(try shop.answers()["TR-501"] == nil)
            try visit.browser.press(.escape)
            if try !visit.browser.address.hasSuffix("#/history") { try visit.browser.press(.escape) }
            try visit.browser.wait(until: "return location.hash == '#/history'")
            try visit.open("#/product/integer%20999")
            #expect(try visit.text("main").contains("no such product"))
            try visit.expectNoTrouble(ignoring: "/api/product?id=integer%20999")
        }
    }
}
