import Foundation

/// A `chromedriver` process and the connection to it.
///
/// The process and every browser that it has started end when this object is freed, and also when the test process
/// ends, normally or not.
final class ChromeDriver: Sendable {
    /// The path of chromedriver; nil where it is not installed.
    static let executable = find(["chromedriver"])
    /// The path of Chromium; nil where it is not installed.
    static let browser = find(["chromium", "chromium-browser", "google-chrome"])

    private let process: Process
    private let input = Pipe()
    private let port: UInt16

    /// Starts the process.
    ///
    /// - Parameter folder: The folder for its log file, `chromedriver.log`.
    init(folder: TemporaryFolder) throws {
        guard let executable = Self.executable else {
            throw WebDriverError("chromedriver is not installed: apt-get install chromium-driver")
        }
        let log = try folder.write(Data(), to: "chromedriver.log")
        process = Process()
        // Chromium does not end when chromedriver is killed. Both are therefore started in a process group of their own
        // (by bash's job control), which bash kills when this process closes its end of the pipe, or ends.
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = [
            "-c", "set -m; \"$0\" --port=0 < /dev/null > \"$1\" 2>&1 & read -r; kill -KILL -- -$! 2> /dev/null",
            executable, log,
        ]
        process.standardInput = input
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        do {
            port = try Self.port(writtenTo: log)
        } catch {
            try? input.fileHandleForWriting.close()
            throw error
        }
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// Sends a WebDriver command over HTTP and returns the body of the reply, which is JSON.
    ///
    /// - Throws: ``WebDriverError`` where there is no reply within two minutes.
    func send(_ method: String, _ path: String, _ body: Data) throws -> Data {
        let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(connection) }
        var timeout = timeval(tv_sec: 120, tv_usec: 0)
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = port.bigEndian
        place.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isConnected = withUnsafePointer(to: place) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(connection, $0, size) == 0 }
        }
        guard isConnected else { throw WebDriverError("chromedriver has ended: \(method) \(path)") }

        let head = """
            \(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r
            Content-Type: application/json; charset=utf-8\r\nContent-Length: \(body.count)\r\n\r\n
            """
        var rest = Array(head.utf8) + body
        while !rest.isEmpty {
            let count = Glibc.send(connection, rest, rest.count, Int32(MSG_NOSIGNAL))
            guard count > 0 else { throw WebDriverError("chromedriver closed the connection: \(method) \(path)") }
            rest.removeFirst(count)
        }
        var reply = Data()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while !Self.isComplete(reply) {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { throw WebDriverError("chromedriver does not reply: \(method) \(path)") }
            reply.append(contentsOf: buffer.prefix(count))
        }
        return Self.parts(reply)?.body ?? Data()
    }

    /// Whether an HTTP response has as many bytes as its Content-Length header.
    private static func isComplete(_ reply: Data) -> Bool {
        guard let (head, body) = parts(reply) else { return false }
        let length = head.split(separator: "\r\n").compactMap { line -> Int? in
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "content-length" else { return nil }
            return Int(parts[1].trimmingCharacters(in: .whitespaces))
        }
        return body.count >= length.first ?? 0
    }

    /// Splits an HTTP response into header and body; nil where the header is incomplete.
    private static func parts(_ reply: Data) -> (head: String, body: Data)? {
        guard let end = reply.range(of: Data("\r\n\r\n".utf8)) else { return nil }
        return (String(decoding: reply[..<end.lowerBound], as: UTF8.self), reply[end.upperBound...])
    }

    /// Waits until chromedriver has written the port that it listens on to its log, and returns the port.
    private static func port(writtenTo log: String) throws -> UInt16 {
        let deadline = Date(timeIntervalSinceNow: 30)
        while true {
            let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: log)), as: UTF8.self)
            if let match = text.firstMatch(of: /started successfully on port ([0-9]+)/), let port = UInt16(match.1) {
                return port
            }
            guard Date() < deadline else { throw WebDriverError("chromedriver did not start within 30 s: \(text)") }
            usleep(10_000)
        }
    }

    /// Returns the path of the first of these programs that is installed.
    private static func find(_ names: [String]) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders = path.split(separator: ":").map(String.init) + ["/usr/bin"]
        return names.lazy.flatMap { name in folders.map { "\($0)/\(name)" } }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
