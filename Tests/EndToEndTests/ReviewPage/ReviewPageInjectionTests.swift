import Foundation
import TestSupport
import Testing

extension ReviewPageAppearanceTests {
    /// Titles, SKUs, category names and images with malicious content.
    @Suite struct Injection {
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

        @Test("Malicious titles, SKUs and images run no script, send no request and do not break a view")
        func titles() throws {
            let folder = try TemporaryFolder()
            let html = Array("<script>document.title = 'owned'</script>".utf8)
            try folder.write(Data("sku,title,image\n".utf8), to: "shop/products.csv")
            var csv = "sku,title,image\n"
            for index in Self.titles.indices {
                csv += "S\(index),T\(index),\(index).png\n"
                try folder.write(index % 5 == 4 ? html : SmallShop.image(index), to: "shop/\(index).png")
            }
            // Further products for the grid.
            for index in Self.titles.count..<Self.titles.count + 20 {
                csv += "S\(index),T\(index),\(index).png\n"
                try folder.write(SmallShop.image(index), to: "shop/\(index).png")
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
            let server = try ReviewServerProcess(shop.catalog)
            let page = try ReviewPage(server)
            func check(_ state: String) throws {
                try page.expectNoHorizontalScrolling(state)
                #expect(try page.browser.title.contains("Review · "), "\(state)")
                #expect(
                    try page.count("script, iframe, object, embed, [onerror], [onload], [onmouseover]") == 1, "\(state)"
                )
                #expect(
                    try page.count("main svg, main b, h1 a, a[href^='http'], a[href^='javascript']") == 0, "\(state)")
                // The buttons are not pushed off the page.
                let reach: [Double] = try page.browser.evaluate(
                    """
                    const buttons = [...document.querySelectorAll(".decisions button"), document.querySelector(".accept")];
                    return buttons.filter(Boolean).map((one) => one.getBoundingClientRect().top);
                    """)
                #expect(reach.allSatisfy { $0 < 2_000 }, "\(state): \(reach.max() ?? 0)")
            }
            for (width, height, isMobile) in [(1280, 900, false), (390, 844, true)] {
                try page.browser.setPageSize(width: width, height: height, isMobile: isMobile)
                try page.open()
                for number in 0..<12 {
                    try check("product \(number), \(width)")
                    try page.decide(number % 2 == 0 ? "9" : "n")
                }
                try page.waitUntilSaved()
                for view in ["#/grid", "#/history", "#/product/integer%202", "#/product/integer%2010"] {
                    try page.open(view)
                    try check("\(view), \(width)")
                }
            }
            for hash in [
                "#/product/%3Cscript%3E", "#/product/%E0%A4%A", "#/grid/%3Cimg%20src%3Dx%3E", "#/constructor",
                "#/__proto__/x",
            ] {
                try page.browser.open(server.link + hash)
                try page.browser.wait(until: "return document.getElementById('main').textContent.length > 5")
                try check(hash)
            }
            #expect(try page.browser.requestedHosts() == ["127.0.0.1:\(server.port)"])
            #expect(try page.browser.consoleMessages().filter { $0.source == "security" }.map(\.message) == [])
        }
    }
}
