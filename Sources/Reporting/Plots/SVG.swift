import Foundation

/// A drawing in SVG 1.1 for light and dark pages. All colours are CSS classes, and a media query replaces them in dark mode.
///
/// The palette is that of Okabe and Ito ("Color Universal Design", 2008), darkened on white and lightened on black so that
/// text has a contrast of at least 4.5 (WCAG 2.2). The drawing contains no script and no reference to other files.
struct SVG {
    /// The alignment of a text at its position.
    enum Anchor: String { case start, middle, end }

    /// The number of colours for series.
    static let colourCount = 4
    /// The approximate width of a letter in pixels, for the computation of margins.
    static let letterWidth = 7.0

    let width: Double
    let height: Double
    private let title: String
    private let description: String
    private var body = ""

    /// Creates a drawing that contains only its heading.
    ///
    /// - Parameters:
    ///   - width: The width in pixels.
    ///   - height: The height in pixels.
    init(width: Double, height: Double, title: String, description: String) {
        self.width = width
        self.height = height
        self.title = title
        self.description = description
        text(title, x: 16, y: 27, classes: "heading")
    }

    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, classes: String) {
        body += #"<line x1="\#(x1.short)" y1="\#(y1.short)" x2="\#(x2.short)" y2="\#(y2.short)" class="\#(classes)"/>"#
        body += "\n"
    }

    mutating func polyline(_ points: [(x: Double, y: Double)], classes: String) {
        let points = points.map { "\($0.x.short),\($0.y.short)" }.joined(separator: " ")
        body += #"<polyline points="\#(points)" class="\#(classes)"/>"# + "\n"
    }

    mutating func circle(_ x: Double, _ y: Double, radius: Double, classes: String) {
        body += #"<circle cx="\#(x.short)" cy="\#(y.short)" r="\#(radius.short)" class="\#(classes)"/>"# + "\n"
    }

    mutating func rectangle(
        x: Double, y: Double, width: Double, height: Double, opacity: Double = 1, classes: String
    ) {
        let shade = opacity < 1 ? #" fill-opacity="\#(opacity.short)""# : ""
        body += #"<rect x="\#(x.short)" y="\#(y.short)" width="\#(width.short)" height="\#(height.short)""#
        body += #"\#(shade) class="\#(classes)"/>"# + "\n"
    }

    mutating func text(_ text: String, x: Double, y: Double, anchor: Anchor = .start, classes: String = "") {
        let side = anchor == .start ? "" : #" text-anchor="\#(anchor.rawValue)""#
        let look = classes.isEmpty ? "" : #" class="\#(classes)""#
        body += #"<text x="\#(x.short)" y="\#(y.short)"\#(side)\#(look)>\#(text.xmlEscaped)</text>"# + "\n"
    }

    /// Draws a grayscale image without interpolation.
    mutating func image(_ pixels: [UInt8], columns: Int, x: Double, y: Double, width: Double, height: Double) {
        let data = GrayPNG.data(pixels, columns: columns).base64EncodedString()
        body += #"<image x="\#(x.short)" y="\#(y.short)" width="\#(width.short)" height="\#(height.short)""#
        body += #" class="pixels" href="data:image/png;base64,\#(data)"/>"# + "\n"
    }

    /// The drawing as a file with its own styles.
    var text: String {
        element(
            attributes: #" xmlns="http://www.w3.org/2000/svg""#, prefix: "",
            style: "<style>\n\(Self.style)\n</style>\n")
    }

    /// Returns the drawing as an element of an HTML page, which must contain ``style``.
    ///
    /// - Parameter name: A prefix for the element identifiers, unique within the page.
    func inline(_ name: String) -> String { element(attributes: "", prefix: name + "-", style: "") }

    private func element(attributes: String, prefix: String, style: String) -> String {
        let (titleID, descriptionID) = (prefix + "title", prefix + "description")
        return """
            <svg\(attributes) viewBox="0 0 \(width.short) \(height.short)" width="\(width.short)" \
            height="\(height.short)" role="img" aria-labelledby="\(titleID) \(descriptionID)">
            <title id="\(titleID)">\(title.xmlEscaped)</title>
            <desc id="\(descriptionID)">\(description.xmlEscaped)</desc>
            \(style)<rect width="100%" height="100%" class="paper"/>
            \(body)</svg>

            """
    }

    static let style: String = {
        func colours(_ series: [String]) -> String {
            series.enumerated().map { index, colour in
                ".line\(index) { stroke: \(colour) } .fill\(index) { fill: \(colour) }"
            }.joined(separator: "\n")
        }
        return """
            text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; fill: #1f2328 }
            text.heading { font-size: 15px; font-weight: 600 }
            text.faint { fill: #59636e }
            text.halo { stroke: #ffffff; stroke-width: 4; stroke-linejoin: round; paint-order: stroke }
            .paper { fill: #ffffff }
            .grid { stroke: #e4e8ec }
            .axis, .reference { stroke: #7b848e }
            .reference, .dashed { stroke-dasharray: 5 4 }
            .line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round }
            .thin { fill: none; stroke-width: 1.5 }
            .ring { stroke: #ffffff; stroke-width: 1.5 }
            .pale { fill-opacity: 0.45 }
            .gap { fill-opacity: 0.25 }
            .shade { fill: #1f63a8 }
            text.onshade { fill: #ffffff }
            .pixels { image-rendering: pixelated }
            \(colours(["#0b63a5", "#b84700", "#00714f", "#94448a"]))
            @media (prefers-color-scheme: dark) {
            text { fill: #e6edf3 }
            text.faint { fill: #9da7b3 }
            text.halo { stroke: #0d1117 }
            .paper { fill: #0d1117 }
            .grid { stroke: #272d35 }
            .axis, .reference { stroke: #7d8590 }
            .ring { stroke: #0d1117 }
            .shade { fill: #2b78c5 }
            \(colours(["#5fb0f0", "#f2965a", "#3fcb9f", "#dd9bd0"]))
            }
            """
    }()
}

extension Double {
    /// The number with at most two decimals, a precision of 1/100 pixel.
    fileprivate var short: String {
        precondition(isFinite, "coordinates must be finite")
        var text = Substring(String(format: "%.2f", self))
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text == "-0" ? "0" : String(text)
    }
}
