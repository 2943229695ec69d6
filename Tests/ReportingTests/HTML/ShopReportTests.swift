import Foundation
import Testing

@testable import Reporting

@Suite struct ShopReportTests {
    static let sections = [
        "precision", "products", "categories", "curve", "calibration", "corrections", "disagreements",
        "learning-curve", "models",
    ]

    @Test("Each section has a heading and a link", arguments: [SampleReport.full(), SampleReport.empty])
    func headings(report: ShopReport) throws {
        let page = try ParsedSVG(report.html)
        #expect(page.elements.first?.name == "html" && page.elements.first?.attributes["lang"] == "en")
        for landmark in ["header", "nav", "main", "footer", "h1"] { #expect(page.all(landmark).count == 1) }
        #expect(page.all("h2").map { $0.attributes["id"] } == Self.sections)
        #expect(page.all("section").map { $0.attributes["aria-labelledby"] } == Self.sections)
        #expect(page.all("a").map { $0.attributes["href"] } == Self.sections.map { "#" + $0 })
    }

    @Test("Identifiers are unique, and all references refer to one")
    func identifiers() throws {
        let page = try ParsedSVG(SampleReport.full().html)
        let ids = page.elements.compactMap { $0.attributes["id"] }
        #expect(Set(ids).count == ids.count)
        let named = page.elements.compactMap { $0.attributes["aria-labelledby"] }.flatMap { $0.split(separator: " ") }
        #expect(named.allSatisfy { ids.contains(String($0)) })
        #expect(page.all("table").count == page.all("caption").count && page.all("table").count >= 5)
        #expect(page.all("th").allSatisfy { $0.attributes["scope"] != nil })
        #expect(page.all("img").allSatisfy { $0.attributes["alt"] != nil })
    }

    @Test(
        "Texts of the shop do not add, end or change elements",
        arguments: [
            PlotTests.hostile, "\"><img src=x onerror=alert(1)>", "' onload='x", "</style></title></section>",
            "<\u{301}b>\u{338}&\u{301}\"\u{301}'\u{301}", "<!--", "]]>", "\u{0}\u{FFFE}", "&lt;", "{{x}}\\(y)",
        ])
    func hostileTexts(words: String) throws {
        let page = try ParsedSVG(SampleReport.full(words).html), other = try ParsedSVG(SampleReport.full().html)
        #expect(page.elements.map(\.name) == other.elements.map(\.name))
        #expect(page.elements.map { $0.attributes.keys.sorted() } == other.elements.map { $0.attributes.keys.sorted() })
        #expect(page.elements.allSatisfy { !$0.attributes.keys.contains { $0.hasPrefix("on") } })
        #expect(page.all("script").isEmpty && page.all("h1").first?.text == "Tags of " + words.sanitizedForTerminal)
        #expect(page.all("p", "title").allSatisfy { $0.text == words.sanitizedForTerminal })
    }

    @Test("The page loads no other file")
    func selfContained() throws {
        for html in [SampleReport.full().html, SampleReport.empty.html] {
            #expect(!html.contains("http:") && !html.contains("https:") && !html.contains("//"))
            #expect(!html.contains("url(") && !html.contains("@import"))
            let page = try ParsedSVG(html)
            for element in page.elements {
                for name in ["src", "href", "xlink:href", "action", "srcset", "data"] {
                    guard let address = element.attributes[name] else { continue }
                    #expect(address.hasPrefix("#") || address.hasPrefix("data:"), "\(element)")
                }
            }
            let policy = page.all("meta").first { $0.attributes["http-equiv"] == "Content-Security-Policy" }
            #expect(
                policy?.attributes["content"] == "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
                    + "base-uri 'none'; form-action 'none'")
        }
    }

    @Test("The page contains the mark by which tagger report recognizes its own pages")
    func mark() {
        #expect(ShopReport.mark == "Made by <code>tagger report</code>")
        #expect(SampleReport.empty.html.contains(ShopReport.mark))
    }

    @Test("Sections without data explain what is missing")
    func emptySections() throws {
        let page = try ParsedSVG(SampleReport.empty.html)
        #expect(page.all("p", "empty").count == Self.sections.count - 1)
        #expect(page.all("table").isEmpty && page.all("svg").isEmpty && page.all("img").isEmpty)
        #expect(page.all("p", "verdict").map(\.text) == ["Not certified yet"])
        let texts = page.all("p").map(\.text)
        #expect(texts.contains { $0.hasPrefix("About 150 more audits are needed.") } && texts.contains("A forecast."))
        #expect(texts.contains("The target: at least 97.5% of the automatic tags are correct."))
    }

    @Test("The lower bound of a certificate is not rounded up")
    func lowerBound() throws {
        let page = try ParsedSVG(SampleReport.full().html)
        #expect(
            page.all("p", "verdict").map(\.text) == [
                "Certified: at least 97.1% of the automatic tags are correct, at a confidence level of 90%."
            ])
        let numbers = page.all("td", "number").prefix(5).map(\.text)
        #expect(numbers == ["91.3%", "1,312", "4", "97.1%", "90%"])
    }

    @Test("The present threshold is marked on the curve")
    func currentPoint() throws {
        let chart = try #require(
            SampleReport.full().html.components(separatedBy: "<div class=\"wide\">").dropFirst().first?
                .components(separatedBy: "</div>").first)
        let drawing = try ParsedSVG(chart)
        let place = try #require(drawing.all("circle", "ring").first)
        let mark = try #require(drawing.all("line", "reference").first)
        #expect(abs(place["cx"] - mark["x1"]) < 0.02)
        let zero = try drawing.text("0%")["x"]
        let all = try #require(drawing.all("text").last { $0.text == "100%" })["x"]
        #expect(abs(place["cx"] - zero - 0.62 * (all - zero)) < 0.1)
        #expect(try drawing.text("now: 62%").has("halo"))
        let target = try #require(drawing.all("polyline", "dashed").first?.points)
        #expect(target.count == 2 && target[0][1] == target[1][1] && target[0][1] > place["cy"])
    }

    @Test("Long lists and long titles are cut")
    func limits() throws {
        let page = try ParsedSVG(SampleReport.full().html)
        #expect(page.all("p", "sku").count == 6 + 30)
        let product = ShopReport.Product(sku: "1", title: String(repeating: "a\u{301}", count: 5_000))
        #expect(product.title.unicodeScalars.count == 201 && product.title.hasSuffix("…"))
    }
}
