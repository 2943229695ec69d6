/// The page of `tagger report`: one HTML file about the tags of a shop and their precision.
///
/// The page is self-contained: it has no script, loads no other file, and embeds its images. Sections without data explain
/// what is missing and which command adds it. Each section is in a file of its own, `ShopReport+….swift`, with its data type.
public struct ShopReport: Sendable {
    /// The name of the shop, for example the name of its catalog file.
    public var shop: String
    /// The date of the page, formatted.
    public var date: String
    /// The name of the active model.
    public var model: String
    /// The precision target and its certificate.
    public var precision: Precision
    /// The number of products by status.
    public var counts: Counts
    /// The products by category, in the order of the table.
    public var categories: [Category]
    /// The risk–coverage curve; nil without audits.
    public var curve: Curve?
    /// The calibration of the confidences; nil without decisions.
    public var calibration: Calibration?
    /// The corrected predictions, by decreasing frequency.
    public var corrections: [Correction]
    /// The decisions that the model contradicts, by decreasing confidence. The page shows at most 30.
    public var disagreements: [Disagreement]
    /// The coverage by number of decisions.
    public var learningCurve: LearningCurve
    /// The models learned from the decisions of the shop, latest first.
    public var models: [LearnedModel]

    /// Creates a report. The defaults are those of a shop without decisions.
    public init(
        shop: String, date: String, model: String, precision: Precision, counts: Counts, categories: [Category] = [],
        curve: Curve? = nil, calibration: Calibration? = nil, corrections: [Correction] = [],
        disagreements: [Disagreement] = [], learningCurve: LearningCurve = LearningCurve(),
        models: [LearnedModel] = []
    ) {
        self.shop = shop
        self.date = date
        self.model = model
        self.precision = precision
        self.counts = counts
        self.categories = categories
        self.curve = curve
        self.calibration = calibration
        self.corrections = corrections
        self.disagreements = disagreements
        self.learningCurve = learningCurve
        self.models = models
    }

    /// A text of each page, by which `tagger report` recognizes the pages that it may overwrite. Pages of earlier versions
    /// contain the same text.
    public static let mark = "Made by <code>tagger report</code>"

    /// The page as HTML that is also well-formed XML.
    public var html: String { page.markup }
}

extension ShopReport {
    private var page: HTML {
        let sections: [(id: String, title: String, content: HTML)] = [
            ("precision", "Precision target", precisionSection),
            ("products", "Products by status", productsSection),
            ("categories", "Products by category", categoriesSection),
            ("curve", "Precision and coverage", curveSection),
            ("calibration", "Calibration", calibrationSection),
            ("corrections", "Corrected predictions", correctionsSection),
            ("disagreements", "Decisions to check", disagreementsSection),
            ("learning-curve", "Effect of further decisions", learningCurveSection),
            ("models", "Learned models", modelsSection),
        ]
        let links = sections.map { section -> HTML in "<li><a href=\"#\(section.id)\">\(section.title)</a></li>\n" }
        // The content security policy is a second protection: even if the escaping failed, a browser would run no script and
        // load nothing.
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
            <p class="faint">\(date) · model: \(model)</p>
            \(tiles)</header>
            <nav aria-label="Sections of this page">
            <ul>
            \(links)</ul>
            </nav>
            <main>
            \(sections.map { HTML.section($0.id, $0.title, $0.content) })</main>
            <footer>
            <p>\(HTML(stringLiteral: Self.mark)). This file contains all data and images of the report.</p>
            </footer>
            </body>
            </html>

            """
    }

    /// The four main numbers.
    private var tiles: HTML {
        let figures: [(String, HTML)] = [
            ("products", "\(counts.total)"),
            ("tagged automatically", "\(counts.tagged.percent(of: counts.total))"),
            ("confirmed by a person", "\(counts.confirmed.percent(of: counts.total))"),
            ("in the review queue", "\(counts.review)"),
        ]
        return """
            <dl class="tiles">
            \(figures.map { name, figure -> HTML in "<div><dt>\(name)</dt><dd>\(figure)</dd></div>\n" })</dl>

            """
    }

    /// The name of a category in a sentence.
    static func name(_ category: String) -> HTML { category == "none" ? "none of the categories" : "\(category)" }
}
