import Foundation

/// An HTTP/1.1 client that can also send invalid requests. Every request uses a new connection.
struct RawHTTP: Sendable {
    struct Response: Sendable {
        let status: Int
        /// The headers with lower-case names.
        let headers: [String: String]
        let body: Data

        var text: String { String(decoding: body, as: UTF8.self) }

        /// The body as JSON; nil if the body is not JSON.
        var json: Any? { try? JSONSerialization.jsonObject(with: body, options: .fragmentsAllowed) }
        var object: [String: Any] { json as? [String: Any] ?? [:] }
        var list: [[String: Any]] { json as? [[String: Any]] ?? [] }
    }

    let port: UInt16
    /// The token of the page, sent with every request.
    var token = ""

    init(port: UInt16) { self.port = port }

    /// Creates a client with the token of the page.
    func asPage() -> RawHTTP {
        var client = self
        client.token = get("/api/start").object["token"] as? String ?? ""
        return client
    }

    var host: String { "127.0.0.1:\(port)" }

    func get(_ path: String, _ headers: [String] = []) -> Response { send("GET", path, headers) }

    /// Sends a POST request as the page does.
    func post(_ path: String, _ object: Any) -> Response {
        let body = (try? JSONSerialization.data(withJSONObject: object)) ?? Data()
        return send("POST", path, pageHeaders, body: body)
    }

    /// The headers of POST requests of the page.
    var pageHeaders: [String] {
        ["Origin: http://\(host)", "Content-Type: application/json", "X-Tagger-Token: \(token)"]
    }

    /// Sends a request and reads the response. The status 0 means that the connection ended without a response.
    ///
    /// - Parameter host: The header Host; nil for a request without the header.
    func send(
        _ method: String, _ path: String, _ headers: [String] = [], host: String? = "", body: Data? = nil
    ) -> Response {
        var head = "\(method) \(path) HTTP/1.1\r\n"
        if let host { head += "Host: \(host.isEmpty ? self.host : host)\r\n" }
        for header in headers { head += header + "\r\n" }
        if let body { head += "Content-Length: \(body.count)\r\n" }
        return exchange(Data((head + "Connection: close\r\n\r\n").utf8) + (body ?? Data()))
    }

    /// Sends bytes unchanged, and reads until a response is complete or the connection ends.
    func exchange(_ bytes: Data, seconds: Int = 30) -> Response {
        guard let connection = RawConnection(port: port) else { return Self.none }
        connection.send(bytes)
        return Self.response(connection.readResponse(seconds: seconds))
    }

    static let none = Response(status: 0, headers: [:], body: Data())

    static func response(_ data: Data) -> Response {
        guard let end = data.range(of: Data("\r\n\r\n".utf8)) else { return none }
        let lines = String(decoding: data[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        let headers = lines.dropFirst().compactMap { line -> (String, String)? in
            let parts = line.split(separator: ":", maxSplits: 1)
            return parts.count == 2
                ? (parts[0].lowercased(), parts[1].trimmingCharacters(in: .whitespaces)) : nil
        }
        return Response(
            status: words.count > 1 ? Int(words[1]) ?? 0 : 0, headers: Dictionary(headers) { $0 + ", " + $1 },
            body: data[end.upperBound...])
    }
}

/// A TCP connection to this machine.
final class RawConnection: Sendable {
    private let descriptor: Int32

    init?(port: UInt16) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = port.bigEndian
        place.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size), descriptor = descriptor
        let isConnected = withUnsafePointer(to: place) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) == 0 }
        }
        guard isConnected else {
            close(descriptor)
            return nil
        }
    }

    deinit { close(descriptor) }

    /// Sends all bytes. Returns false if the peer has closed the connection.
    @discardableResult
    func send(_ bytes: Data) -> Bool {
        bytes.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) -> Bool in
            var rest = bytes
            while !rest.isEmpty {
                let count = Foundation.send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
                guard count > 0 else { return false }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
            return true
        }
    }

    /// Reads until a response with a Content-Length is complete, the connection ends, or the timeout expires.
    func readResponse(seconds: Int) -> Data {
        var reply = Data()
        while !Self.isComplete(reply), let more = read(seconds: seconds), !more.isEmpty { reply += more }
        return reply
    }

    /// Returns the next bytes; empty at the end of the connection, nil after the timeout.
    func read(seconds: Int) -> Data? {
        var timeout = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count < 0, errno == EAGAIN { return nil }
        return Data(buffer.prefix(max(0, count)))
    }

    /// Returns whether the peer closes the connection within a number of seconds, whatever it sends before.
    func ends(within seconds: Double) -> Bool {
        let deadline = Date(timeIntervalSinceNow: seconds)
        while Date() < deadline {
            if let data = read(seconds: 1), data.isEmpty { return true }
        }
        return false
    }

    private static func isComplete(_ reply: Data) -> Bool {
        let response = RawHTTP.response(reply)
        guard let length = response.headers["content-length"].flatMap(Int.init) else { return false }
        return response.body.count >= length
    }
}
