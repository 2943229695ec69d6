import Foundation
import Synchronization
import Testing

/// A small HTTP server on the loopback interface with responses chosen by a test, valid or not.
final class HTTPServer: Sendable {
    /// A received request.
    struct Request: Sendable {
        let path: String
        /// The first byte of the header `Range: bytes=100-`.
        let rangeStart: Int?
    }

    /// A response to send.
    struct Response: Sendable {
        var status = "200 OK"
        var headers: [String] = []
        var body = Data()
        /// The value of Content-Length; nil for a response without the header.
        var announcedBytes: Int?
        /// Whether the body is sent repeatedly until the client closes the connection.
        var isEndless = false
        /// Whether the connection stays open without further bytes after the body.
        var stalls = false

        /// Creates a response with a correct Content-Length.
        init(_ body: Data = Data(), status: String = "200 OK") {
            self.body = body
            self.status = status
            announcedBytes = body.count
        }

        /// Returns the response of a server that supports Range.
        static func file(_ contents: Data, _ request: Request) -> Response {
            guard let start = request.rangeStart else { return Response(contents) }
            guard start < contents.count else { return Response(status: "416 Range Not Satisfiable") }
            var response = Response(contents.dropFirst(start), status: "206 Partial Content")
            response.headers = ["Content-Range: bytes \(start)-\(contents.count - 1)/\(contents.count)"]
            return response
        }

        /// Returns the response with its body cut: the connection ends after this number of bytes.
        func cut(after count: Int) -> Response {
            var response = self
            response.body = body.prefix(count)
            return response
        }
    }

    /// `http://127.0.0.1:PORT/`
    let address: String
    private let listener: Int32
    private let log = Mutex<[Request]>([])

    /// The received requests.
    var requests: [Request] { log.withLock { $0 } }

    /// Starts the server, which listens until the object is released.
    init(_ respond: @escaping @Sendable (Request) -> Response) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let isListening = withUnsafeMutableBytes(of: &place) { bytes in
            let pointer = bytes.assumingMemoryBound(to: sockaddr.self).baseAddress
            guard let pointer, bind(listener, pointer, size) == 0, listen(listener, 8) == 0 else { return false }
            return getsockname(listener, pointer, &size) == 0
        }
        try #require(isListening)
        address = "http://127.0.0.1:\(UInt16(bigEndian: place.sin_port))/"
        Thread.detachNewThread { [weak self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                Thread.detachNewThread { [weak self] in
                    defer { close(connection) }
                    guard let request = Self.read(connection) else { return }
                    self?.log.withLock { $0.append(request) }
                    Self.send(respond(request), to: connection)
                }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private static func read(_ connection: Int32) -> Request? {
        var bytes: [UInt8] = []
        while !bytes.suffix(4).elementsEqual(Array("\r\n\r\n".utf8)) {
            var byte: UInt8 = 0
            guard recv(connection, &byte, 1, 0) == 1, bytes.count < 1 << 16 else { return nil }
            bytes.append(byte)
        }
        let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        guard words.count == 3 else { return nil }
        let range = lines.first { $0.lowercased().hasPrefix("range: bytes=") }
        return Request(
            path: String(words[1]),
            rangeStart: range.flatMap { Int($0.dropFirst("range: bytes=".count).prefix { $0 != "-" }) })
    }

    private static func send(_ response: Response, to connection: Int32) {
        var head = "HTTP/1.1 \(response.status)\r\nConnection: close\r\n"
        for header in response.headers { head += header + "\r\n" }
        if let count = response.announcedBytes { head += "Content-Length: \(count)\r\n" }
        guard send(Data((head + "\r\n").utf8), to: connection) else { return }
        repeat {
            guard send(response.body, to: connection) else { return }
        } while response.isEndless
        // Until the client closes the connection.
        var byte: UInt8 = 0
        if response.stalls { _ = recv(connection, &byte, 1, 0) }
    }

    private static func send(_ data: Data, to connection: Int32) -> Bool {
        data.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) -> Bool in
            var rest = bytes
            while !rest.isEmpty {
                let count = Foundation.send(connection, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
                guard count > 0 else { return false }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
            return true
        }
    }
}
