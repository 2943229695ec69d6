import Foundation
import TestSupport

/// What the page can look like.
struct ReviewState: Sendable {
    let name: String
    /// Brings the page there, from wherever it is.
    let show: @Sendable (ReviewVisit) throws -> Void

    /// On a shop with a few decisions. None of them decides anything that stands.
    static let all = [blind, guess, filter, grid, history, product, help, conflict, empty]

    static let blind = ReviewState(name: "blind") { visit in
        try fresh(visit, "#/")
        try visit.browser.wait(until: "return document.querySelector('.photo img')?.complete")
    }

    static let guess = ReviewState(name: "guess") { visit in
        try fresh(visit, "#/")
        try filter(visit, ["reason": "uncertain"])
        try visit.browser.wait(until: "return document.querySelector('.guesses')")
        // One of them looks like something that was decided.
        for _ in 0..<12 {
            usleep(100_000)
            if try visit.count(".lookalikes img") > 1 { break }
            try visit.answer("s")
        }
        try quieten(visit)
    }

    static let filter = ReviewState(name: "filter") { visit in
        try fresh(visit, "#/")
        try visit.browser.press("f")
        try visit.browser.wait(until: "return document.querySelector('.filter').open")
    }

    static let grid = ReviewState(name: "grid") { visit in
        try fresh(visit, "#/grid")
        try visit.browser.wait(until: "return document.querySelectorAll('.tile').length > 2")
        try visit.browser.click(".tile[data-index='0']")
        try visit.browser.press(.arrowRight, try visit.text("h1") == "Bag" ? "7" : "9")
        try visit.browser.wait(until: "return [...document.querySelectorAll('.tile img')].every((one) => one.complete)")
    }

    static let history = ReviewState(name: "history") { visit in
        try fresh(visit, "#/history")
        try visit.browser.wait(
            until:
                "return [...document.querySelectorAll('td img')].filter((one) => one.getBoundingClientRect().top < innerHeight).every((one) => one.complete)"
        )
    }

    static let product = ReviewState(name: "product") { visit in
        // The one that was decided last.
        try fresh(visit, "#/history")
        let id: String = try visit.browser.evaluate("return document.querySelector('tbody a').hash")
        try fresh(visit, id)
        try visit.browser.wait(
            until: "return document.querySelector('.facts') && document.querySelector('.photo img').complete")
    }

    static let help = ReviewState(name: "help") { visit in
        try fresh(visit, "#/")
        try visit.browser.press("?")
        _ = try visit.browser.find("#help[open]")
    }

    /// Somebody else was faster.
    static let conflict = ReviewState(name: "conflict") { visit in
        try fresh(visit, "#/")
        // Without a window of its own: as another client would.
        try visit.browser.execute(
            """
            return (async () => {
                const token = (await (await fetch("/api/start")).json()).token;
                const headers = { "Content-Type": "application/json", "X-Tagger-Token": token };
                const send = (path, body) => fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
                const sku = document.querySelector(".sku bdi").textContent;
                const card = (await (await fetch("/api/queue")).json()).find((one) => one.sku === sku);
                window.decided = await (await send("/api/answers",
                    { answers: [{ id: card.id, answer: "Coat", revision: card.revision }] })).json();
            })();
            """)
        try visit.browser.wait(until: "return window.decided")
        try visit.browser.press("9")
        _ = try visit.browser.find(".note[role=alert]")
        try visit.browser.execute(
            """
            (async () => {
                const token = (await (await fetch("/api/start")).json()).token;
                const headers = { "Content-Type": "application/json", "X-Tagger-Token": token };
                await fetch("/api/undo", { method: "POST", headers,
                    body: JSON.stringify({ decisions: [window.decided.outcomes[0].decision] }) });
                window.isUndone = true;
            })();
            """)
        try visit.browser.wait(until: "return window.isUndone")
    }

    static let empty = ReviewState(name: "empty") { visit in
        try fresh(visit, "#/")
        try filter(visit, ["text": "no such product"])
        try visit.browser.wait(until: "return document.querySelector('main .empty')")
    }

    private static func fresh(_ visit: ReviewVisit, _ view: String) throws {
        try visit.browser.open("about:blank")
        try visit.open(view)
    }

    private static func quieten(_ visit: ReviewVisit) throws {
        try visit.waitUntilSaved()
        try visit.browser.press(.escape)
    }

    /// Fills the filter in, and applies it.
    private static func filter(_ visit: ReviewVisit, _ values: [String: String]) throws {
        try visit.browser.execute(
            """
            const form = document.querySelector(".filter form");
            for (const [name, value] of Object.entries(arguments[0])) form.elements[name].value = value;
            form.requestSubmit();
            """, values)
    }
}
