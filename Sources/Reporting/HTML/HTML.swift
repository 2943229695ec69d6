/// A piece of HTML. The literal parts are markup. All interpolated strings are escaped, so that texts of the shop cannot become
/// markup.
///
///     let cell: HTML = "<td>\(title)</td>"
struct HTML: Sendable, ExpressibleByStringInterpolation {
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var markup = ""

        init(literalCapacity: Int, interpolationCount: Int) { markup.reserveCapacity(literalCapacity * 2) }

        mutating func appendLiteral(_ literal: String) { markup += literal }
        mutating func appendInterpolation(_ text: String) { markup += text.xmlEscaped }
        mutating func appendInterpolation(_ number: Int) { markup += number.grouped }
        mutating func appendInterpolation(_ piece: HTML) { markup += piece.markup }
        mutating func appendInterpolation(_ pieces: [HTML]) { for piece in pieces { markup += piece.markup } }
    }

    let markup: String

    init(stringLiteral markup: String) { self.markup = markup }
    init(stringInterpolation: StringInterpolation) { markup = stringInterpolation.markup }

    /// Creates an inline drawing. The name must be unique within the page.
    init(_ drawing: SVG, name: String) { markup = drawing.inline(name) }

    static func + (left: HTML, right: HTML) -> HTML { "\(left)\(right)" }
}

extension String {
    /// Returns the text, cut to a number of Unicode scalars, so that one very long text does not make the page very long. A cut
    /// text ends with `…`.
    func limited(toScalars limit: Int) -> String {
        guard let end = unicodeScalars.index(startIndex, offsetBy: limit, limitedBy: unicodeScalars.endIndex),
            end < unicodeScalars.endIndex
        else { return self }
        return String(unicodeScalars[..<end]) + "…"
    }
}
