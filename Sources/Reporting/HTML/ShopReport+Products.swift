extension ShopReport {
    /// The number of products by status.
    public struct Counts: Sendable {
        /// The number of automatic tags, and the number of verified ones among them.
        public var tagged: Int, verified: Int
        /// The numbers of products in the review queue, decided by a person, without a readable image, and not processed yet.
        public var review: Int, confirmed: Int, failed: Int, pending: Int

        /// Creates the counts; `verified` is included in `tagged`.
        public init(
            tagged: Int = 0, verified: Int = 0, review: Int = 0, confirmed: Int = 0, failed: Int = 0, pending: Int = 0
        ) {
            self.tagged = tagged
            self.verified = verified
            self.review = review
            self.confirmed = confirmed
            self.failed = failed
            self.pending = pending
        }

        var total: Int { tagged + review + confirmed + failed + pending }
    }

    /// The products of one category.
    public struct Category: Sendable {
        /// The name of the category.
        public var name: String
        /// The numbers of automatic tags, of verified ones among them, of products that a person put into the category, and of
        /// products in the review queue with this predicted category.
        public var tagged: Int, verified: Int, confirmed: Int, waiting: Int
        /// The number of audits that the model would tag automatically with this category, and of correct ones among them.
        public var audits: Int, correctAudits: Int

        /// Creates the counts of a category.
        public init(
            name: String, tagged: Int, verified: Int, confirmed: Int, waiting: Int, audits: Int = 0,
            correctAudits: Int = 0
        ) {
            self.name = name
            self.tagged = tagged
            self.verified = verified
            self.confirmed = confirmed
            self.waiting = waiting
            self.audits = audits
            self.correctAudits = correctAudits
        }
    }

    var productsSection: HTML {
        guard counts.total > 0 else {
            return .empty(
                """
                The catalog contains no products. <code>tagger import FOLDER --db …</code> imports products, and \
                <code>tagger --db …</code> tags them.
                """)
        }
        let statuses: [(colour: String, name: String, count: Int, meaning: String)] = [
            ("verified", "tagged, verified", counts.verified, "automatic tag under a valid certificate"),
            (
                "tagged", "tagged, not verified", counts.tagged - counts.verified,
                "automatic tag with a very high confidence, without a certificate"
            ),
            ("confirmed", "confirmed", counts.confirmed, "decided by a person; no run changes the category"),
            ("review", "review", counts.review, "confidence below the threshold; waits for a person"),
            ("failed", "failed", counts.failed, "the image is missing or cannot be read"),
            ("pending", "pending", counts.pending, "new or changed; the next run processes it"),
        ]
        let bar = statuses.filter { $0.count > 0 }.map { status -> HTML in
            "<span class=\"\(status.colour)\" style=\"flex-grow:\(String(status.count))\"></span>"
        }
        let rows = statuses.map { status -> [HTML] in
            [
                """
                <span class="swatch \(status.colour)"></span>\(status.name)<span class="meaning">\(status.meaning)</span>
                """, "\(status.count)", "\(status.count.percent(of: counts.total))",
            ]
        }
        let table = HTML.table(
            "products-table", caption: "Products by status", columns: ["status", "products", "share"], rows: rows,
            total: ["all", "\(counts.total)", "\(counts.total.percent(of: counts.total))"])
        return "<div class=\"bar\" aria-hidden=\"true\">\(bar)</div>\n\(table)"
    }

    var categoriesSection: HTML {
        guard !categories.isEmpty else {
            return .empty("No product is tagged yet. <code>tagger --db …</code> tags the products of the catalog.")
        }
        func sum(_ part: KeyPath<Category, Int>) -> Int { categories.reduce(0) { $0 + $1[keyPath: part] } }
        let all = Category(
            name: "all", tagged: sum(\.tagged), verified: sum(\.verified), confirmed: sum(\.confirmed),
            waiting: sum(\.waiting), audits: sum(\.audits), correctAudits: sum(\.correctAudits))
        func row(_ category: Category) -> [HTML] {
            [
                Self.name(category.name), "\(category.tagged)", "\(category.verified)", "\(category.confirmed)",
                "\(category.waiting)", Self.precision(of: category),
            ]
        }
        let table = HTML.table(
            "categories-table", caption: "Products by category",
            columns: ["category", "tagged", "verified", "confirmed", "in review", "correct audits"],
            rows: categories.map(row), total: row(all))
        return """
            <p>Tagged: automatic tags. Verified: the tags under a valid certificate. Confirmed: decided by a person. In review: \
            products in the review queue with this predicted category. Correct audits: of the audits that the model would tag \
            automatically with this category, the number for which the person's decision is the same.</p>
            \(table)
            """
    }

    /// The audits of a category. The percentage is left out for fewer than 20 audits, because it would be too uncertain.
    private static func precision(of category: Category) -> HTML {
        if category.audits == 0 { return "<span class=\"faint\">no audits yet</span>" }
        let share: HTML = category.audits < 20 ? "" : " (\(category.correctAudits.percent(of: category.audits)))"
        return "\(category.correctAudits) of \(category.audits)\(share)"
    }
}
