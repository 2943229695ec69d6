import Foundation
import TestSupport
import Testing

/// Requests that the server of the review page answers or refuses.
@Suite struct ReviewServerAccessTests {
    private let shop: ReviewedShop
    private let server: ReviewServerProcess
    private let http: RawHTTP

    static let paths = [
        "/", "/main.js", "/review.css", "/icon.svg", "/api/start", "/api/queue", "/api/predicted-categories",
        "/api/grid?category=Bag", "/api/history", "/api/progress", "/api/product?id=integer%201",
        "/api/similar?id=integer%201", "/image?id=integer%201", "/thumbnail?id=integer%201", "/nothing",
    ]

    init() throws {
        shop = try .sample()
        server = try ReviewServerProcess(shop.catalog)
        http = server.http.asPage()
    }

    /// The status of the response to a POST request.
    private func post(
        _ headers: [String], host: String? = "", to path: String = "/api/undo"
    ) -> Int {
        http.send("POST", path, headers, host: host, body: Data("{\"decisionIDs\": [1]}".utf8)).status
    }

    /// The page's headers, with one of them replaced.
    private func pageHeaders(with header: String) -> [String] {
        let name = header.prefix { $0 != ":" }
        return http.pageHeaders.filter { !$0.hasPrefix(name) } + [header]
    }

    @Test("Foreign host names are refused on every path (DNS rebinding)")
    func foreignHosts() {
        let port = http.port
        for path in Self.paths {
            for host in [
                "evil.example:\(port)", "evil.example", "127.0.0.1.evil.example:\(port)", "127.0.0.1:1", "127.0.0.1",
                "localhost.evil.example:\(port)", "127.0.0.1:\(port)@evil.example", "0.0.0.0:\(port)", "[::]:\(port)",
            ] {
                #expect(http.send("GET", path, host: host).status == 421, "\(host) \(path)")
            }
            #expect(![200, 303].contains(http.send("GET", path, host: nil).status), "\(path)")
        }
        #expect(post(http.pageHeaders, host: "evil.example:\(port)") == 421)
        for host in ["127.0.0.1:\(port)", "localhost:\(port)", "[::1]:\(port)", "LOCALHOST:\(port)"] {
            #expect(http.send("GET", "/api/start", host: host).status == 200, "\(host)")
        }
    }

    @Test("POST requests without the page's Origin, token and content type are refused")
    func crossSiteRequests() throws {
        try shop.decide(1)
        let port = http.port
        for origin in [
            "http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1:\(port)", "http://127.0.0.1",
            "http://localhost:\(port)", "http://127.0.0.1:\(port)/", "http://127.0.0.1:\(port).evil.example",
        ] {
            #expect(post(pageHeaders(with: "Origin: \(origin)")) == 403, "\(origin)")
        }
        for token in ["", "0", http.token.uppercased() + "x", String(http.token.dropLast()), http.token + "0"] {
            #expect(post(pageHeaders(with: "X-Tagger-Token: \(token)")) == 403, "\(token)")
        }
        for type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
            #expect(post(pageHeaders(with: "Content-Type: \(type)")) == 403, "\(type)")
        }
        for name in ["Origin", "X-Tagger-Token", "Content-Type"] {
            #expect(post(http.pageHeaders.filter { !$0.hasPrefix(name) }) == 403, "without \(name)")
        }
        for path in ["/api/decisions", "/api/undo", "/api/learn", "/api/learn/stop"] {
            #expect(post([], to: path) == 403)
            #expect(post(["Sec-Fetch-Site: cross-site"] + http.pageHeaders, to: path) == 403)
            for method in ["GET", "HEAD"] {
                #expect([404, 405].contains(http.send(method, path, http.pageHeaders).status), "\(method) \(path)")
            }
            for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"] {
                #expect((400...499).contains(http.send(method, path, http.pageHeaders).status), "\(method) \(path)")
            }
        }
        #expect(try shop.decisionCount() == 1)
        #expect(http.post("/api/undo", ["decisionIDs": [1]]).status == 200)
        #expect(try shop.decisionCount() == 2)
    }

    @Test("Requests from other sites are refused, except a link to the page")
    func crossSiteReads() {
        for path in Self.paths where path != "/" {
            for site in ["cross-site", "same-site"] {
                #expect(http.get(path, ["Sec-Fetch-Site: \(site)"]).status == 403, "\(path)")
            }
        }
        #expect(http.get("/", ["Sec-Fetch-Site: cross-site"]).status == 200)
        // No response allows another site to read it (CORS).
        for path in Self.paths {
            let response = http.get(path, ["Origin: http://evil.example"])
            #expect(!response.headers.keys.contains { $0.hasPrefix("access-control") }, "\(path)")
        }
    }

    @Test("All responses, errors included, have the security headers")
    func securityHeaders() {
        let responses =
            Self.paths.map { ($0, http.get($0)) } + [
                ("/api/product?id=integer%20999", http.get("/api/product?id=integer%20999")),
                ("/api/queue?category=nonsense", http.get("/api/queue?category=nonsense")),
                ("another host", http.send("GET", "/", host: "evil.example")),
                ("another method", http.send("PUT", "/", [], body: Data())),
                ("no token", http.send("POST", "/api/undo", [], body: Data("{}".utf8))),
                ("no JSON", http.send("POST", "/api/undo", http.pageHeaders, body: Data("{".utf8))),
                (
                    "too much",
                    http.send("POST", "/api/decisions", http.pageHeaders, body: Data(repeating: 32, count: 300 << 10))
                ),
            ]
        for (name, response) in responses {
            #expect(response.status != 0 && response.status != 500, "\(name)")
            let policy = response.headers["content-security-policy"] ?? ""
            #expect(policy.contains("default-src 'none'"), "\(name)")
            #expect(!policy.contains("unsafe") && !policy.contains("*"), "\(name)")
            if !policy.contains("sandbox") {
                #expect(policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"), "\(name)")
                #expect(policy.contains("form-action 'none'"), "\(name)")
            }
            #expect(response.headers["x-content-type-options"] == "nosniff", "\(name)")
            #expect(response.headers["referrer-policy"] == "no-referrer", "\(name)")
            #expect(response.headers["cross-origin-resource-policy"] == "same-origin", "\(name)")
            #expect(response.headers["x-frame-options"] == "DENY", "\(name)")
            #expect(response.headers["content-type"] != nil, "\(name)")
            if response.status >= 400 { #expect(!response.text.contains("<"), "\(name)") }
        }
        for path in ["/image?id=integer%201", "/thumbnail?id=integer%201"] {
            let response = http.get(path)
            #expect(response.headers["content-security-policy"] == "default-src 'none'; sandbox")
            #expect(response.headers["content-type"] == "image/png")
        }
        #expect(http.get("/").headers["server"] == nil)
    }

    @Test("Access from other computers needs the token of the link, which a cookie keeps")
    func otherMachines() throws {
        let open = try ReviewServerProcess(shop.catalog, ["--host", "0.0.0.0"])
        let client = open.http
        let token = try #require(open.link.firstMatch(of: /\?token=([0-9a-f]{64})$/)).1
        for path in Self.paths { #expect(client.get(path).status == 401, "\(path)") }
        for wrong in ["", "0", String(token.dropLast()) + "g", token + "0"] {
            #expect(client.get("/?token=\(wrong)").status == 401)
            #expect(client.get("/", ["Cookie: tagger_access=\(wrong)"]).status == 401)
        }
        #expect(client.get("/api/start?token=\(token)").status == 401)

        let entered = client.get("/?token=\(token)")
        #expect(entered.status == 303 && entered.headers["location"] == "/")
        let cookie = try #require(entered.headers["set-cookie"])
        for attribute in ["HttpOnly", "SameSite=Strict", "Path=/"] { #expect(cookie.contains(attribute)) }
        let sent = "Cookie: other=1; " + cookie.prefix { $0 != ";" }
        for path in Self.paths where path != "/nothing" { #expect(client.get(path, [sent]).status == 200, "\(path)") }

        // The page token is a different one. The cookie alone does not permit changes.
        let pageToken = client.get("/api/start", [sent]).object["token"] as? String ?? ""
        #expect(pageToken.count == 64 && pageToken != token)
        func undo(_ headers: [String], host: String = "") -> Int {
            client.send(
                "POST", "/api/undo", headers + ["Content-Type: application/json"], host: host,
                body: Data("{\"decisionIDs\": []}".utf8)
            ).status
        }
        let origin = "Origin: http://\(client.host)", page = "X-Tagger-Token: \(pageToken)"
        #expect(undo([sent, origin]) == 403)
        #expect(undo([sent, page, "Origin: http://evil.example"]) == 403)
        #expect(undo([page, origin]) == 401)
        #expect(undo([sent, page, origin], host: "evil.example:\(open.port)") == 421)
        #expect(undo([sent, page, origin]) == 200)
        // Each start has a new token.
        #expect(try ReviewServerProcess(shop.catalog, ["--host", "0.0.0.0"]).link.contains(token) == false)
    }
}
