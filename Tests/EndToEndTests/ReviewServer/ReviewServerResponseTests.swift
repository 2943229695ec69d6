import Foundation
import GRDB
import TestSupport
import Testing

/// The content of the server's responses.
@Suite struct ReviewServerResponseTests {
    @Test("The prediction of a blind product is in no response before the decision")
    func blind() throws {
        let shop = try ReviewedShop.sample()
        let server = try ReviewServerProcess(shop.catalog)
        let http = server.http.asPage()
        let queue = http.get("/api/queue").list
        let audits = queue.filter { $0["reason"] as? String == "audit" }
        #expect(audits.count >= 20)
        for product in queue {
            let isAudit = product["reason"] as? String == "audit"
            if isAudit { #expect(product["isBlind"] as? Bool == true, "an audit is blind") }
            guard product["isBlind"] as? Bool == true else { continue }
            #expect((product["probabilities"] as? [Any])?.isEmpty == true && product["category"] == nil)
            #expect(product["status"] as? String == "review" && product["isVerified"] as? Bool == false)
        }
        let blind = queue.filter { $0["isBlind"] as? Bool == true }.compactMap { $0["id"] as? String }
        func bodies() throws -> [(path: String, text: String)] {
            var paths = [
                "/api/queue", "/api/queue?reason=audit", "/api/queue?from=0&to=1", "/api/queue?from=0.01&to=1",
                "/api/queue?from=0&to=0.99", "/api/queue?text=a", "/api/predicted-categories", "/api/history",
                "/api/progress",
            ]
            for category in ReviewedShop.categories {
                let name = category.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                paths += ["/api/grid?category=\(name)&limit=200", "/api/queue?category=\(name)"]
            }
            return paths.map { ($0, http.get($0).text) }
        }
        // Lists by predicted category or confidence do not contain blind products.
        let lists = try bodies()
        for id in blind {
            for (path, text) in lists where path.contains("group") || path.contains("category") || path.contains("0.") {
                #expect(!text.contains("\"\(id)\""), "\(path) contains \(id)")
            }
        }
        for id in blind {
            let address = id.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            for path in ["/api/product?id=\(address)", "/api/similar?id=\(address)"] {
                let response = http.get(path).text
                #expect(!ReviewedShop.categories.contains { response.contains("\"\($0)\"") }, "\(path): \(response)")
            }
        }
        // Accepting, skipping and outdated decisions do not reveal the prediction either.
        let first = try #require(queue.first)
        let id = try #require(first["id"] as? String), revision = try #require(first["revision"] as? String)
        func decide(_ decision: String, _ revision: String) -> [String: Any] {
            let entry = ["id": id, "decision": decision, "revision": revision]
            let reply = http.post("/api/decisions", ["decisions": [entry]])
            return (reply.object["outcomes"] as? [[String: Any]])?.first ?? ["status": reply.status]
        }
        func historyPredictions() -> [String] {
            let address = id.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            let product = http.get("/api/product?id=\(address)").object
            let history = http.get("/api/history").object["entries"] as? [[String: Any]] ?? []
            let own = (product["history"] as? [[String: Any]] ?? []) + history.filter { $0["id"] as? String == id }
            return own.compactMap { $0["predictedCategory"] as? String }
        }
        for outcome in [
            decide("accept", revision), decide("accept", "0-"), decide("Bag", "0-"), decide("accept", "x"),
        ] {
            #expect(
                outcome["decisionID"] == nil && outcome["predictedCategory"] == nil && outcome["category"] == nil,
                "\(outcome)")
            let current = outcome["current"] as? [String: Any] ?? [:]
            #expect(current["category"] == nil && (current["probabilities"] as? [Any] ?? []).isEmpty)
        }
        #expect(try shop.decisionCount() == 0)
        let skipped = decide("skip", revision)
        #expect(
            skipped["decisionID"] as? Int == 1 && skipped["predictedCategory"] == nil && skipped["confidence"] == nil)
        #expect(historyPredictions() == [])

        let now = http.get("/api/product?id=\(id.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")")
        let product = try #require(now.object["product"] as? [String: Any])
        let decided = decide("Bag", try #require(product["revision"] as? String))
        let prediction = try #require(
            shop.rows(
                "SELECT category FROM tagger_outcomes WHERE product_id = ?", [Int(id.dropFirst("integer ".count))]
            ).first?[0] as String?)
        #expect(decided["predictedCategory"] as? String == prediction && decided["category"] as? String == "Bag")
        #expect(historyPredictions().contains(prediction))
    }

    @Test("Accepting a product that has become blind is not saved; the response hides the prediction")
    func becomesBlind() throws {
        let shop = try ReviewedShop.sample()
        let server = try ReviewServerProcess(shop.catalog)
        let http = server.http.asPage()
        // Products of the grid, whose predictions are visible.
        let counts = http.get("/api/predicted-categories").object
        let largest = try #require(counts.max { ($0.value as? Int ?? 0) < ($1.value as? Int ?? 0) }?.key)
        let name = largest.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let products = http.get("/api/grid?category=\(name)").list
        #expect(products.count >= 3)
        // After these decisions, other products are blind.
        try shop.decide(30)
        let waiting = Set(products.compactMap { $0["id"] as? String })
            .subtracting(
                try shop.rows("SELECT product_id FROM tagger_current_decisions").map { "integer \($0[0] as Int)" })
        let entries = products.compactMap { product -> [String: String]? in
            guard let id = product["id"] as? String, waiting.contains(id), let revision = product["revision"] as? String
            else { return nil }
            return ["id": id, "decision": "accept", "revision": revision]
        }
        let reply = http.post("/api/decisions", ["decisions": entries])
        #expect(reply.status == 200, "\(reply.text)")
        let outcomes = reply.object["outcomes"] as? [[String: Any]] ?? []
        #expect(outcomes.count == entries.count)
        let blind = outcomes.compactMap { $0["current"] as? [String: Any] }
        #expect(!blind.isEmpty)
        for product in blind {
            #expect(product["isBlind"] as? Bool == true && (product["probabilities"] as? [Any])?.isEmpty == true)
        }
        #expect(try shop.decisions().count == 30 + outcomes.count - blind.count)
    }

    @Test("Products with keys of every SQLite type are listed, shown and decided")
    func identities() throws {
        let folder = try TemporaryFolder()
        try folder.write(SmallShop.image(1), to: "1.png")
        let keys = ["1", "'1'", "1.5", "x'31'", "x'00ff'", "'%'", "'a/b?c&d=#é '", "-9223372036854775808", "''"]
        let shop = try ReviewedShop(
            sql: "CREATE TABLE things (key, title TEXT);"
                + keys.map { "INSERT INTO things VALUES (\($0), 'a thing');" }.joined()
                    + """
                    CREATE VIEW tagger_source AS SELECT key AS product_id, NULL AS sku, title, NULL AS png, '1.png' AS path,
                        '1' AS stamp FROM things;
                    """, in: folder)
        let server = try ReviewServerProcess(shop.catalog)
        let http = server.http.asPage()
        let products = http.get("/api/queue").list
        #expect(Set(products.compactMap { $0["id"] as? String }).count == keys.count)
        for product in products {
            let id = product["id"] as? String ?? ""
            let address = id.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            #expect(
                (http.get("/api/product?id=\(address)").object["product"] as? [String: Any])?["id"] as? String == id)
            #expect(http.get("/image?id=\(address)").body.prefix(4) == Data([0x89, 0x50, 0x4E, 0x47]), "\(id)")
            #expect(http.get("/thumbnail?id=\(address)").status == 200)
            let entry = ["id": id, "decision": "Bag", "revision": product["revision"] as? String ?? ""]
            let outcomes = http.post("/api/decisions", ["decisions": [entry]]).object["outcomes"] as? [[String: Any]]
            #expect(outcomes?.first?["decisionID"] is Int, "\(id)")
        }
        let decided = try shop.rows("SELECT count(DISTINCT product_id) FROM tagger_decisions WHERE category = 'Bag'")
        #expect(decided.first?[0] == keys.count)
    }

    @Test("Only PNG files of limited size inside the image root are served, as images")
    func images() throws {
        let folder = try TemporaryFolder()
        let png = SmallShop.image(1)
        /// A PNG whose header announces a size.
        func announcing(_ width: UInt32, _ height: UInt32) -> [UInt8] {
            var bytes = png
            for (at, number) in [(16, width), (20, height)] {
                for index in 0..<4 { bytes[at + index] = UInt8(truncatingIfNeeded: number >> (24 - 8 * UInt32(index))) }
            }
            return bytes
        }
        try folder.write(Data("secret".utf8) + png, to: "secret.png")
        try folder.write(png, to: "outside.png")
        let html = Array("<html><script>alert(1)</script>".utf8)
        let svg = Array("<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>".utf8)
        let files: [(name: String, bytes: [UInt8]?, isServed: Bool)] = [
            ("html.png", html, false), ("svg.png", svg, false), ("empty.png", [], false),
            ("gif.png", Array("GIF89a".utf8) + png, false), ("jpeg.png", [0xFF, 0xD8, 0xFF, 0xE0] + png, false),
            ("huge.png", announcing(100_000, 100_000), false), ("wide.png", announcing(4_294_967_295, 1), false),
            ("zero.png", announcing(0, 10), false), ("signature.png", Array(png.prefix(8)) + html, false),
            ("polyglot.png", png + html, true), ("../outside.png", nil, false), ("link.png", nil, false),
            ("/etc/passwd", nil, false), ("nothing.png", nil, false), ("folder", nil, false),
        ]
        var sql = "CREATE TABLE things (id INTEGER PRIMARY KEY, path TEXT);"
        for (index, file) in files.enumerated() {
            if let bytes = file.bytes { try folder.write(bytes, to: "shop/" + file.name) }
            sql += "INSERT INTO things VALUES (\(index), '\(file.name)');"
        }
        try folder.write(png, to: "shop/folder/1.png")
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("shop/link.png"), withDestinationPath: folder.file("outside.png"))
        sql += """
            CREATE VIEW tagger_source AS SELECT id AS product_id, NULL AS sku, NULL AS title, NULL AS png, path,
                '1' AS stamp FROM things;
            """
        let inner = folder.file("shop/shop.sqlite")
        try DatabaseQueue(path: inner).write { try $0.execute(sql: sql) }
        _ = try Program.run("--db", inner, "--quiet")
        let server = try ReviewServerProcess(inner)
        let http = server.http.asPage()
        for (index, file) in files.enumerated() {
            for path in ["/image?id=integer%20\(index)", "/thumbnail?id=integer%20\(index)"] {
                let response = http.get(path)
                let mayBeServed = file.isServed || path.hasPrefix("/thumbnail")
                #expect(response.status == (mayBeServed ? response.status : 404), "\(file.name) \(path)")
                if file.isServed { #expect(response.status == 200, "\(file.name) \(path)") }
                #expect(!response.text.contains("root:") && !response.text.contains("secret"))
                guard response.status == 200 else { continue }
                #expect(response.headers["content-type"] == "image/png")
                #expect(response.headers["x-content-type-options"] == "nosniff")
                #expect(response.headers["content-security-policy"] == "default-src 'none'; sandbox")
            }
        }
    }
}
