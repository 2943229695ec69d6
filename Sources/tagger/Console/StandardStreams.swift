import Foundation
import Platform
import Reporting
import Synchronization
import SystemPackage

/// Returns the columns of the terminal that a file descriptor refers to, or 80 if the terminal does not report its size.
private func columns(_ file: FileDescriptor) -> Int {
    var size = winsize()
    guard ioctl(file.rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
}

/// Standard output: the results of a command.
enum StandardOutput {
    private struct State {
        var buffer: [UInt8] = []
        /// The first error of a write; later text is discarded.
        var error: Errno?
    }

    private static let state = Mutex(State())
    private static let bufferBytes = 1 << 16

    /// Writes text unchanged. The text is buffered: an error of writing is thrown by ``finish()``.
    static func write(_ text: String) {
        state.withLock { state in
            state.buffer += Array(text.utf8)
            if state.buffer.count >= bufferBytes { flush(&state) }
        }
    }

    private static func flush(_ state: inout State) {
        if state.error == nil {
            do {
                try FileDescriptor.standardOutput.writeAll(state.buffer)
            } catch {
                state.error = error as? Errno ?? .ioError
            }
        }
        state.buffer.removeAll(keepingCapacity: true)
    }

    /// Writes a value as one JSON object or array with its keys in alphabetical order, and a line feed.
    static func writeJSON(_ value: some Encodable) throws {
        write(try json(value) + "\n")
    }

    /// Returns a value as JSON on one line. Control and formatting characters, which can occur in strings only, are
    /// escaped, so that the text cannot control a terminal.
    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let text = String(decoding: try encoder.encode(value), as: UTF8.self)
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                for unit in String(scalar).utf16 { result += String(format: "\\u%04x", unit) }
            default: result.unicodeScalars.append(scalar)
            }
        }
    }

    /// Writes what is still buffered.
    ///
    /// - Throws: ``TaggerError`` of kind `inputOutput` if any text since the start could not be written, for example
    ///   because the disk is full.
    static func finish() throws {
        let error = state.withLock { state in
            flush(&state)
            return state.error
        }
        if let error { throw TaggerError(.inputOutput, "The results cannot be written: \(error).") }
    }

    /// The columns of the terminal; nil if standard output is not a terminal.
    static var width: Int? {
        isatty(STDOUT_FILENO) == 1 ? columns(.standardOutput) : nil
    }
}

/// A value of a JSON object whose key is always present: null for nil.
struct OrNull<Value: Encodable>: Encodable {
    private let value: Value?

    init(_ value: Value?) { self.value = value }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let value { try container.encode(value) } else { try container.encodeNil() }
    }
}

/// Standard error: log messages and progress.
enum StandardError {
    /// Writes text with control characters escaped, except line feeds.
    static func write(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        writeRaw(lines.map { String($0).sanitizedForTerminal }.joined(separator: "\n"))
    }

    /// Writes text unchanged, control sequences included. Errors of writing are ignored: there is no place to report
    /// them.
    static func writeRaw(_ text: String) {
        _ = try? FileDescriptor.standardError.writeAll(text.utf8)
    }

    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// The columns of the terminal.
    static var width: Int { columns(.standardError) }
}
