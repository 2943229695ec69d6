import Foundation
import Synchronization
import TestSupport
import Testing

/// Requests that are too large, too slow, too many or invalid. Other clients are served all the same.
@Suite struct ReviewServerLimitsTests {
    private let shop: ReviewedShop
    private let server: ReviewServerProcess
    private let http: RawHTTP

    init() throws {
        shop = try .sample()
        server = try ReviewServerProcess(shop.catalog)
        http = server.http.asPage()
    }

    private var isUp: Bool { http.get("/api/progress").status == 200 }

    @Test("Requests that are too large are refused")
    func sizes() {
        let field = "X-Long: " + String(repeating: "a", count: 100 << 10)
        let many = (0..<2_000).map { "X-\($0): 1" }
        #expect([0, 400, 413, 431].contains(http.get("/", [field]).status))
        #expect([0, 400, 413, 431].contains(http.get("/", many).status))
        #expect([0, 400, 413, 414].contains(http.get("/" + String(repeating: "a", count: 100 << 10)).status))
        // A header without an end.
        let endless = Data(
            ("GET / HTTP/1.1\r\nHost: \(http.host)\r\nX: " + String(repeating: "a", count: 4 << 20)).utf8)
        #expect([0, 400, 413, 431].contains(http.exchange(endless).status))

        let body = Data(repeating: UInt8(ascii: " "), count: 300 << 10)
        #expect(http.send("POST", "/api/decisions", http.pageHeaders, body: body).status == 413)
        let head =
            "POST /api/decisions HTTP/1.1\r\nHost: \(http.host)\r\n"
            + http.pageHeaders.map { $0 + "\r\n" }.joined()
        let chunk = "4000\r\n" + String(repeating: " ", count: 0x4000) + "\r\n"
        let chunked = head + "Transfer-Encoding: chunked\r\n\r\n" + String(repeating: chunk, count: 20) + "0\r\n\r\n"
        #expect(http.exchange(Data(chunked.utf8)).status == 413)
        // A body that is announced as too large is refused before it arrives.
        let announced = head + "Content-Length: 9000000000\r\n\r\n{"
        #expect([400, 413].contains(http.exchange(Data(announced.utf8), seconds: 5).status))
        #expect(isUp)
    }

    @Test("Slow and idle connections are closed", .timeLimit(.minutes(1)))
    func times() throws {
        let page = http.pageHeaders.map { $0 + "\r\n" }.joined()
        let attacks: [(name: String, start: String, drip: String)] = [
            ("nothing", "", ""),
            ("a slow header", "GET / HTTP/1.1\r\nHost: \(http.host)\r\n", "X: 1\r\n"),
            (
                "a slow body",
                "POST /api/decisions HTTP/1.1\r\nHost: \(http.host)\r\n\(page)Content-Length: 100000\r\n\r\n", " "
            ),
            (
                "a slow body without a token",
                "POST /api/decisions HTTP/1.1\r\nHost: \(http.host)\r\nContent-Length: 100000\r\n\r\n", " "
            ),
            ("idle after a response", "GET /icon.svg HTTP/1.1\r\nHost: \(http.host)\r\n\r\n", ""),
        ]
        let port = http.port
        let survivors = Mutex<[String]>([])
        let group = DispatchGroup()
        for (name, start, drip) in attacks {
            group.enter()
            Thread.detachNewThread {
                defer { group.leave() }
                guard let connection = RawConnection(port: port) else { return survivors.withLock { $0.append(name) } }
                connection.send(Data(start.utf8))
                let deadline = Date(timeIntervalSinceNow: 15)
                while Date() < deadline {
                    if let data = connection.read(seconds: 1), data.isEmpty { return }
                    guard connection.send(Data(drip.utf8)) else { return }
                }
                survivors.withLock { $0.append(name) }
            }
        }
        group.wait()
        #expect(survivors.withLock { $0 } == [])
        #expect(isUp)
    }

    @Test("Hundreds of idle or incomplete connections do not keep other clients out")
    func connections() {
        let half = "POST /api/decisions HTTP/1.1\r\nHost: \(http.host)\r\nContent-Length: 100000\r\n\r\n {"
        var held: [RawConnection] = []
        for index in 0..<300 {
            guard let connection = RawConnection(port: http.port) else { continue }
            let start = ["", "GET / HTTP/1.1\r\nHost: \(http.host)\r\n", half][index % 3]
            connection.send(Data(start.utf8))
            held.append(connection)
        }
        let start = ContinuousClock.now
        for _ in 0..<20 { #expect(isUp) }
        #expect(ContinuousClock.now - start < .seconds(5))
        #expect(held.count > 200)
    }

    @Test("Invalid requests are refused and change nothing")
    func nonsense() throws {
        let bodies = [
            "", "{", "null", "[]", "{}", "0", "\"", "{\"decisions\": null}", "{\"decisions\": [{}]}", "\u{0}",
            "{\"decisions\": {}}",
            "{\"decisions\": [{\"id\": 1, \"decision\": \"Bag\", \"revision\": \"0-\"}]}",
            "{\"decisions\": [{\"id\": \"integer 1\", \"decision\": \"Handbag\", \"revision\": \"0-\"}]}",
            "{\"decisions\": [{\"id\": \"blob 0g\", \"decision\": \"Bag\", \"revision\": \"0-\"}]}",
            String(repeating: "[", count: 100_000), String(repeating: "{\"decisions\":", count: 10_000),
            "{\"decisions\": [{\"id\": \"integer 1\", \"decision\": 1e999, \"revision\": \"0-\"}]}",
        ]
        for body in bodies {
            let status = http.send("POST", "/api/decisions", http.pageHeaders, body: Data(body.utf8)).status
            #expect([400, 409].contains(status), "\(body.prefix(60))")
        }
        #expect(
            http.send("POST", "/api/decisions", http.pageHeaders, body: Data([0x7B, 0xFF, 0xFE, 0x7D])).status == 400)
        for body in [
            "{\"decisionIDs\": [99999999999999999999]}", "{\"decisionIDs\": [1.5]}", "{\"decisionIDs\": [\"1\"]}",
            "{\"decisionIDs\": 1}",
        ] {
            #expect(http.send("POST", "/api/undo", http.pageHeaders, body: Data(body.utf8)).status == 400, "\(body)")
        }
        for numbers in [[Int64.max], [Int64.min], [0], [-1], Array(repeating: Int64(7), count: 5_000)] {
            let response = http.post("/api/undo", ["decisionIDs": numbers])
            #expect(response.status == 200 && (response.object["undoneIDs"] as? [Any])?.isEmpty == true)
        }
        for path in [
            "/api/product", "/api/product?id=", "/api/product?id=1", "/api/product?id=integer%20x",
            "/api/product?id=integer%2099999999999999999999", "/api/product?id=null", "/api/product?id=blob%20abc",
            "/api/product?id=blob%20%C3%A9%C3%A9", "/image?id=file%20/etc/passwd", "/thumbnail",
            "/api/similar?id=%00", "/api/grid", "/api/grid?category=", "/api/grid?category=%27%20OR%201=1",
            "/api/queue?category=Handbag", "/api/product?id=%FF%FE",
        ] {
            #expect(http.get(path).status == 400, "\(path)")
        }
        for path in [
            "/api/product?id=integer%20-1", "/api/product?id=text%20x", "/api/product?id=real%20nan",
            "/image?id=text%20",
            "/api/product?id=blob%20", "/thumbnail?id=real%201e400", "/..", "/../../etc/passwd",
            "/%2e%2e/%2e%2e/etc/passwd",
            "/main.js/../../x", "/page/review.html", "//etc/passwd", "/.git/config", "/review.html", "/api", "/api/",
            "/image/../api/start", "/main.js%00.png",
        ] {
            let response = http.get(path)
            #expect([400, 404].contains(response.status), "\(path): \(response.status)")
            #expect(!response.text.contains("root:"), "\(path)")
        }
        for path in [
            "/api/queue?from=nan&to=nan", "/api/queue?from=-1e308&to=1e308", "/api/queue?from=0.9&to=0.1",
            "/api/queue?reason=%27", "/api/grid?category=Bag&limit=-5",
            "/api/grid?category=Bag&limit=999999999999999999",
            "/api/history?before=-1", "/api/history?before=9223372036854775807", "/api/history?before=x",
            "/api/queue?text=" + String(repeating: "a", count: 5_000),
        ] {
            #expect(http.get(path).status == 200, "\(path.prefix(60))")
        }
        for request in [
            "GET /\r\n\r\n", "\r\n\r\n\r\n", "GET / HTTP/9.9\r\nHost: \(http.host)\r\n\r\n",
            "\u{16}\u{3}\u{1}\u{2}\u{0}\r\n\r\n",
            "POST /api/undo HTTP/1.1\r\nHost: \(http.host)\r\nContent-Length: -1\r\n\r\n",
            "POST /api/undo HTTP/1.1\r\nHost: \(http.host)\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "GET / HTTP/1.1\r\nHost : \(http.host)\r\n\r\n", "G\u{0}T / HTTP/1.1\r\nHost: \(http.host)\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: \(http.host)\r\nX: a\u{0}b\r\n\r\n",
        ] {
            let status = http.exchange(Data(request.utf8), seconds: 1).status
            #expect(status == 0 || (400...499).contains(status), "\(request.prefix(40)) \(status)")
        }
        #expect(isUp)
        #expect(try shop.decisionCount() == 0)
    }

    @Test("The text of a filter is searched literally, without wildcards or SQL")
    func filterText() throws {
        try shop.write("UPDATE products SET title = ? WHERE id = 1", ["100%_off 'quoted\" \\ ação ŞİŞLİ"])
        func found(_ text: String) -> [String] {
            http.get("/api/queue?text=" + (text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""))
                .list.compactMap { $0["id"] as? String }
        }
        for text in ["100%_off", "%_", "'quoted\"", "\\", "ACAO", "ação"] {
            #expect(found(text) == ["integer 1"], "\(text)")
        }
        for text in ["1%f", "_off_", "' OR 1=1 --", "\"; DROP TABLE products; --", "*"] {
            #expect(found(text) == [], "\(text)")
        }
        #expect(try shop.rows("SELECT count(*) FROM products").first?[0] == 66)
    }
}
