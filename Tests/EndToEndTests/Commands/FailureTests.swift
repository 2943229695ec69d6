import Foundation
import GRDB
import TestSupport
import Testing

/// Exit codes, interruptions, locks, hostile data and read-only catalogs.
@Suite struct FailureTests {
    private let folder: TemporaryFolder
    private var catalog: String { folder.file("shop.sqlite") }

    init() throws { folder = try TemporaryFolder() }

    private func makeShop(_ count: Int, width: Int = 60) throws -> String {
        try SmallShop.write(
            (0..<min(count, 20)).map { SmallShop.image($0, width: width, height: width) }, products: count, to: folder
        )
    }

    private func rows(_ sql: String) throws -> [Row] {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        return try DatabaseQueue(path: catalog, configuration: configuration).read { try Row.fetchAll($0, sql: sql) }
    }

    /// Waits until a run in another process has written a row; at most half a minute.
    private func waitForRow(in table: String) throws {
        let end = ContinuousClock.now + .seconds(30)
        while try rows("SELECT name FROM sqlite_master WHERE name = '\(table)'").isEmpty
            || rows("SELECT * FROM \(table)").isEmpty
        {
            try #require(ContinuousClock.now < end, "nothing in \(table)")
            Thread.sleep(forTimeInterval: 0.005)
        }
    }

    @Test("Each kind of error has its exit code and a message") func exitCodes() throws {
        func code(_ arguments: String...) throws -> Int32 {
            let result = try Program.run(arguments)
            #expect(result.code == 0 || !result.errors.isEmpty, "\(arguments)")
            return result.code
        }
        let shop = try makeShop(3)
        #expect(try code("--db", catalog) == 66)
        #expect(try code("export", "--db", catalog) == 66)
        #expect(!FileManager.default.fileExists(atPath: catalog))
        #expect(try code("--db", catalog, "--import", folder.file("nowhere")) == 66)
        #expect(try code("--db", catalog, "--import", shop, "--quiet") == 0)
        for wrong in [
            ["--nonsense"], ["--jobs", "0"], ["--review-below", "1.5"], ["--review-below", "nan"],
            ["--dry-run", "--import", shop],
        ] {
            #expect(try Program.run(["--db", catalog] + wrong).code == 64, "\(wrong)")
        }
        #expect(try code("review", "set", "S0", "Handbag", "--db", catalog) == 64)
        #expect(try code("review", "set", "unknown", "Bag", "--db", catalog) == 65)
        #expect(try code("--db", catalog, "--model", "nonsense") == 66)
        #expect(try code("import", shop, "--db", folder.path) == 66)
        #expect(try code("predict", folder.path) == 66)
        #expect(mkfifo(folder.file("pipe"), 0o600) == 0)
        #expect(try code("predict", folder.file("pipe")) == 66)
        #expect(try code("--db", catalog, "--model", folder.file("pipe")) == 66)
        #expect(try code("--db", catalog, "--image-root", folder.file("nowhere")) == 66)
        #expect(try code("--db", shop + "/products.csv") == 65)
        #expect(try code("--db", catalog, "--model", shop + "/products.csv") == 65)
        #expect(try code("predict", folder.file("nowhere.png")) == 66)
        #expect(try code("predict", shop + "/products.csv") == 65)
        #expect(try code("predict", shop + "/images/0.png") == 0)
    }

    @Test("A failed product causes exit code 1 in the run that tries it") func failedProduct() throws {
        let shop = try SmallShop.write([SmallShop.image(1), nil, Array("GIF89a....".utf8)], to: folder)
        let first = try Program.run("--db", catalog, "--import", shop)
        #expect(first.code == 1)
        #expect(first.output.contains("S1: ") && first.output.contains("S2: ") && first.output.contains("GIF"))
        #expect(try Program.run("--db", catalog).code == 0)
        let status = try Program.run("status", "--db", catalog, "--json").json()
        #expect((status["failures"] as? [[String: String]])?.map { $0["sku"] } == ["S1", "S2"])
    }

    @Test("A second run at the same time ends with 75; readers and reviewers are not blocked") func secondRun() throws {
        let shop = try makeShop(3)
        _ = try Program.run("--db", catalog, "--import", shop, "--quiet")
        let lock = open(catalog + "-tagger.lock", O_RDWR)
        #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
        let second = try Program.run("--db", catalog)
        #expect(second.code == 75)
        #expect(second.errors.contains("is locked by another run of tagger"))
        // Readers and reviewers are not blocked.
        #expect(try Program.run("review", "none", "S0", "--db", catalog).code == 0)
        #expect(try Program.run("export", "--db", catalog).code == 0)
        close(lock)
        #expect(try Program.run("--db", catalog).code == 0)
    }

    @Test("After SIGKILL at any moment, the next run leaves every product with one outcome", arguments: [0, 0.1])
    func killed(seconds: Double) throws {
        let count = 800
        let shop = try makeShop(count, width: 900)
        _ = try Program.run("import", shop, "--db", catalog, "--link", "--quiet")
        let (process, _, _) = try Program.start(["--db", catalog, "--jobs", "1", "--model", "dense"])
        // Some outcomes are stored, others are not.
        try waitForRow(in: "tagger_outcomes")
        Thread.sleep(forTimeInterval: seconds)
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(try rows("PRAGMA integrity_check").first?[0] == "ok")
        #expect((1..<count).contains(try rows("SELECT * FROM tagger_outcomes").count))
        let result = try Program.run("--db", catalog, "--json", "--model", "dense")
        #expect(result.code == 0)
        #expect(try rows("SELECT * FROM tagger_outcomes").count == count)
        let considered = try rows("SELECT sum(tagged + review + failed) FROM tagger_runs").first?[0] as Int?
        #expect(considered == count)
    }

    @Test("An interrupted run keeps its outcomes", arguments: [(SIGINT, Int32(130)), (SIGTERM, Int32(143))])
    func interrupted(signal: Int32, code: Int32) throws {
        let count = 600
        let shop = try makeShop(count, width: 900)
        _ = try Program.run("import", shop, "--db", catalog, "--link", "--quiet")
        let run = try Program.start(["--db", catalog, "--jobs", "1", "--model", "dense"])
        try waitForRow(in: "tagger_outcomes")
        kill(run.process.processIdentifier, signal)
        let result = try Program.end(of: run)
        #expect(result.code == code)
        #expect(result.output.contains("Interrupted"))
        let done = try rows("SELECT * FROM tagger_outcomes").count
        #expect((1..<count).contains(done))
        let rest = try Program.run("--db", catalog, "--json", "--model", "dense").json()
        #expect(rest["considered"] as? Int == count - done)
    }

    @Test("Hostile names are stored unchanged, and escaped on a terminal") func hostileNames() throws {
        let names = [
            "=cmd|'/c calc'!A1", "a\"b,c\nd", "\u{1B}]0;owned\u{7}\u{1B}[2J", "gnp\u{202E}txt", "שלום עולם",
            "'; DROP TABLE products; --",
        ]
        var csv = "sku,title,image\n"
        for (index, name) in names.enumerated() {
            csv +=
                "\"\(name.replacingOccurrences(of: "\"", with: "\"\""))\",\"\(name.replacingOccurrences(of: "\"", with: "\"\""))\",\(index).png\n"
            try folder.write(SmallShop.image(index), to: "hostile/\(index).png")
        }
        try folder.write(Data(csv.utf8), to: "hostile/products.csv")
        _ = try Program.run("--db", catalog, "--import", folder.file("hostile"), "--quiet", "--review-below", "1")
        #expect(Set(try rows("SELECT title FROM products").map { $0[0] as String }) == Set(names))
        let shown = try Program.run("review", "--db", catalog).output
        #expect(!shown.unicodeScalars.contains { ["\u{1B}", "\u{7}", "\u{202E}"].contains($0) })
        #expect(shown.contains("DROP TABLE"))
        let json = try Program.run("review", "--db", catalog, "--format", "json").output
        #expect(!json.unicodeScalars.contains { ["\u{1B}", "\u{7}", "\u{202E}"].contains($0) })
        let parsed = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]]
        #expect(Set(parsed?.compactMap { $0["sku"] as? String } ?? []) == Set(names))
        // The list as CSV can be applied unchanged.
        try folder.write(Data(try Program.run("review", "--db", catalog, "--format", "csv").output.utf8), to: "all.csv")
        #expect(
            try Program.run("review", "apply", folder.file("all.csv"), "--db", catalog).output
                == "\(names.count) decisions recorded.\n")
    }

    @Test("A database of a shop with the view tagger_source is tagged, and its tables are not changed")
    func shopDatabase() throws {
        try DatabaseQueue(path: catalog).write { db in
            try db.execute(
                sql: """
                    CREATE TABLE products (ref TEXT PRIMARY KEY, name TEXT, photo TEXT, updated TEXT);
                    INSERT INTO products VALUES ('x-1', 'one', 'pics/1.png', '2024'), ('x-2', 'two', 'pics/2.png', '2024'),
                        ('x-3', 'out', '../out.png', '2024');
                    CREATE VIEW tagger_source AS SELECT ref AS product_id, ref AS sku, name AS title, NULL AS png,
                        photo AS path, updated AS stamp FROM products;
                    """)
        }
        try folder.write(SmallShop.image(1), to: "pics/1.png")
        try folder.write(SmallShop.image(2), to: "pics/2.png")
        let shopSQL =
            "SELECT * FROM products UNION ALL SELECT type, name, sql, '' FROM sqlite_master WHERE name IN ('products', 'tagger_source')"
        let before = try rows(shopSQL)
        #expect(try Program.run("--db", catalog, "--dry-run", "--json").json()["considered"] as? Int == 3)
        #expect(try rows("SELECT name FROM sqlite_master WHERE name LIKE 'tagger%'").count == 1)
        let result = try Program.run("--db", catalog)
        #expect(result.code == 1)
        #expect(result.output.contains("x-3: ") && result.output.contains("outside of the image folder"))
        #expect(try rows(shopSQL) == before)
        #expect(
            try rows(
                "SELECT name FROM sqlite_master WHERE name NOT LIKE 'tagger!_%' ESCAPE '!' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
            ).count == 1)
        #expect(try Program.run("--db", catalog, "--import", try makeShop(1)).code == 65)
    }

    @Test("A decision before the first run stays when only the time stamp of the image changes")
    func decisionBeforeFirstRun() throws {
        let shop = try makeShop(2)
        _ = try Program.run("import", shop, "--db", catalog, "--quiet")
        _ = try Program.run("review", "set", "S0", "ankle", "boot", "--db", catalog)
        _ = try Program.run("--db", catalog, "--quiet")
        try DatabaseQueue(path: catalog).write { try $0.execute(sql: "UPDATE product_images SET stamp = 'touched'") }
        _ = try Program.run("--db", catalog, "--quiet")
        let exported = try Program.run("export", "--db", catalog).output
        #expect(exported.contains("S0,Product 0,Ankle boot,") && exported.contains(",confirmed,0,shop"))
    }

    @Test("A catalog without write permission is an error of kind 77, and can be exported") func readOnlyCatalog()
        throws
    {
        let shop = try makeShop(1)
        _ = try Program.run("--db", catalog, "--import", shop, "--quiet")
        func code(_ arguments: String...) throws -> Int32 {
            let process = Process()
            // Permissions do not apply to root: the program runs as user nobody.
            let asNobody = geteuid() == 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : []
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = asNobody + [try #require(Program.executable).path] + arguments
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            return process.terminationStatus
        }
        chmod(catalog, 0o444)
        chmod(folder.path, 0o555)
        defer { chmod(folder.path, 0o755) }
        #expect(try code("--db", catalog) == 77)
        #expect(try code("review", "none", "S0", "--db", catalog) == 77)
        #expect(try code("export", "--db", catalog) == 0)
        chmod(catalog, 0o000)
        #expect(try code("export", "--db", catalog) == 77)
    }

    @Test("Results that cannot be written are an error of kind 74") func fullDisk() throws {
        let shop = try makeShop(1)
        _ = try Program.run("--db", catalog, "--import", shop, "--quiet")
        let process = Process()
        process.executableURL = Program.executable
        process.arguments = ["export", "--db", catalog]
        process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 74)
    }
}
