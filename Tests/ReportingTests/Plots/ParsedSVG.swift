import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// The elements of an SVG or HTML document, parsed as XML.
final class ParsedSVG: NSObject, XMLParserDelegate {
    struct Element {
        let name: String
        let attributes: [String: String]
        var text = ""

        /// The value of a numeric attribute.
        subscript(_ name: String) -> Double { attributes[name].flatMap(Double.init) ?? .nan }

        func has(_ word: String) -> Bool { attributes["class"]?.split(separator: " ").contains { $0 == word } == true }

        /// The points of a polyline.
        var points: [[Double]] {
            (attributes["points"] ?? "").split(separator: " ").map {
                $0.split(separator: ",").compactMap { Double($0) }
            }
        }
    }

    private(set) var elements: [Element] = []
    private var open: [Int] = []

    /// Parses a document. The test fails if the document is not well-formed.
    init(_ svg: String) throws {
        super.init()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = self
        try #require(parser.parse(), "\(String(describing: parser.parserError))")
    }

    func all(_ name: String, _ classWord: String? = nil) -> [Element] {
        elements.filter { $0.name == name && (classWord.map($0.has) ?? true) }
    }

    /// Returns the text element with a text.
    func text(_ text: String) throws -> Element {
        try #require(all("text").first { $0.text == text }, "no text “\(text)” among \(all("text").map(\.text))")
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        open.append(elements.count)
        elements.append(Element(name: name, attributes: attributes))
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        open.removeLast()
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        if let last = open.last { elements[last].text += string }
    }
}
