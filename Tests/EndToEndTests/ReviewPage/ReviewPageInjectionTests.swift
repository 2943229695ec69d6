import Foundation
import TestSupport
import Testing

extension ReviewPageTests {
    /// Titles and pictures that mean harm.
    @Suite struct Hostile {
        private static let titles = [
            "<script>document.title = 'owned'</script>", "<img src=x onerror=\"document.title='owned'\">",
            "</title></h1></main><iframe src=\"http://evil.example/\"></iframe>", "javascript:document.title='owned'",
            "\" onmouseover=\"document.title='owned'\" x=\"", "{{constructor.constructor('alert(1)')()}}",
            "moc.live\u{202E}\u{202D}\u{2066}\u{2067}evil", "a\nb\r\nc\td", "a\u{0}b\u{1B}[31m\u{7}",
            String(repeating: "W", count: 100_000), String(repeating: "ﷺ", count: 5_000),
            "e" + String(repeating: "\u{301}", count: 3_000), "שלום <b>עולם</b>", "", "   ",
            "<svg onload=document.title='owned'>", "${document.title='owned'}", "&lt;b&gt; &amp; &#60;",
            "<a href=\"http://evil.example/\">here</a>", "{title} {category} {0}",
        ]

        @Test("Hostile titles, SKUs and pictures do nothing, reach nobody, and don't break the page, in any view")
        func titles() throws {
            let folder = try TemporaryFolder()
            let html = Array("<script>document.title = 'owned'</script>".utf8)
            try folder.write(Data("sku,title,image\n".utf8), to: "shop/products.csv")
            var csv = "sku,title,image\n"
            for index in Self.titles.indices {
                csv += "S\(index),T\(index),\(index).png\n"
                try folder.write(index % 5 == 4 ? html : SmallShop.picture(index), to: "shop/\(index).png")
            }
            // The last ones wait for a grid.
            for index in Self.titles.count..<Self.titles.count + 20 {
                csv += "S\(index),T\(index),\(index).png\n"
                try folder.write(SmallShop.picture(index), to: "shop/\(index).png")
            }
            try folder.write(Data(csv.utf8), to: "shop/products.csv")
            let shop = try ReviewedShop(importing: folder.file("shop"), in: folder)
            for id in 0..<Self.titles.count + 20 {
                let text = Self.titles[id % Self.titles.count]
                try shop.write(
                    "UPDATE products SET title = ?, sku = ? WHERE sku = ?", [text, "\(id)\(text)", "S\(id)"])
            }
            try shop.write(
                "INSERT INTO tagger_category_names (category, language, name) VALUES ('Bag', 'en', ?)",
                ["<img src=x onerror=\"document.title='owned'\">" + String(repeating: "Bag", count: 400)])
            let serving = try ReviewServing(shop.catalog)
            let visit = try ReviewVisit(serving)
            func check(_ what: String) throws {
                try visit.expectNoSidewaysScrolling(what)
                #expect(try visit.browser.title.contains("Review · "), "\(what)")
                #expect(
                    try visit.count("script, iframe, object, embed, [onerror], [onload], [onmouseover]") == 1, "\(what)"
                )
                #expect(
                    try visit.count("main svg, main b, h1 a, a[href^='http'], a[href^='javascript']") == 0, "\(what)")
                // The answers are still within reach.
                let reach: [Double] = try visit.browser.evaluate(
                    """
                    const buttons = [...document.querySelectorAll(".answers button"), document.querySelector(".accept")];
                    return buttons.filter(Boolean).map((one) => one.getBoundingClientRect().top);
                    """)
                #expect(reach.allSatisfy { $0 < 2_000 }, "\(what): \(reach.max() ?? 0)")
            }
            for (width, height, isMobile) in [(1280, 900, false), (390, 844, true)] {
                try visit.browser.setPageSize(width: width, height: height, isMobile: isMobile)
                try visit.open()
                for number in 0..<12 {
                    try check("product \(number), \(width)")
                    try visit.answer(number % 2 == 0 ? "9" : "n")
                }
                try visit.waitUntilSaved()
                for view in ["#/grid", "#/history", "#/product/integer%202", "#/product/integer%2010"] {
                    try visit.open(view)
                    try check("\(view), \(width)")
                }
            }
            for hash in [
                "#/product/%3Cscript%3E", "#/product/%E0%A4%A", "#/grid/%3Cimg%20src%3Dx%3E", "#/constructor",
                "#/__proto__/x",
            ] {
                try visit.browser.open(serving.link + hash)
                try visit.browser.wait(until: "return document.getElementById('main').textContent.length > 5")
                try check(hash)
            }
            #expect(try visit.browser.requestedHosts() == ["127.0.0.1:\(serving.port)"])
            #expect(try visit.browser.consoleMessages().filter { $0.source == "security" }.map(\.message) == [])
        }
    }
}
