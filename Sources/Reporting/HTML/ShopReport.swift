/// The page of `tagger report`: one HTML file about a shop's tags and how far to trust them.
///
/// The page needs nothing but itself: no script, nothing fetched, pictures inside. Whatever is empty says so, and what to do.
public struct ShopReport: Sendable {
    /// The shop's name, such as that of its file.
    public var shop: String
    /// When the page was made, as it is to be read.
    public var date: String
    /// The network that tags.
    public var network: String
    /// What is promised about automatic tags, and whether it is kept.
    public var promise: Promise
    /// How many products have which status.
    public var counts: Counts
    /// What came of each category, in the order in which they are shown.
    public var categories: [Category]
    /// How right tags are against how many there are; nil before there are audits.
    public var curve: Curve?
    /// Whether confidence means what it says; nil before there are decisions.
    public var calibration: Calibration?
    /// What people corrected, the most frequent first.
    public var confusions: [Confusion]
    /// Decisions that may be wrong, the most doubtful first; the page shows at most 30.
    public var doubts: [Doubt]
    /// What further decisions are expected to buy.
    public var outlook: Outlook
    /// Networks that were learned from this shop's decisions, the latest first.
    public var models: [LearnedModel]

    /// A report. Without the parts that have a default it is that of a shop where nobody decided anything.
    public init(
        shop: String, date: String, network: String, promise: Promise, counts: Counts, categories: [Category] = [],
        curve: Curve? = nil, calibration: Calibration? = nil, confusions: [Confusion] = [], doubts: [Doubt] = [],
        outlook: Outlook = Outlook(), models: [LearnedModel] = []
    ) {
        self.shop = shop
        self.date = date
        self.network = network
        self.promise = promise
        self.counts = counts
        self.categories = categories
        self.curve = curve
        self.calibration = calibration
        self.confusions = confusions
        self.doubts = doubts
        self.outlook = outlook
        self.models = models
    }

    /// The page, as the text of a file in UTF-8. It is well-formed XML, too.
    public var html: String { page.markup }
}

extension ShopReport {
    private var page: HTML {
        let sections: [(id: String, title: String, content: HTML)] = [
            ("promise", "The promise", promiseSection),
            ("products", "What became of the products", productsSection),
            ("categories", "Category by category", categoriesSection),
            ("curve", "How many tags, and how right", curveSection),
            ("calibration", "Does “90% sure” mean 90%?", calibrationSection),
            ("confusions", "What people corrected", confusionsSection),
            ("doubts", "Decisions worth a second look", doubtsSection),
            ("outlook", "What the next hundred decisions buy", outlookSection),
            ("models", "What was learned", modelsSection),
        ]
        let links = sections.map { section -> HTML in "<li><a href=\"#\(section.id)\">\(section.title)</a></li>\n" }
        // The policy allows the page's own styles and the pictures inside it, and nothing else: should an escape ever
        // fail, a browser would still run and fetch nothing.
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
            img-src data:; base-uri 'none'; form-action 'none'"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta name="color-scheme" content="light dark"/>
            <meta name="referrer" content="no-referrer"/>
            <title>Tags of \(shop)</title>
            <link rel="icon" href="data:,"/>
            <style>
            \(HTML(stringLiteral: SVG.style))
            \(Self.style)
            </style>
            </head>
            <body>
            <header>
            <h1>Tags of \(shop)</h1>
            <p class="faint">\(date) · network: \(network)</p>
            \(tiles)</header>
            <nav aria-label="Parts of this page">
            <ul>
            \(links)</ul>
            </nav>
            <main>
            \(sections.map { HTML.section($0.id, $0.title, $0.content) })</main>
            <footer>
            <p>Made by <code>tagger report</code>. Everything is inside this file: it can be sent, printed and kept.</p>
            </footer>
            </body>
            </html>

            """
    }

    /// The four numbers that are asked for first.
    private var tiles: HTML {
        let figures: [(String, HTML)] = [
            ("products", "\(counts.total)"),
            ("tagged by the network on its own", "\(counts.tagged.share(of: counts.total))"),
            ("confirmed by a person", "\(counts.confirmed.share(of: counts.total))"),
            ("wait for a person", "\(counts.review)"),
        ]
        return """
            <dl class="tiles">
            \(figures.map { name, figure -> HTML in "<div><dt>\(name)</dt><dd>\(figure)</dd></div>\n" })</dl>

            """
    }
}
