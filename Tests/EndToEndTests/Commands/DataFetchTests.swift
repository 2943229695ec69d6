import Foundation
import TestSupport
import Testing

/// `tagger data fetch` with a local HTTP server that also sends errors, wrong and incomplete files.
@Suite struct DataFetchTests {
    private static let names = [
        "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz",
        "t10k-labels-idx1-ubyte.gz",
    ]
    private let home: TemporaryFolder

    init() throws { home = try TemporaryFolder() }

    /// An environment without the settings of the user: no data folder, no proxy.
    private var environment: [String: String] { ["HOME": home.path, "PATH": "/usr/bin:/bin"] }
    private var folder: String { home.file(".local/share/tagger/fashion-mnist") }
    private func part(_ index: Int) -> String { "\(folder)/\(Self.names[index]).part" }
    private func size(_ path: String) -> Int? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int
    }

    private func fetch(from address: String, _ options: String..., environment: [String: String]? = nil) throws
        -> Program.Result
    {
        try Program.run(["data", "fetch", "--from", address] + options, environment: environment ?? self.environment)
    }

    /// Writes a file as an earlier download leaves it.
    private func leave(_ bytes: Data, as name: String) throws {
        try home.write(bytes, to: ".local/share/tagger/fashion-mnist/" + name)
    }

    private static func contents(_ name: String) throws -> Data {
        try Data(contentsOf: #require(TestData.fashionMNIST).appendingPathComponent(name))
    }

    private static func served(_ request: HTTPServer.Request) -> Data {
        (try? contents(String(request.path.dropFirst()))) ?? Data()
    }

    // MARK: Successful downloads

    @Test(
        "The dataset is downloaded once and found by other commands",
        .enabled(if: TestData.fashionMNIST != nil, TestData.missing))
    func download() throws {
        let server = try HTTPServer { .file(Self.served($0), $0) }
        // The address without a slash at the end is accepted.
        let result = try fetch(from: String(server.address.dropLast()), "--json")
        #expect(result.code == 0 && result.errors.isEmpty)
        let files = try result.json()["files"] as? [[String: Any]]
        #expect(files?.map { $0["status"] as? String } == Array(repeating: "fetched", count: 4))
        #expect(server.requests.map(\.path) == Self.names.map { "/" + $0 })
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == Self.names.sorted())
        for name in Self.names {
            #expect(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")) == Self.contents(name))
        }
        // A second download sends no request.
        let again = try fetch(from: server.address)
        #expect(again.code == 0 && server.requests.count == 4)
        #expect(again.output.components(separatedBy: ": already present\n").count == 5)
        #expect(try fetch(from: server.address, "--quiet").output.isEmpty)
        // Only a damaged file is downloaded again.
        try leave(Data([1, 2, 3]), as: Self.names[3])
        #expect(try fetch(from: server.address).code == 0)
        #expect(server.requests.map(\.path).dropFirst(4) == ["/" + Self.names[3]])
        #expect(try Program.run("evaluate", "--model", "dense", "--json", environment: environment).code == 0)
        #expect(try Program.run("data", "--json", environment: environment).output.contains(#""complete":true"#))
    }

    @Test(
        "A local folder is a valid source", .enabled(if: TestData.fashionMNIST != nil, TestData.missing))
    func localFolder() throws {
        let data = try #require(TestData.fashionMNIST)
        #expect(try fetch(from: data.absoluteString).code == 0)
        #expect(try Program.run("data", "--json", environment: environment).output.contains(#""complete":true"#))
        let elsewhere = environment.merging(["XDG_DATA_HOME": home.file("xdg")]) { $1 }
        let shouted = data.absoluteString.replacingOccurrences(of: "file:", with: "FILE:")
        #expect(try fetch(from: shouted, environment: elsewhere).code == 0)
        #expect(size(home.file("xdg/tagger/fashion-mnist/" + Self.names[0])) == size(folder + "/" + Self.names[0]))
    }

    @Test(
        "An interrupted download is resumed, from servers with and without support of Range",
        .enabled(if: TestData.fashionMNIST != nil, TestData.missing), arguments: [true, false])
    func resume(knowsRange: Bool) throws {
        let cutting = try HTTPServer { request in
            let response = HTTPServer.Response.file(Self.served(request), request)
            return request.path.contains("train-images") ? response.cut(after: 1_000_000) : response
        }
        for count in 1...2 {
            let result = try fetch(from: cutting.address)
            #expect(result.code == 74)
            #expect(result.errors.contains(cutting.address + Self.names[0]) && result.errors.contains("--from"))
            #expect(result.errors.contains("the received part is kept"))
            #expect(size(part(0)) == count * 1_000_000)
        }
        let server = try HTTPServer { request in
            knowsRange ? .file(Self.served(request), request) : .init(Self.served(request))
        }
        #expect(try fetch(from: server.address).code == 0)
        #expect(server.requests.first?.rangeStart == 2_000_000)
        #expect(server.requests.count == 4)
        #expect(
            try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(Self.names[0])")) == Self.contents(Self.names[0]))
    }

    @Test(
        "A complete partial file is used, a longer one is downloaded again",
        .enabled(if: TestData.fashionMNIST != nil, TestData.missing))
    func partialFiles() throws {
        let server = try HTTPServer { .file(Self.served($0), $0) }
        try leave(Self.contents(Self.names[0]), as: Self.names[0] + ".part")
        try leave(Self.contents(Self.names[1]) + Data(count: 100), as: Self.names[1] + ".part")
        try leave(Data(count: 9_000_000), as: Self.names[2] + ".part")
        #expect(try fetch(from: server.address).code == 0)
        // The second file gets status 416 for the range behind its end, and is downloaded from its start. The third is longer than
        // any valid file, so that no range is requested.
        let requests = server.requests.map { $0.path.dropFirst().prefix(12) + " \($0.rangeStart ?? 0)" }
        #expect(requests == ["train-labels 29615", "train-labels 0", "t10k-images- 0", "t10k-labels- 0"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == Self.names.sorted())
    }

    // MARK: Errors

    @Test("Files that are not the dataset are refused and removed") func wrongFiles() throws {
        let bomb = try gzipped(Data(count: 60_000_000))
        let bodies: [(String, Data)] = [
            ("an error page", Data("<html>404</html>".utf8)), ("nothing", Data()),
            ("other contents", try gzipped(Data([0, 0, 8, 3]))), ("cut", Data(bomb.prefix(1000))), ("a bomb", bomb),
            ("the right length", try gzipped(Data(count: 47_040_016))),
        ]
        for (what, body) in bodies {
            let server = try HTTPServer { _ in .init(body) }
            let result = try fetch(from: server.address)
            #expect(result.code == 65, "\(what)")
            #expect(result.errors.contains(server.address + Self.names[0]), "\(what)")
            #expect(result.errors.contains("removed") && result.errors.contains("--from"), "\(what)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty, "\(what)")
        }
    }

    @Test("An endless response is cancelled at the largest valid size") func endlessResponse() throws {
        let server = try HTTPServer { _ in
            var response = HTTPServer.Response(Data(count: 1 << 20))
            response.announcedBytes = nil
            response.isEndless = true
            return response
        }
        let result = try fetch(from: server.address)
        #expect(result.code == 65)
        #expect(result.errors.contains("longer than 47"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }

    @Test("A damaged partial file is not resumed a second time") func damagedPartialFile() throws {
        let server = try HTTPServer { .file(Data(repeating: 7, count: 50_000), $0) }
        try leave(Data(repeating: 9, count: 20_000), as: Self.names[0] + ".part")
        #expect(try fetch(from: server.address).code == 65)
        #expect(server.requests.map(\.rangeStart) == [20_000])
        #expect(size(part(0)) == nil)
        #expect(try fetch(from: server.address).code == 65)
        #expect(server.requests.last?.rangeStart == nil)
    }

    /// Some of these statuses are no errors, but the response is not the file.
    @Test(
        "An unexpected status is an error that names address and status",
        arguments: [
            "404 Not Found", "500 Internal Server Error", "304 Not Modified", "403 Forbidden", "202 Accepted",
            "203 Non-Authoritative Information", "300 Multiple Choices", "302 Found",
        ])
    func unexpectedStatus(status: String) throws {
        let server = try HTTPServer { _ in .init(Data("<html>no</html>".utf8), status: status) }
        try leave(Data(count: 10), as: Self.names[0] + ".part")
        let result = try fetch(from: server.address)
        #expect(result.code == 74)
        #expect(result.errors.contains(server.address + Self.names[0]) && result.errors.contains(status.prefix(3)))
        // The response was not written to the file.
        #expect(size(part(0)) == 10)
    }

    @Test("A range that was not requested is not written") func wrongRange() throws {
        let server = try HTTPServer { request in
            var response = HTTPServer.Response(Data(count: 100), status: "206 Partial Content")
            response.headers = ["Content-Range: bytes 50-149/200"]
            return response
        }
        try leave(Data(count: 10), as: Self.names[0] + ".part")
        let result = try fetch(from: server.address)
        #expect(result.code == 74 && result.errors.contains("another part"))
        #expect(server.requests.map(\.rangeStart) == [10, nil])
    }

    @Test("Redirections are followed five times, and never to other schemes") func redirections() throws {
        let server = try HTTPServer { request in
            var response = HTTPServer.Response(status: "302 Found")
            let target = request.path.contains("loop") ? request.path : "file:///etc/passwd"
            response.headers = ["Location: \(target)"]
            return response
        }
        #expect(try fetch(from: server.address + "loop").code == 74)
        #expect(server.requests.count == 6)
        #expect(try fetch(from: server.address).code == 74)
        #expect(size(part(0)) == 0)
    }

    @Test("An unreachable server is an error with advice; invalid addresses are refused") func unreachable() throws {
        // The port of a server that has ended.
        let address = try HTTPServer { _ in .init() }.address
        let result = try fetch(from: address.replacingOccurrences(of: "//", with: "//user:secret@"))
        #expect(result.code == 74)
        #expect(result.errors.contains(address) && result.errors.contains("Try again"))
        #expect(!result.errors.contains("secret"))
        #expect(try fetch(from: "http://nowhere.invalid/").code == 74)
        #expect(try fetch(from: "file:///nowhere").code == 66)
        for wrong in ["ftp://example.org/", "example.org", "http:///x", "https://example.org/?a=", "-", ""] {
            #expect(try fetch(from: wrong).code == 64, "\(wrong)")
        }
    }

    @Test("An interrupted download keeps the received bytes", arguments: [(SIGINT, Int32(130)), (SIGTERM, Int32(143))])
    func interrupted(signal: Int32, code: Int32) throws {
        let server = try HTTPServer { _ in
            var response = HTTPServer.Response(Data(count: 5000))
            response.announcedBytes = 10_000
            response.stalls = true
            return response
        }
        let program = try Program.start(["data", "fetch", "--from", server.address], environment: environment)
        let end = ContinuousClock.now + .seconds(20)
        while size(part(0)) != 5000, ContinuousClock.now < end { Thread.sleep(forTimeInterval: 0.01) }
        // A second download at the same time ends with 75.
        #expect(try fetch(from: server.address).code == 75)
        kill(program.process.processIdentifier, signal)
        let result = try Program.end(of: program)
        #expect(result.code == code)
        #expect(result.errors.contains("Interrupted"))
        #expect(size(part(0)) == 5000)
    }

    @Test("A full disk is an error of kind 74, a folder without permission one of kind 77") func writeErrors() throws {
        let server = try HTTPServer { _ in .init(Data(count: 1_000_000)) }
        func code(_ command: [String]) throws -> Int32 {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments =
                command + [try #require(Program.executable).path, "data", "fetch", "--from", server.address]
            process.environment = environment
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            return process.terminationStatus
        }
        // A limit of 100 kB for files makes writing fail in the middle, as a full disk does.
        #expect(try code(["bash", "-c", "trap '' XFSZ; ulimit -f 100; exec \"$0\" \"$@\""]) == 74)
        chmod(folder, 0o555)
        chmod(home.path, 0o755)
        defer { chmod(folder, 0o755) }
        // Permissions do not apply to root: the program runs as user nobody.
        let asNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        #expect(try code(geteuid() == 0 ? asNobody : []) == 77)
    }

    @Test("Without the dataset the error names the command that downloads it") func missingDataset() throws {
        for command in [["evaluate"], ["train", "--out", home.file("x.safetensors")]] {
            let result = try Program.run(command, environment: environment)
            #expect(result.code == 66)
            #expect(result.errors.contains("data fetch") && result.errors.contains(folder))
        }
        let shown = try Program.run("data", environment: environment)
        #expect(shown.code == 0)
        #expect(shown.output.contains(folder) && shown.output.contains("no dataset"))
        #expect(shown.output.contains("TAGGER_DATA: not set"))
        let named = environment.merging(["TAGGER_DATA": home.file("gone")]) { $1 }
        let result = try Program.run("evaluate", environment: named)
        #expect(result.code == 66 && result.errors.contains("gone, which TAGGER_DATA names"))
    }

    private func gzipped(_ data: Data) throws -> Data {
        let file = try home.write(data, to: "plain")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gzip", "-1", "-k", "-f", file]
        try process.run()
        process.waitUntilExit()
        return try Data(contentsOf: URL(fileURLWithPath: file + ".gz"))
    }
}
