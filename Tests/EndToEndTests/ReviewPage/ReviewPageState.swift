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
        try visit.open("#/")
        try visit.browser.wait(until: "return document.querySelector('.photo img')?.complete")
    }

    static let guess = ReviewState(name: "guess") { visit in
        try visit.open("#/")
        // One that looks like something that was decided.
        let sku: String = try visit.browser.evaluate(
            """
            return (async () => {
                const get = async (path) => (await fetch(path)).json();
                let best = { sku: "", count: -1 };
                for (const card of await get("/api/queue?reason=uncertain")) {
                    const count = card.isBlind ? 0 : (await get("/api/lookalikes?id=" + encodeURIComponent(card.id))).length;
                    if (count > best.count) best = { sku: card.sku, count };
                }
                return best.sku;
            })();
            """)
        try filter(visit, ["reason": "uncertain", "text": sku])
        try visit.browser.wait(
            until:
                "return document.querySelector('.guesses') && document.querySelectorAll('.lookalikes img').length > 1")
        try visit.browser.wait(until: "return [...document.images].every((one) => one.complete)")
    }

    static let filter = ReviewState(name: "filter") { visit in
        try visit.open("#/")
        try visit.browser.press("f")
        try visit.browser.wait(until: "return document.querySelector('.filter').open")
    }

    static let grid = ReviewState(name: "grid") { visit in
        try visit.open("#/grid")
        try visit.browser.wait(until: "return document.querySelectorAll('.tile').length > 2")
        try visit.browser.click(".tile[data-index='0']")
        try visit.browser.press(.arrowRight, try visit.text("h1") == "Bag" ? "7" : "9")
        try visit.browser.wait(until: "return [...document.querySelectorAll('.tile img')].every((one) => one.complete)")
    }

    static let history = ReviewState(name: "history") { visit in
        try visit.open("#/history")
        try visit.browser.wait(
            until:
                "return [...document.querySelectorAll('td img')].filter((one) => one.getBoundingClientRect().top < innerHeight).every((one) => one.complete)"
        )
    }

    static let product = ReviewState(name: "product") { visit in
        // The one that was decided last.
        try visit.open("#/history")
        let id: String = try visit.browser.evaluate("return document.querySelector('tbody a').hash")
        try visit.open(id)
        try visit.browser.wait(
            until: "return document.querySelector('.facts') && document.querySelector('.photo img').complete")
    }

    static let help = ReviewState(name: "help") { visit in
        try visit.open("#/")
        try visit.browser.press("?")
        _ = try visit.browser.find("#help[open]")
    }

    /// Somebody else was faster.
    static let conflict = ReviewState(name: "conflict") { visit in
        try visit.open("#/")
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
        try visit.open("#/")
        try filter(visit, ["text": "no such product"])
        try visit.browser.wait(until: "return document.querySelector('main .empty')")
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
