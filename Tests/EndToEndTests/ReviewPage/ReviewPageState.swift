import Foundation
import TestSupport

/// A state of the page, for screenshots and accessibility checks.
struct ReviewPageState: Sendable {
    let name: String
    /// Brings the page into this state from any other state.
    let show: @Sendable (ReviewPage) throws -> Void

    /// All states, for a shop with some decisions. They leave no decision behind.
    static let all = [audit, prediction, filter, grid, history, product, help, conflict, empty]

    static let audit = ReviewPageState(name: "audit") { page in
        try page.open("#/")
        try page.browser.wait(until: "return document.querySelector('.photo img')?.complete")
    }

    static let prediction = ReviewPageState(name: "prediction") { page in
        try page.open("#/")
        // The product with the most similar decided products.
        let sku: String = try page.browser.evaluate(
            """
            return (async () => {
                const get = async (path) => (await fetch(path)).json();
                let best = { sku: "", count: -1 };
                for (const product of await get("/api/queue?reason=uncertain")) {
                    const count = product.isBlind ? 0 : (await get("/api/similar?id=" + encodeURIComponent(product.id))).length;
                    if (count > best.count) best = { sku: product.sku, count };
                }
                return best.sku;
            })();
            """)
        try filter(page, ["reason": "uncertain", "text": sku])
        try page.browser.wait(
            until:
                "return document.querySelector('.predictions') && document.querySelectorAll('.similar img').length > 1")
        try page.browser.wait(until: "return [...document.images].every((one) => one.complete)")
    }

    static let filter = ReviewPageState(name: "filter") { page in
        try page.open("#/")
        try page.browser.press("f")
        try page.browser.wait(until: "return document.querySelector('.filter').open")
    }

    static let grid = ReviewPageState(name: "grid") { page in
        try page.open("#/grid")
        try page.browser.wait(until: "return document.querySelectorAll('.tile').length > 2")
        try page.browser.click(".tile[data-index='0']")
        try page.browser.press(.arrowRight, try page.text("h1") == "Bag" ? "7" : "9")
        try page.browser.wait(until: "return [...document.querySelectorAll('.tile img')].every((one) => one.complete)")
    }

    static let history = ReviewPageState(name: "history") { page in
        try page.open("#/history")
        try page.browser.wait(
            until:
                "return [...document.querySelectorAll('td img')].filter((one) => one.getBoundingClientRect().top < innerHeight).every((one) => one.complete)"
        )
    }

    static let product = ReviewPageState(name: "product") { page in
        // The product that was decided last.
        try page.open("#/history")
        let id: String = try page.browser.evaluate("return document.querySelector('tbody a').hash")
        try page.open(id)
        try page.browser.wait(
            until: "return document.querySelector('.facts') && document.querySelector('.photo img').complete")
    }

    static let help = ReviewPageState(name: "help") { page in
        try page.open("#/")
        try page.browser.press("?")
        _ = try page.browser.find("#help[open]")
    }

    /// Another client has decided the product in the meantime.
    static let conflict = ReviewPageState(name: "conflict") { page in
        try page.open("#/")
        // Another client is simulated by requests from the same window.
        try page.browser.execute(
            """
            return (async () => {
                const token = (await (await fetch("/api/start")).json()).token;
                const headers = { "Content-Type": "application/json", "X-Tagger-Token": token };
                const send = (path, body) => fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
                const sku = document.querySelector(".sku bdi").textContent;
                const product = (await (await fetch("/api/queue")).json()).find((one) => one.sku === sku);
                window.decided = await (await send("/api/decisions",
                    { decisions: [{ id: product.id, decision: "Coat", revision: product.revision }] })).json();
            })();
            """)
        try page.browser.wait(until: "return window.decided")
        try page.browser.press("9")
        _ = try page.browser.find(".note[role=alert]")
        try page.browser.execute(
            """
            (async () => {
                const token = (await (await fetch("/api/start")).json()).token;
                const headers = { "Content-Type": "application/json", "X-Tagger-Token": token };
                await fetch("/api/undo", { method: "POST", headers,
                    body: JSON.stringify({ decisionIDs: [window.decided.outcomes[0].decisionID] }) });
                window.isUndone = true;
            })();
            """)
        try page.browser.wait(until: "return window.isUndone")
    }

    static let empty = ReviewPageState(name: "empty") { page in
        try page.open("#/")
        try filter(page, ["text": "no such product"])
        try page.browser.wait(until: "return document.querySelector('main .empty')")
    }

    /// Sets the fields of the filter and applies it.
    private static func filter(_ page: ReviewPage, _ values: [String: String]) throws {
        try page.browser.execute(
            """
            const form = document.querySelector(".filter form");
            for (const [name, value] of Object.entries(arguments[0])) form.elements[name].value = value;
            form.requestSubmit();
            """, values)
    }
}
