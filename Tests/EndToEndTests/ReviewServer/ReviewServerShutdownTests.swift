import Foundation
import TestSupport
import Testing

/// The end of the server, and the decisions saved before it.
@Suite struct ReviewServerShutdownTests {
    private let shop: ReviewedShop

    init() throws { shop = try .sample() }

    @Test("Acknowledged decisions survive SIGKILL")
    func killed() throws {
        var server = try ReviewServerProcess(shop.catalog)
        for number in 1...5 {
            let http = server.http.asPage()
            let product = try #require(http.get("/api/queue").list.first)
            let entry = [
                "id": product["id"] as? String ?? "", "decision": "Bag",
                "revision": product["revision"] as? String ?? "",
            ]
            let outcomes = http.post("/api/decisions", ["decisions": [entry]]).object["outcomes"] as? [[String: Any]]
            server.end(SIGKILL)
            #expect(outcomes?.first?["decisionID"] as? Int == number)
            #expect(try shop.decisions().count == number)
            #expect(try shop.rows("PRAGMA integrity_check").first?[0] == "ok")
            server = try ReviewServerProcess(shop.catalog)
        }
    }

    @Test(
        "SIGINT, SIGTERM and SIGHUP end the server while connections are open",
        arguments: [(SIGINT, Int32(130)), (SIGTERM, Int32(143)), (SIGHUP, Int32(129))])
    func signals(signal: Int32, code: Int32) throws {
        let server = try ReviewServerProcess(shop.catalog)
        let http = server.http
        let starts = [
            "GET /api/start HTTP/1.1\r\nHost: \(http.host)\r\n\r\n", "", "GET / HTTP/1.1\r\nHost:",
            "POST /api/undo HTTP/1.1\r\nHost: \(http.host)\r\nContent-Length: 9\r\n\r\n{",
            "POST /api/undo HTTP/1.1\r\nHost: \(http.host)\r\n"
                + http.asPage().pageHeaders.map { $0 + "\r\n" }.joined() + "Content-Length: 9\r\n\r\n{",
        ]
        let connections = starts.map { start -> RawConnection? in
            let connection = RawConnection(port: server.port)
            connection?.send(Data(start.utf8))
            return connection
        }
        #expect(connections[0]?.readResponse(seconds: 5).isEmpty == false)
        let end = server.end(signal)
        #expect(end.code == code)
        #expect(end.seconds < 3)
        withExtendedLifetime(connections) {}
    }

    @Test("SIGINT while learning ends the server; the active model and the decisions stay")
    func learning() throws {
        try shop.decide(40)
        let server = try ReviewServerProcess(shop.catalog)
        let http = server.http.asPage()
        #expect(http.post("/api/learn", [String: String]()).object["state"] as? String == "learning")
        // A second request returns the state of the same job.
        #expect(http.post("/api/learn", [String: String]()).status == 200)
        // The nightly run finds the catalog locked.
        #expect(try Program.run("--db", shop.catalog, "--quiet").code == 75)
        #expect(http.get("/api/progress").status == 200)
        let end = server.end(SIGINT)
        #expect(end.code == 130)
        #expect(end.seconds < 10)
        #expect(try shop.rows("SELECT * FROM tagger_models WHERE name = 'shop-1'").isEmpty)
        #expect(try shop.decisions().count == 40)
        #expect(try Program.run("--db", shop.catalog, "--quiet").code == 0)
    }

    @Test("A port in use, a foreign address, a missing catalog and an invalid port are reported")
    func errors() throws {
        let server = try ReviewServerProcess(shop.catalog)
        let taken = try Program.run("review", "serve", "--db", shop.catalog, "--port", "\(server.port)")
        #expect(taken.code == 75 && taken.errors.contains("--port 0"))
        #expect(
            try Program.run("review", "serve", "--db", shop.catalog, "--host", "192.0.2.1", "--port", "0").code != 0)
        #expect(try Program.run("review", "serve", "--db", shop.folder.file("nothing.sqlite")).code == 66)
        #expect(try Program.run("review", "serve", "--db", shop.catalog, "--port", "65536").code == 64)
    }
}
