/// The parts of the page about what people decided and what the network made of it.
extension ShopReport {
    private static let mostExamples = 6, mostDoubts = 30, mostConfusions = 20

    var confusionsSection: HTML {
        guard !confusions.isEmpty else {
            let state =
                counts.confirmed == 0
                ? "No decisions yet, so nothing was corrected."
                : "No corrections: the network was right each time that a person decided."
            return .empty("\(state) <code>tagger review --db …</code> brings products to decide.")
        }
        let shown = confusions.prefix(Self.mostConfusions)
        let groups = shown.map { confusion -> HTML in
            let pictures = confusion.examples.prefix(Self.mostExamples).map { product -> HTML in
                "<li>\(Self.card(product))</li>\n"
            }
            let list: HTML = pictures.isEmpty ? "" : "<ul class=\"pictures\">\n\(pictures)</ul>\n"
            return """
                <h3>\(Self.name(confusion.guess))<span class="faint">, but really</span> \(Self.name(confusion.answer)) \
                <span class="faint">· \(confusion.count.of("time"))</span></h3>
                \(list)
                """
        }
        let rest = confusions.count - shown.count
        let more: HTML = rest == 0 ? "" : "<p>And \(rest.of("rarer pair")).</p>\n"
        return """
            <p>What the network said first, and what people said it is, the most frequent first. The network learns from these.</p>
            \(groups)\(more)
            """
    }

    var doubtsSection: HTML {
        guard !doubts.isEmpty else {
            let state = counts.confirmed == 0 ? "No decisions yet, so there is nothing to look at again." : "None."
            return .empty(
                """
                \(state) When the network is very sure of something else than what a person said, the product is shown here: \
                people slip, too.
                """)
        }
        let cards = doubts.prefix(Self.mostDoubts).map { doubt -> HTML in
            let words: HTML = """
                <p>A person said <strong>\(Self.name(doubt.answer))</strong>; the network says <strong>\(Self.name(doubt.guess))</strong> and is \
                \(doubt.probability.percent) sure.</p>
                """
            return "<li>\(Self.card(doubt.product, words))</li>\n"
        }
        return """
            <p>Here the network is sure of something else than what a person said. Either may be wrong. What a person decided \
            stays as it is until a person changes it: <code>tagger review set SKU CATEGORY --db …</code>.</p>
            <ul class="pictures roomy">
            \(cards)</ul>

            """
    }

    /// A product with its picture. The title stands below the picture, so that the picture itself needs no words.
    private static func card(_ product: Product, _ words: HTML = "") -> HTML {
        let picture: HTML =
            if let picture = product.picture {
                "<img class=\"\(picture.isCoarse ? "coarse" : "fine")\" src=\"\(picture.uri)\" alt=\"\"/>"
            } else {
                "<span class=\"missing\">no picture</span>"
            }
        return """
            \(picture)<div class="words"><p class="title">\(product.title)</p><p class="faint sku">\(product.sku)</p>\(words)</div>
            """
    }

    var outlookSection: HTML {
        guard !outlook.points.isEmpty || !outlook.sentence.isEmpty else {
            return .empty(
                """
                No decisions yet: what they buy can be told when there are some. \
                <code>tagger review --db …</code> brings first those that teach most.
                """)
        }
        let sentence: HTML =
            outlook.sentence.isEmpty
            ? "<p>There are too few figures yet to say what the next hundred decisions buy.</p>\n"
            : "<p class=\"lead\">\(outlook.sentence)</p>\n"
        guard outlook.points.count > 1 else { return sentence }
        let figure = HTML.figure(
            "outlook-figure",
            caption: "How many products the network tagged on its own after so many decisions of people."
        ) { width in
            LineChart(
                title: "Products tagged, by decisions",
                description: "A line that shows what the decisions so far have bought.",
                x: Axis("decisions of people", style: .count, including: 0...1),
                y: Axis("products that the network tags", style: .percent, including: 0...1),
                series: [
                    .init(
                        nil, colour: 0, points: outlook.points.map { (Double($0.decisions), $0.coverage) },
                        hasPoints: true)
                ], width: width
            ).drawing
        }
        let rows = outlook.points.map { point -> [HTML] in ["\(point.decisions)", "\(point.coverage.percent)"] }
        let table = HTML.table(
            "outlook-table", caption: "Products that the network tagged on its own after so many decisions",
            columns: ["decisions", "products tagged"], rows: rows)
        return sentence + figure + .numbers(table)
    }

    var modelsSection: HTML {
        guard !models.isEmpty else {
            return .empty(
                """
                Nothing yet: the network tags as it came. <code>tagger learn --db …</code> teaches it what people decided, \
                and keeps what it learned only if that is better.
                """)
        }
        let rows = models.map { model -> [HTML] in
            [
                "\(model.name)", "\(model.date)", "\(model.decisions)", "\(model.accuracy?.percent ?? "–")",
                "\(model.coverage?.percent ?? "–")", model.isKept ? "kept" : "not kept",
            ]
        }
        let table = HTML.table(
            "models-table", caption: "Networks that learned from this shop, the latest first",
            columns: ["network", "learned", "decisions", "right", "tagged", "outcome"], words: [1, 5], rows: rows)
        return """
            <p>Right: of the products drawn by lot that it did not learn from. Tagged: of all products, those that it would \
            tag on its own. A network is kept if it does better than the one before; <code>tagger models rollback</code> \
            returns to that one.</p>
            \(table)
            """
    }
}
