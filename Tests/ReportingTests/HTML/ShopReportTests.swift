import Foundation
import Testing

@testable import Reporting

@Suite struct ShopReportTests {
    static let parts = [
        "promise", "products", "categories", "curve", "calibration", "confusions", "doubts", "outlook", "models",
    ]

    @Test(arguments: [SampleReport.full(), SampleReport.empty])
    func everyPartIsThereUnderItsHeading(report: ShopReport) throws {
        let page = try ParsedSVG(report.html)
        #expect(page.elements.first?.name == "html" && page.elements.first?.attributes["lang"] == "en")
        for landmark in ["header", "nav", "main", "footer", "h1"] { #expect(page.all(landmark).count == 1) }
        #expect(page.all("h2").map { $0.attributes["id"] } == Self.parts)
        #expect(page.all("section").map { $0.attributes["aria-labelledby"] } == Self.parts)
        #expect(page.all("a").map { $0.attributes["href"] } == Self.parts.map { "#" + $0 })
    }

    /// What names something is there, and once.
    @Test func namesAreUnique() throws {
        let page = try ParsedSVG(SampleReport.full().html)
        let ids = page.elements.compactMap { $0.attributes["id"] }
        #expect(Set(ids).count == ids.count)
        let named = page.elements.compactMap { $0.attributes["aria-labelledby"] }.flatMap { $0.split(separator: " ") }
        #expect(named.allSatisfy { ids.contains(String($0)) })
        #expect(page.all("table").count == page.all("caption").count && page.all("table").count >= 5)
        #expect(page.all("th").allSatisfy { $0.attributes["scope"] != nil })
        #expect(page.all("img").allSatisfy { $0.attributes["alt"] != nil })
    }

    /// No text of others adds, ends or changes an element.
    @Test(arguments: [
        PlotTests.hostile, "\"><img src=x onerror=alert(1)>", "' onload='x", "</style></title></section>",
        "<\u{301}b>\u{338}&\u{301}\"\u{301}'\u{301}", "<!--", "]]>", "\u{0}\u{FFFE}", "&lt;", "{{x}}\\(y)",
    ])
    func hostileWordsAreWords(words: String) throws {
        let page = try ParsedSVG(SampleReport.full(words).html), tame = try ParsedSVG(SampleReport.full().html)
        #expect(page.elements.map(\.name) == tame.elements.map(\.name))
        #expect(page.elements.map { $0.attributes.keys.sorted() } == tame.elements.map { $0.attributes.keys.sorted() })
        #expect(page.elements.allSatisfy { !$0.attributes.keys.contains { $0.hasPrefix("on") } })
        #expect(page.all("script").isEmpty && page.all("h1").first?.text == "Tags of " + words.harmless)
        #expect(page.all("p", "title").allSatisfy { $0.text == words.harmless })
    }

    @Test func nothingIsFetched() throws {
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

    /// Eight parts have nothing to show; each says so, and the promise says what is missing.
    @Test func emptyPartsSayWhatToDo() throws {
        let page = try ParsedSVG(SampleReport.empty.html)
        #expect(page.all("p", "empty").count == Self.parts.count - 1)
        #expect(page.all("table").isEmpty && page.all("svg").isEmpty && page.all("img").isEmpty)
        #expect(page.all("p", "verdict").map(\.text) == ["Not shown yet"])
        let texts = page.all("p").map(\.text)
        #expect(texts.contains { $0.hasPrefix("150 more audits are needed") } && texts.contains("They buy much."))
        #expect(texts.contains { $0.contains("at least 97.5 are to be right") })
    }

    @Test func aKeptPromiseIsNotRoundedUp() throws {
        let page = try ParsedSVG(SampleReport.full().html)
        #expect(page.all("p", "verdict").map(\.text) == ["Kept: at least 97.1% are right, with 90% certainty."])
        let numbers = page.all("td", "number").prefix(5).map(\.text)
        #expect(numbers == ["91.3%", "1,312", "4", "97.1%", "90%"])
    }

    @Test func theShopStandsOnItsCurve() throws {
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
        let promised = try #require(drawing.all("polyline", "dashed").first?.points)
        #expect(promised.count == 2 && promised[0][1] == promised[1][1] && promised[0][1] > place["cy"])
    }

    @Test func longListsAreCut() throws {
        let page = try ParsedSVG(SampleReport.full().html)
        #expect(page.all("p", "sku").count == 6 + 30)
        let product = ShopReport.Product(sku: "1", title: String(repeating: "a\u{301}", count: 5_000))
        #expect(product.title.unicodeScalars.count == 201 && product.title.hasSuffix("…"))
    }

    @Test func picturesAreInsideThePage() throws {
        #expect(ShopReport.Picture(dataURI: "data:image/png;base64,iVBORw0KGgo=") != nil)
        for uri in [
            "https://example.com/a.png", "data:text/html;base64,AAAA", "data:image/svg+xml;base64,AAAA",
            "data:image/png;base64,AA\" onerror=\"x", "data:image/png;base64,AAAA\u{301}", "data:image/png,AAAA", "",
        ] {
            #expect(ShopReport.Picture(dataURI: uri) == nil, "\(uri)")
        }
    }
}
