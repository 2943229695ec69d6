import Foundation

/// The parts of the page about what came of the products.
extension ShopReport {
    var promiseSection: HTML {
        let precision = promise.precision
        let words: HTML = """
            <p>Of 100 tags that the network gives on its own, at least \
            \(String(format: "%g", precision * 100)) are to be right.</p>

            """
        switch promise.standing {
        case .kept(let evidence):
            let rows: [[HTML]] = [
                [
                    "The network tags on its own where it is sure by at least",
                    "\(evidence.threshold.percentOfThreshold)",
                ],
                ["Audits where it is so sure", "\(evidence.audits)"],
                ["Of these, tags that were wrong", "\(evidence.wrong)"],
                ["So, of all its tags, right are at least", "\(evidence.lowerBound.percentAtLeast)"],
                ["How certain that is", "\(evidence.certainty.percentAsGiven)"],
            ]
            return """
                <div class="card good">
                <p class="verdict">Kept: at least \(evidence.lowerBound.percentAtLeast) are right, with \
                \(evidence.certainty.percentAsGiven) certainty.</p>
                \(words)</div>
                <p>Where the network is sure enough, it tags on its own; everything else waits for a person. People decided \
                some products that were drawn by lot, without regard to what the network said (audits). More may be wrong \
                among the products that nobody checked, so the promise rests on a cautious figure. Tags that rest on it are \
                called verified.</p>
                \(HTML.table("promise-table", caption: "What the promise rests on", columns: ["what", "figure"], rows: rows))
                """
        case .open(let missing, let expectation):
            let need: HTML =
                if let missing, missing > 0 {
                    """
                    \(missing.of("more audit")) \(missing == 1 ? "is" : "are") needed (an audit is a product drawn by lot \
                    that a person decides).
                    """
                } else {
                    """
                    What people have decided so far does not show it (it is shown by audits: products drawn by lot that a \
                    person decides).
                    """
                }
            let outcome: HTML = expectation.isEmpty ? "" : "<p>\(expectation)</p>\n"
            return """
                <div class="card open">
                <p class="verdict">Not shown yet</p>
                \(words)<p>\(need)</p>
                \(outcome)</div>
                <p>Until then the network tags only where it is very sure, and such tags are not called verified: nothing \
                measured on this shop stands behind them. What to do: <code>tagger review --db …</code> \
                brings the audits among the products to decide.</p>

                """
        }
    }

    var productsSection: HTML {
        guard counts.total > 0 else {
            return .empty(
                """
                No products yet. <code>tagger import FOLDER --db …</code> brings them, <code>tagger --db …</code> tags them.
                """)
        }
        let kinds: [(colour: String, name: String, count: Int, meaning: String)] = [
            (
                "verified", "tagged, verified", counts.verified,
                "by the network; how right such tags are was measured here"
            ),
            (
                "tagged", "tagged, not verified", counts.tagged - counts.verified,
                "by the network, where it is very sure"
            ),
            ("confirmed", "confirmed", counts.confirmed, "by a person; no run changes it"),
            ("review", "review", counts.review, "the network is not sure: waits for a person"),
            ("failed", "failed", counts.failed, "the picture is missing or cannot be read"),
            ("pending", "pending", counts.pending, "not yet looked at: the next run does"),
        ]
        let bar = kinds.filter { $0.count > 0 }.map { kind -> HTML in
            "<span class=\"\(kind.colour)\" style=\"flex-grow:\(String(kind.count))\"></span>"
        }
        let rows = kinds.map { kind -> [HTML] in
            [
                """
                <span class="swatch \(kind.colour)"></span>\(kind.name)<span class="meaning">\(kind.meaning)</span>
                """, "\(kind.count)", "\(kind.count.share(of: counts.total))",
            ]
        }
        let table = HTML.table(
            "products-table", caption: "Products by status", columns: ["status", "products", "share"], rows: rows,
            total: ["all", "\(counts.total)", "\(counts.total.share(of: counts.total))"])
        return "<div class=\"bar\" aria-hidden=\"true\">\(bar)</div>\n\(table)"
    }

    var categoriesSection: HTML {
        guard !categories.isEmpty else {
            return .empty("Nothing has been tagged yet. <code>tagger --db …</code> tags what the catalog holds.")
        }
        let rows = categories.map { category -> [HTML] in
            [
                Self.name(category.name), "\(category.tagged)", "\(category.verified)", "\(category.confirmed)",
                "\(category.waiting)", Self.checked(category),
            ]
        }
        func sum(_ part: KeyPath<Category, Int>) -> Int { categories.reduce(0) { $0 + $1[keyPath: part] } }
        let all = Category(
            name: "all", tagged: sum(\.tagged), verified: sum(\.verified), confirmed: sum(\.confirmed),
            waiting: sum(\.waiting), audits: sum(\.audits), rightAudits: sum(\.rightAudits))
        let table = HTML.table(
            "categories-table", caption: "Products by category",
            columns: ["category", "tagged", "verified", "confirmed", "waiting", "right when checked"], rows: rows,
            total: ["all", "\(all.tagged)", "\(all.verified)", "\(all.confirmed)", "\(all.waiting)", Self.checked(all)])
        return """
            <p>Tagged: by the network on its own. Verified: those of them whose precision was measured here. Confirmed: by a \
            person. Waiting: with this category as the best guess. Right when checked: of products drawn by lot that the \
            network would tag so on its own, those where a person said the same.</p>
            \(table)
            """
    }

    /// A category as it is called in a sentence.
    static func name(_ category: String) -> HTML { category == "none" ? "none of these" : "\(category)" }

    /// Of a handful no share is made: it would say more than is known.
    private static func checked(_ category: Category) -> HTML {
        if category.audits == 0 { return "<span class=\"faint\">not checked yet</span>" }
        let share: HTML = category.audits < 20 ? "" : " (\(category.rightAudits.share(of: category.audits)))"
        return "\(category.rightAudits) of \(category.audits)\(share)"
    }
}
