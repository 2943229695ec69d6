// The components of the report page.

extension HTML {
    /// A section with its heading.
    static func section(_ id: String, _ title: String, _ content: HTML) -> HTML {
        """
        <section aria-labelledby="\(id)">
        <h2 id="\(id)">\(title)</h2>
        \(content)</section>

        """
    }

    /// The text of a section without data.
    static func empty(_ content: HTML) -> HTML { "<p class=\"empty\">\(content)</p>\n" }

    /// A table. The first column names the rows. The other columns are right-aligned numbers, except for those in `words`. On
    /// narrow screens the table scrolls horizontally, also with the keyboard.
    static func table(
        _ id: String, caption: HTML, columns: [String], words: Set<Int> = [], rows: [[HTML]], total: [HTML] = []
    ) -> HTML {
        func alignment(_ column: Int) -> HTML { column == 0 || words.contains(column) ? "" : " class=\"number\"" }
        func line(_ cells: [HTML]) -> HTML {
            let row = cells.enumerated().map { column, cell -> HTML in
                column == 0 ? "<th scope=\"row\">\(cell)</th>" : "<td\(alignment(column))>\(cell)</td>"
            }
            return "<tr>\(row)</tr>\n"
        }
        let titles = columns.enumerated().map { column, title -> HTML in
            "<th scope=\"col\"\(alignment(column))>\(title)</th>"
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

    /// A drawing with a caption. Narrow screens show a narrow drawing, whose text stays legible.
    static func figure(_ id: String, caption: HTML, drawing: (_ width: Double) -> SVG) -> HTML {
        """
        <figure>
        <div class="wide">\(HTML(drawing(720), name: id + "-wide"))</div>
        <div class="narrow">\(HTML(drawing(400), name: id + "-narrow"))</div>
        <figcaption>\(caption)</figcaption>
        </figure>

        """
    }

    /// A collapsed table with the numbers of a drawing.
    static func numbers(_ table: HTML, _ title: String = "The numbers as a table") -> HTML {
        "<details>\n<summary>\(title)</summary>\n\(table)</details>\n"
    }
}
