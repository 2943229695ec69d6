import CTransfer
import Foundation
import Platform

/// One file on its way from an address to the disk, from where an earlier try left off. For one caller at a time.
final class Download {
    /// How it ended, where nothing went wrong.
    enum Outcome {
        case complete
        /// The server does not go on from where the file ends: only from the start.
        case mustStartOver
        case stopped
    }

    private let url: URL
    private let path: String
    private let descriptor: Int32
    private let maximumBytes: Int
    private let proceeds: (Int) -> Bool

    /// Bytes in the file.
    private var count: Int
    /// Of the last response: the position of its first byte in the whole, where it says one.
    private var partStart: Int?
    private var hasBegun = false
    /// Why it was ended from here.
    private var ending: Ending?

    private enum Ending {
        case wrongPart, stopped
        case failed(TaggerError)
    }

    /// A transfer into an open file, behind the bytes that it has.
    ///
    /// - Parameters:
    ///   - path: The file's, for errors.
    ///   - maximumBytes: A longer file is refused.
    ///   - proceeds: Called with the bytes that are there, once a second or more often; false ends the transfer.
    init(
        from url: URL, to path: String, descriptor: Int32, count: Int, maximumBytes: Int,
        proceeds: @escaping (Int) -> Bool
    ) {
        self.url = url
        self.path = path
        self.descriptor = descriptor
        self.count = count
        self.maximumBytes = maximumBytes
        self.proceeds = proceeds
    }

    /// Blocks until all is there, or nothing more comes. What has come stays in the file.
    ///
    /// - Throws: ``TaggerError``.
    func perform() throws -> Outcome {
        let start = count
        // A file is read anew: that costs nothing.
        let range = start > 0 && !url.isFileURL ? "\(start)-" : nil
        let result = withExtendedLifetime(self) { run(range: range) }
        switch ending {
        case .stopped: return .stopped
        case .wrongPart where start > 0: return .mustStartOver
        case .wrongPart: throw failure("it answered with another part of the file than it was asked for")
        case .failed(let error): throw error
        case nil: break
        }
        switch result.outcome {
        case transfer_complete:
            // An answer without a body has not begun yet.
            guard hasBegun || begin(status: result.status) else { throw failure("it answered with nothing") }
            return .complete
        case transfer_refused where result.status == 416 && start > 0:
            return .mustStartOver
        case transfer_refused:
            throw failure("it answered with the HTTP status \(result.status)")
        case transfer_no_file:
            throw TaggerError(.notFound, "\(url.harmlessText) can't be read: there is no such file.")
        case transfer_unavailable:
            throw TaggerError(
                .inputOutput,
                """
                \(url.harmlessText) could not be fetched: \(message(of: result)). Install it, or put the dataset's files into \
                \(folder) yourself.
                """)
        default:
            throw failure(message(of: result))
        }
    }

    private var folder: String { URL(fileURLWithPath: path).deletingLastPathComponent().path }

    private func failure(_ reason: String) -> TaggerError {
        TaggerError(
            .inputOutput,
            """
            \(url.harmlessText) could not be fetched: \(reason). Try again: what was received is kept, and the next try goes on \
            from there. Or name another address with --from, or put the file into \(folder) yourself.
            """)
    }

    private func message(of result: TransferResult) -> String {
        let text = withUnsafeBytes(of: result.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return text.hasSuffix(".") ? String(text.dropLast()) : text
    }

    private func run(range: String?) -> TransferResult {
        func run(_ range: UnsafePointer<CChar>?) -> TransferResult {
            url.absoluteString.withCString { address in
                var request = TransferRequest()
                request.url = address
                request.range = range
                request.context = Unmanaged.passUnretained(self).toOpaque()
                request.header = { context, line, count in
                    Download.of(context)?.header(UnsafeRawBufferPointer(start: line, count: count))
                }
                request.body = { context, status, bytes, count in
                    Download.of(context)?.body(UnsafeRawBufferPointer(start: bytes, count: count), status: status)
                        ?? false
                }
                request.proceeds = { Download.of($0)?.goesOn() ?? false }
                return transfer_run(&request)
            }
        }
        return range.map { $0.withCString(run) } ?? run(nil)
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> Download? {
        context.map { Unmanaged<Download>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Notes what `Content-Range: bytes 100-199/200` says (RFC 9110, 14.4).
    private func header(_ line: UnsafeRawBufferPointer) {
        let text = String(decoding: line, as: UTF8.self).lowercased()
        if text.hasPrefix("http/") { partStart = nil }  // the next response, after a redirection
        guard text.hasPrefix("content-range:") else { return }
        let range = text.dropFirst("content-range:".count).drop { $0 == " " || $0 == "\t" }
        guard range.hasPrefix("bytes ") else { return }
        partStart = Int(range.dropFirst("bytes ".count).prefix { $0 != "-" })
    }

    /// Makes the file ready for the body: behind what is there or, where the server sends all of it, from the start.
    private func begin(status: Int) -> Bool {
        hasBegun = true
        if status == 206 {
            guard partStart == count else { return end(.wrongPart) }
        } else {
            count = 0
            guard ftruncate(descriptor, 0) == 0 else { return end(.failed(notWritten(errno))) }
        }
        return true
    }

    private func body(_ bytes: UnsafeRawBufferPointer, status: Int) -> Bool {
        guard hasBegun || begin(status: status) else { return false }
        guard count + bytes.count <= maximumBytes else {
            return end(
                .failed(
                    TaggerError(
                        .invalidData,
                        "\(url.harmlessText) is not the file that it should be: it is longer than \(maximumBytes) bytes."
                    )))
        }
        var rest = bytes
        while !rest.isEmpty {
            let written = pwrite(descriptor, rest.baseAddress, rest.count, off_t(count))
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return end(.failed(notWritten(errno))) }
            count += written
            rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        }
        return goesOn()
    }

    private func goesOn() -> Bool { proceeds(count) || end(.stopped) }

    private func notWritten(_ code: Int32) -> TaggerError { TaggerError(path: path, verb: "written", code: code) }

    private func end(_ ending: Ending) -> Bool {
        self.ending = ending
        return false
    }
}

extension URL {
    /// The address without a password, as it may be shown.
    var harmlessText: String {
        guard var components = URLComponents(url: self, resolvingAgainstBaseURL: true) else { return absoluteString }
        components.user = nil
        components.password = nil
        return components.string ?? absoluteString
    }
}
