extension ShopReport {
    /// A product of a list.
    public struct Product: Sendable {
        /// The SKU and the title; both are cut if they are very long.
        public let sku: String, title: String
        /// The image; nil if there is none.
        public let image: EmbeddedImage?

        /// Creates a product.
        public init(sku: String, title: String, image: EmbeddedImage? = nil) {
            self.sku = sku.limited(toScalars: 80)
            self.title = title.limited(toScalars: 200)
            self.image = image
        }
    }

    /// A predicted category that persons corrected to another one.
    public struct Correction: Sendable {
        /// The predicted category, and the decided one.
        public var predicted: String, decided: String
        /// The number of products.
        public var count: Int
        /// Some of the products. The page shows at most 6.
        public var examples: [Product]

        /// Creates a correction.
        public init(predicted: String, decided: String, count: Int, examples: [Product]) {
            self.predicted = predicted
            self.decided = decided
            self.count = count
            self.examples = examples
        }
    }

    /// A decision that the model contradicts with a high confidence, so that the decision may be a mistake.
    public struct Disagreement: Sendable {
        /// The product.
        public var product: Product
        /// The decided category, and the predicted one.
        public var decided: String, predicted: String
        /// The confidence of the prediction, from 0 to 1.
        public var confidence: Double

        /// Creates a disagreement.
        public init(product: Product, decided: String, predicted: String, confidence: Double) {
            self.product = product
            self.decided = decided
            self.predicted = predicted
            self.confidence = confidence
        }
    }

    private static let maximumExamples = 6, maximumDisagreements = 30, maximumCorrections = 20

    var correctionsSection: HTML {
        guard !corrections.isEmpty else {
            let state =
                counts.confirmed == 0
                ? "There are no decisions yet."
                : "There are no corrections: all decisions confirmed the prediction."
            return .empty("\(state) <code>tagger review --db …</code> lists the products to decide.")
        }
        let shown = corrections.prefix(Self.maximumCorrections)
        let groups = shown.map { correction -> HTML in
            let items = correction.examples.prefix(Self.maximumExamples).map { product -> HTML in
                "<li>\(Self.card(product))</li>\n"
            }
            let list: HTML = items.isEmpty ? "" : "<ul class=\"images\">\n\(items)</ul>\n"
            return """
                <h3>\(Self.name(correction.predicted))<span class="faint"> corrected to</span> \
                \(Self.name(correction.decided)) <span class="faint">· \(correction.count.counted("product"))</span></h3>
                \(list)
                """
        }
        let rest = corrections.count - shown.count
        let more: HTML = rest == 0 ? "" : "<p>\(rest.counted("less frequent pair")) not shown.</p>\n"
        return """
            <p>Pairs of predicted and decided category, the most frequent first. The model learns from these decisions.</p>
            \(groups)\(more)
            """
    }

    var disagreementsSection: HTML {
        guard !disagreements.isEmpty else {
            let state =
                counts.confirmed == 0 ? "There are no decisions yet." : "There are no such decisions at present."
            return .empty(
                """
                \(state) This section lists products for which the model predicts another category than the decided one with a \
                high confidence, because the decision may be a mistake.
                """)
        }
        let cards = disagreements.prefix(Self.maximumDisagreements).map { disagreement -> HTML in
            let words: HTML = """
                <p>Decided: <strong>\(Self.name(disagreement.decided))</strong>. Predicted: \
                <strong>\(Self.name(disagreement.predicted))</strong>, confidence \(disagreement.confidence.readablePercent).</p>
                """
            return "<li>\(Self.card(disagreement.product, words))</li>\n"
        }
        return """
            <p>For these products the model predicts another category than the decided one with a high confidence. Either may be \
            wrong. A decision stays as it is until a person changes it: \
            <code>tagger review set SKU CATEGORY --db …</code>.</p>
            <ul class="images roomy">
            \(cards)</ul>

            """
    }

    /// A product with its image. The image has an empty alternative text, because the title follows it.
    private static func card(_ product: Product, _ words: HTML = "") -> HTML {
        let image: HTML =
            if let image = product.image {
                "<img class=\"pixels\" src=\"\(image.uri)\" alt=\"\"/>"
            } else {
                "<span class=\"missing\">no image</span>"
            }
        return """
            \(image)<div class="words"><p class="title">\(product.title)</p><p class="faint sku">\(product.sku)</p>\(words)</div>
            """
    }
}
