/// A piece of a page. What stands in the source is markup, and every text that is put into it is escaped: what a shop wrote
/// cannot become markup, not even by oversight.
///
///     let cell: HTML = "<td>\(title)</td>"
struct HTML: Sendable, ExpressibleByStringInterpolation {
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var markup = ""

        init(literalCapacity: Int, interpolationCount: Int) { markup.reserveCapacity(literalCapacity * 2) }

        mutating func appendLiteral(_ literal: String) { markup += literal }
        mutating func appendInterpolation(_ words: String) { markup += words.xmlEscaped }
        mutating func appendInterpolation(_ number: Int) { markup += number.grouped }
        mutating func appendInterpolation(_ piece: HTML) { markup += piece.markup }
        mutating func appendInterpolation(_ pieces: [HTML]) { for piece in pieces { markup += piece.markup } }
    }

    let markup: String

    init(stringLiteral markup: String) { self.markup = markup }
    init(stringInterpolation: StringInterpolation) { markup = stringInterpolation.markup }

    /// A drawing; its name distinguishes it from the others of the page.
    init(_ drawing: SVG, name: String) { markup = drawing.inline(name) }

    static func + (left: HTML, right: HTML) -> HTML { "\(left)\(right)" }
}

extension HTML {
    /// A part of the page under a heading that names it.
    static func section(_ id: String, _ title: String, _ content: HTML) -> HTML {
        """
        <section aria-labelledby="\(id)">
        <h2 id="\(id)">\(title)</h2>
        \(content)</section>

        """
    }

    /// What is said in place of something that is not there yet.
    static func empty(_ content: HTML) -> HTML { "<p class=\"empty\">\(content)</p>\n" }

    /// A table whose first column names the rows and whose other columns are numbers, but for those in `words`. It scrolls
    /// by itself where the page is too narrow, by keys, too.
    static func table(
        _ id: String, caption: HTML, columns: [String], words: Set<Int> = [], rows: [[HTML]], total: [HTML] = []
    ) -> HTML {
        func side(_ column: Int) -> HTML { column == 0 || words.contains(column) ? "" : " class=\"number\"" }
        func line(_ cells: [HTML]) -> HTML {
            let row = cells.enumerated().map { column, cell -> HTML in
                column == 0 ? "<th scope=\"row\">\(cell)</th>" : "<td\(side(column))>\(cell)</td>"
            }
            return "<tr>\(row)</tr>\n"
        }
        let titles = columns.enumerated().map { column, title -> HTML in
            "<th scope=\"col\"\(side(column))>\(title)</th>"
        }
        let foot: HTML = total.isEmpty ? "" : "<tfoot>\n\(line(total))</tfoot>\n"
        return """
            <div class="scroll" role="region" aria-labelledby="\(id)" tabindex="0">
            <table>
            <caption id="\(id)">\(caption)</caption>
            <thead><tr>\(titles)</tr></thead>
            <tbody>
            \(rows.map(line))</tbody>
            \(foot)</table>
            </div>

            """
    }

    /// A drawing with words below; where the page is narrow, another in its place, whose letters stay legible.
    static func figure(_ id: String, caption: HTML, drawing: (_ width: Double) -> SVG) -> HTML {
        """
        <figure>
        <div class="wide">\(HTML(drawing(720), name: id + "-wide"))</div>
        <div class="narrow">\(HTML(drawing(400), name: id + "-narrow"))</div>
        <figcaption>\(caption)</figcaption>
        </figure>

        """
    }

    /// Numbers behind a drawing, for those who want or need them.
    static func numbers(_ table: HTML, _ title: String = "The same in numbers") -> HTML {
        "<details>\n<summary>\(title)</summary>\n\(table)</details>\n"
    }
}
