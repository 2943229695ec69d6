import Foundation
import TestSupport
import Testing

/// How the server ends, and what is kept.
@Suite struct ReviewServerEndTests {
    private let shop: ReviewedShop

    init() throws { shop = try .sample() }

    @Test("What was acknowledged is there, however the server ends in that moment")
    func killed() throws {
        var serving = try ReviewServing(shop.catalog)
        for number in 1...5 {
            let http = serving.http.asPage()
            let card = try #require(http.get("/api/queue").list.first)
            let entry = [
                "id": card["id"] as? String ?? "", "answer": "Bag", "revision": card["revision"] as? String ?? "",
            ]
            let outcomes = http.post("/api/answers", ["answers": [entry]]).object["outcomes"] as? [[String: Any]]
            serving.end(SIGKILL)
            #expect(outcomes?.first?["decision"] as? Int == number)
            #expect(try shop.answers().count == number)
            #expect(try shop.rows("PRAGMA integrity_check").first?[0] == "ok")
            serving = try ReviewServing(shop.catalog)
        }
    }

    @Test(
        "Ctrl-C and the system's signal end it at once, whoever keeps a connection open",
        arguments: [(SIGINT, Int32(130)), (SIGTERM, Int32(143)), (SIGHUP, Int32(129))])
    func signals(signal: Int32, code: Int32) throws {
        let serving = try ReviewServing(shop.catalog)
        let http = serving.http
        let starts = [
            "GET /api/start HTTP/1.1\r\nHost: \(http.host)\r\n\r\n", "", "GET / HTTP/1.1\r\nHost:",
            "POST /api/undo HTTP/1.1\r\nHost: \(http.host)\r\nContent-Length: 9\r\n\r\n{",
            "POST /api/undo HTTP/1.1\r\nHost: \(http.host)\r\n"
                + http.asPage().pageHeaders.map { $0 + "\r\n" }.joined() + "Content-Length: 9\r\n\r\n{",
        ]
        let connections = starts.map { start -> RawConnection? in
            let connection = RawConnection(port: serving.port)
            connection?.send(Data(start.utf8))
            return connection
        }
        #expect(connections[0]?.readResponse(seconds: 5).isEmpty == false)
        let end = serving.end(signal)
        #expect(end.code == code)
        #expect(end.seconds < 3)
        withExtendedLifetime(connections) {}
    }

    @Test("Ctrl-C while it learns ends it soon; the network stays, and so do the decisions")
    func learning() throws {
        try shop.decide(40)
        let serving = try ReviewServing(shop.catalog)
        let http = serving.http.asPage()
        #expect(http.post("/api/learn", [String: String]()).object["state"] as? String == "learning")
        // Once more is the same learning.
        #expect(http.post("/api/learn", [String: String]()).status == 200)
        // The nightly run waits its turn, as it does for another run.
        #expect(try Program.run("--db", shop.catalog, "--quiet").code == 75)
        #expect(http.get("/api/progress").status == 200)
        let end = serving.end(SIGINT)
        #expect(end.code == 130)
        #expect(end.seconds < 10)
        #expect(try shop.rows("SELECT * FROM tagger_models WHERE name = 'shop-1'").isEmpty)
        #expect(try shop.answers().count == 40)
        #expect(try Program.run("--db", shop.catalog, "--quiet").code == 0)
    }

    @Test("What can't be served is said: a port that is taken, an address that is none, no catalog")
    func refusals() throws {
        let serving = try ReviewServing(shop.catalog)
        let taken = try Program.run("review", "serve", "--db", shop.catalog, "--port", "\(serving.port)")
        #expect(taken.code == 75 && taken.errors.contains("--port 0"))
        #expect(
            try Program.run("review", "serve", "--db", shop.catalog, "--host", "192.0.2.1", "--port", "0").code != 0)
        #expect(try Program.run("review", "serve", "--db", shop.folder.file("nothing.sqlite")).code == 66)
        #expect(try Program.run("review", "serve", "--db", shop.catalog, "--port", "65536").code == 64)
    }
}
