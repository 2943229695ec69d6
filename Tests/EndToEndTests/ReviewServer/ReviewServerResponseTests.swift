import Foundation
import GRDB
import TestSupport
import Testing

/// What the server tells, keeps, and never tells.
@Suite struct ReviewServerAnswersTests {
    @Test("Nothing that can be asked for tells the guess of a product that is asked blind; its answer does")
    func blind() throws {
        let shop = try ReviewedShop.sample()
        let serving = try ReviewServing(shop.catalog)
        let http = serving.http.asPage()
        let queue = http.get("/api/queue").list
        let audits = queue.filter { $0["reason"] as? String == "audit" }
        #expect(audits.count >= 20)
        for card in queue {
            let isAudit = card["reason"] as? String == "audit"
            if isAudit { #expect(card["isBlind"] as? Bool == true, "an audit is asked blind") }
            guard card["isBlind"] as? Bool == true else { continue }
            #expect((card["guesses"] as? [Any])?.isEmpty == true && card["category"] == nil)
            #expect(card["status"] as? String == "review" && card["isVerified"] as? Bool == false)
        }
        let blind = queue.filter { $0["isBlind"] as? Bool == true }.compactMap { $0["id"] as? String }
        func bodies() throws -> [(path: String, text: String)] {
            var paths = [
                "/api/queue", "/api/queue?reason=audit", "/api/queue?from=0&to=1", "/api/queue?from=0.01&to=1",
                "/api/queue?from=0&to=0.99", "/api/queue?text=a", "/api/groups", "/api/history", "/api/progress",
            ]
            for category in ReviewedShop.categories {
                let name = category.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                paths += ["/api/group?category=\(name)&limit=200", "/api/queue?category=\(name)"]
            }
            return paths.map { ($0, http.get($0).text) }
        }
        // A list by guess or confidence does not even contain it.
        let lists = try bodies()
        for id in blind {
            for (path, text) in lists where path.contains("group") || path.contains("category") || path.contains("0.") {
                #expect(!text.contains("\"\(id)\""), "\(path) tells of \(id)")
            }
        }
        for id in blind {
            let address = id.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            for path in ["/api/product?id=\(address)", "/api/lookalikes?id=\(address)"] {
                let answer = http.get(path).text
                #expect(!ReviewedShop.categories.contains { answer.contains("\"\($0)\"") }, "\(path): \(answer)")
            }
        }
        // Nor can it be accepted unseen, or found out by skipping, by answering too late, or by taking back.
        let first = try #require(queue.first)
        let id = try #require(first["id"] as? String), revision = try #require(first["revision"] as? String)
        func answer(_ answer: String, _ revision: String) -> [String: Any] {
            let entry = ["id": id, "answer": answer, "revision": revision]
            let reply = http.post("/api/answers", ["answers": [entry]])
            return (reply.object["outcomes"] as? [[String: Any]])?.first ?? ["status": reply.status]
        }
        func telling() -> [String] {
            let address = id.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            let product = http.get("/api/product?id=\(address)").object
            let history = http.get("/api/history").object["entries"] as? [[String: Any]] ?? []
            let own = (product["history"] as? [[String: Any]] ?? []) + history.filter { $0["id"] as? String == id }
            return own.compactMap { $0["guess"] as? String }
        }
        for outcome in [answer("accept", revision), answer("accept", "0-"), answer("Bag", "0-"), answer("accept", "x")]
        {
            #expect(outcome["decision"] == nil && outcome["guess"] == nil && outcome["category"] == nil, "\(outcome)")
            let current = outcome["current"] as? [String: Any] ?? [:]
            #expect(current["category"] == nil && (current["guesses"] as? [Any] ?? []).isEmpty)
        }
        #expect(try shop.decisionCount() == 0)
        let skipped = answer("skip", revision)
        #expect(skipped["decision"] as? Int == 1 && skipped["guess"] == nil && skipped["confidence"] == nil)
        #expect(telling() == [])

        let now = http.get("/api/product?id=\(id.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")")
        let card = try #require(now.object["card"] as? [String: Any])
        let told = answer("Bag", try #require(card["revision"] as? String))
        let guess = try #require(
            shop.rows(
                "SELECT category FROM tagger_outcomes WHERE product_id = ?", [Int(id.dropFirst("integer ".count))]
            ).first?[0] as String?)
        #expect(told["guess"] as? String == guess && told["category"] as? String == "Bag")
        #expect(telling().contains(guess))
    }

    @Test("Whoever accepts what has become blind meanwhile loses nothing, and is asked again without the guess")
    func becomesBlind() throws {
        let shop = try ReviewedShop.sample()
        let serving = try ReviewServing(shop.catalog)
        let http = serving.http.asPage()
        // As a grid would show it: several with a guess.
        let groups = http.get("/api/groups").object
        let largest = try #require(groups.max { ($0.value as? Int ?? 0) < ($1.value as? Int ?? 0) }?.key)
        let name = largest.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let cards = http.get("/api/group?category=\(name)").list
        #expect(cards.count >= 3)
        // Somebody else decides so many that the products that are asked blind are others.
        try shop.decide(30)
        let waiting = Set(cards.compactMap { $0["id"] as? String })
            .subtracting(try shop.rows("SELECT product_id FROM tagger_answers").map { "integer \($0[0] as Int)" })
        let entries = cards.compactMap { card -> [String: String]? in
            guard let id = card["id"] as? String, waiting.contains(id), let revision = card["revision"] as? String
            else { return nil }
            return ["id": id, "answer": "accept", "revision": revision]
        }
        let reply = http.post("/api/answers", ["answers": entries])
        #expect(reply.status == 200, "\(reply.text)")
        let outcomes = reply.object["outcomes"] as? [[String: Any]] ?? []
        #expect(outcomes.count == entries.count)
        let blind = outcomes.compactMap { $0["current"] as? [String: Any] }
        #expect(!blind.isEmpty)
        for card in blind {
            #expect(card["isBlind"] as? Bool == true && (card["guesses"] as? [Any])?.isEmpty == true)
        }
        #expect(try shop.answers().count == 30 + outcomes.count - blind.count)
    }

    @Test("Keys of every type that SQLite knows are told apart, shown and decided")
    func identities() throws {
        let folder = try TemporaryFolder()
        try folder.write(SmallShop.picture(1), to: "1.png")
        let keys = ["1", "'1'", "1.5", "x'31'", "x'00ff'", "'%'", "'a/b?c&d=#é '", "-9223372036854775808", "''"]
        let shop = try ReviewedShop(
            sql: "CREATE TABLE things (key, title TEXT);"
                + keys.map { "INSERT INTO things VALUES (\($0), 'a thing');" }.joined()
                    + """
                    CREATE VIEW tagger_source AS SELECT key AS product_id, NULL AS sku, title, NULL AS png, '1.png' AS path,
                        '1' AS stamp FROM things;
                    """, in: folder)
        let serving = try ReviewServing(shop.catalog)
        let http = serving.http.asPage()
        let cards = http.get("/api/queue").list
        #expect(Set(cards.compactMap { $0["id"] as? String }).count == keys.count)
        for card in cards {
            let id = card["id"] as? String ?? ""
            let address = id.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            #expect((http.get("/api/product?id=\(address)").object["card"] as? [String: Any])?["id"] as? String == id)
            #expect(http.get("/picture?id=\(address)").body.prefix(4) == Data([0x89, 0x50, 0x4E, 0x47]), "\(id)")
            #expect(http.get("/thumbnail?id=\(address)").status == 200)
            let entry = ["id": id, "answer": "Bag", "revision": card["revision"] as? String ?? ""]
            let outcomes = http.post("/api/answers", ["answers": [entry]]).object["outcomes"] as? [[String: Any]]
            #expect(outcomes?.first?["decision"] is Int, "\(id)")
        }
        let decided = try shop.rows("SELECT count(DISTINCT product_id) FROM tagger_decisions WHERE category = 'Bag'")
        #expect(decided.first?[0] == keys.count)
    }

    @Test("What is no plain PNG of a bearable size is never served; what is served can only be a picture")
    func pictures() throws {
        let folder = try TemporaryFolder()
        let png = SmallShop.picture(1)
        /// A header that promises so many pixels.
        func promising(_ width: UInt32, _ height: UInt32) -> [UInt8] {
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
            ("huge.png", promising(100_000, 100_000), false), ("wide.png", promising(4_294_967_295, 1), false),
            ("zero.png", promising(0, 10), false), ("signature.png", Array(png.prefix(8)) + html, false),
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
        let serving = try ReviewServing(inner)
        let http = serving.http.asPage()
        for (index, file) in files.enumerated() {
            for path in ["/picture?id=integer%20\(index)", "/thumbnail?id=integer%20\(index)"] {
                let answer = http.get(path)
                let mayBeServed = file.isServed || path.hasPrefix("/thumbnail")
                #expect(answer.status == (mayBeServed ? answer.status : 404), "\(file.name) \(path)")
                if file.isServed { #expect(answer.status == 200, "\(file.name) \(path)") }
                #expect(!answer.text.contains("root:") && !answer.text.contains("secret"))
                guard answer.status == 200 else { continue }
                #expect(answer.headers["content-type"] == "image/png")
                #expect(answer.headers["x-content-type-options"] == "nosniff")
                #expect(answer.headers["content-security-policy"] == "default-src 'none'; sandbox")
            }
        }
    }
}
