import CTransfer
import Foundation
import Platform
import SystemPackage

/// A transfer of one file from an address to a local file, which continues an earlier transfer. For one caller at a
/// time.
final class Download {
    /// The end of a transfer without an error.
    enum Outcome {
        case complete
        /// The server cannot continue where the local file ends, so the transfer must start at the first byte.
        case mustRestart
        case stopped
    }

    private let url: URL
    private let path: String
    private let descriptor: FileDescriptor
    private let maximumBytes: Int
    private let proceeds: (Int) -> Bool

    /// The number of bytes in the file.
    private var count: Int
    /// The position in the whole file of the first byte of the last response; nil where the response names none.
    private var partStart: Int?
    private var hasBegun = false
    /// The reason why a callback ended the transfer.
    private var ending: Ending?

    private enum Ending {
        case wrongPart, stopped
        case failed(TaggerError)
    }

    /// Creates a transfer into an open file, after the bytes that the file has.
    ///
    /// - Parameters:
    ///   - path: The path of the file, for error messages.
    ///   - count: The number of bytes in the file.
    ///   - maximumBytes: The largest file that is accepted.
    ///   - proceeds: Called with the number of bytes in the file, at least once per second; false ends the transfer.
    init(
        from url: URL, to path: String, descriptor: FileDescriptor, count: Int, maximumBytes: Int,
        proceeds: @escaping (Int) -> Bool
    ) {
        self.url = url
        self.path = path
        self.descriptor = descriptor
        self.count = count
        self.maximumBytes = maximumBytes
        self.proceeds = proceeds
    }

    /// Blocks until the file is complete or the transfer ends early. Received bytes stay in the file.
    ///
    /// - Throws: ``TaggerError``.
    func perform() throws -> Outcome {
        let start = count
        // A local file is read from the start, which is fast.
        let range = start > 0 && !url.isFileURL ? "\(start)-" : nil
        let result = withExtendedLifetime(self) { run(range: range) }
        switch ending {
        case .stopped: return .stopped
        case .wrongPart where start > 0: return .mustRestart
        case .wrongPart: throw failure("the server sent another part of the file than the requested one")
        case .failed(let error): throw error
        case nil: break
        }
        switch result.outcome {
        case transfer_complete:
            // The body callback is not called for a response without a body.
            guard hasBegun || begin(status: result.status) else { throw failure("the server sent an empty response") }
            return .complete
        case transfer_refused where result.status == 416 && start > 0:
            return .mustRestart
        case transfer_refused:
            throw failure("the server responded with the HTTP status \(result.status)")
        case transfer_no_file:
            throw TaggerError(.notFound, "\(url.textWithoutPassword) cannot be read: the file does not exist.")
        case transfer_unavailable:
            throw TaggerError(
                .inputOutput,
                """
                \(url.textWithoutPassword) could not be fetched: \(message(of: result)). Install it, or copy the files of \
                the dataset into \(folder).
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
            \(url.textWithoutPassword) could not be fetched: \(reason). Try again: the received part is kept, and the next \
            fetch continues from there. Or name another address with --from, or copy the file into \(folder).
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
                    Download.from(context)?.readHeader(UnsafeRawBufferPointer(start: line, count: count))
                }
                request.body = { context, status, bytes, count in
                    Download.from(context)?
                        .writeBody(UnsafeRawBufferPointer(start: bytes, count: count), status: status) ?? false
                }
                request.proceeds = { Download.from($0)?.checkStop() ?? false }
                return transfer_run(&request)
            }
        }
        return range.map { $0.withCString(run) } ?? run(nil)
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> Download? {
        context.map { Unmanaged<Download>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Reads the first position of `Content-Range: bytes 100-199/200` (RFC 9110, 14.4).
    private func readHeader(_ line: UnsafeRawBufferPointer) {
        let text = String(decoding: line, as: UTF8.self).lowercased()
        if text.hasPrefix("http/") { partStart = nil }  // the next response, after a redirection
        guard text.hasPrefix("content-range:") else { return }
        let range = text.dropFirst("content-range:".count).drop { $0 == " " || $0 == "\t" }
        guard range.hasPrefix("bytes ") else { return }
        partStart = Int(range.dropFirst("bytes ".count).prefix { $0 != "-" })
    }

    /// Prepares the file for the body. A partial response is appended; a complete one replaces the contents.
    private func begin(status: Int) -> Bool {
        hasBegun = true
        if status == 206 {
            guard partStart == count else { return end(.wrongPart) }
        } else {
            count = 0
            do {
                try descriptor.resize(to: 0)
            } catch {
                return end(writeFailure(error))
            }
        }
        return true
    }

    private func writeBody(_ bytes: UnsafeRawBufferPointer, status: Int) -> Bool {
        guard hasBegun || begin(status: status) else { return false }
        guard count + bytes.count <= maximumBytes else {
            return end(
                .failed(
                    TaggerError(
                        .invalidData,
                        "\(url.textWithoutPassword) is not the expected file: it is longer than \(maximumBytes) bytes.")
                ))
        }
        do {
            count += try descriptor.writeAll(toAbsoluteOffset: Int64(count), bytes)
        } catch {
            return end(writeFailure(error))
        }
        return checkStop()
    }

    private func checkStop() -> Bool { proceeds(count) || end(.stopped) }

    private func writeFailure(_ error: any Error) -> Ending {
        .failed(TaggerError(path: path, verb: "written", error as? Errno ?? .ioError))
    }

    private func end(_ ending: Ending) -> Bool {
        self.ending = ending
        return false
    }
}

extension URL {
    /// The address for messages, without user name and password.
    var textWithoutPassword: String {
        guard var components = URLComponents(url: self, resolvingAgainstBaseURL: true) else { return absoluteString }
        components.user = nil
        components.password = nil
        return components.string ?? absoluteString
    }
}
