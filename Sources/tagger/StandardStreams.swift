import Foundation
import Platform
import Reporting
import Synchronization
import Tagging

/// Writes bytes to a file descriptor, all of them.
///
/// - Returns: The error's number; 0 when everything has arrived.
private func writeAll(_ bytes: some Collection<UInt8>, to descriptor: Int32) -> Int32 {
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if count < 0, errno != EINTR { return errno }
        rest = rest.dropFirst(max(0, count))
    }
    return 0
}

/// Columns of a terminal; 80 where it does not say.
private func columns(_ descriptor: Int32) -> Int {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
}

/// Where results go.
enum StandardOutput {
    private static let state = Mutex((buffer: [UInt8](), error: Int32(0)))
    private static let bufferSize = 1 << 16

    /// Writes text as it is. Whether it has arrived is known after ``finish()``.
    static func write(_ text: String) {
        state.withLock { state in
            state.buffer += Array(text.utf8)
            if state.buffer.count >= bufferSize { flush(&state) }
        }
    }

    private static func flush(_ state: inout (buffer: [UInt8], error: Int32)) {
        if state.error == 0 { state.error = writeAll(state.buffer, to: STDOUT_FILENO) }
        state.buffer.removeAll(keepingCapacity: true)
    }

    /// Writes a value as one JSON object or array, keys in alphabetical order.
    static func writeJSON(_ value: some Encodable) throws {
        write(try json(value) + "\n")
    }

    /// A value as JSON in one piece. What could do harm in a terminal is escaped: it can stand inside of strings only.
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

    /// Makes sure that all that was written has arrived, on a full disk too.
    ///
    /// - Throws: ``TaggerError`` of kind `inputOutput`.
    static func finish() throws {
        let error = state.withLock { state in
            flush(&state)
            return state.error
        }
        guard error == 0 else {
            throw TaggerError(.inputOutput, "The results could not be written: \(String(cString: strerror(error))).")
        }
    }

    /// Columns of the terminal; nil where results go elsewhere.
    static var width: Int? {
        isatty(STDOUT_FILENO) == 1 ? columns(STDOUT_FILENO) : nil
    }
}

/// A value of a JSON object whose key is always there: null where there is none.
struct OrNull<Value: Encodable>: Encodable {
    private let value: Value?

    init(_ value: Value?) { self.value = value }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let value { try container.encode(value) } else { try container.encodeNil() }
    }
}

/// Where everything else goes.
enum StandardError {
    /// Writes lines; what they quote of others is shown harmless.
    static func write(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        _ = writeAll(lines.map { String($0).sanitizedForTerminal }.joined(separator: "\n").utf8, to: STDERR_FILENO)
    }

    /// Writes text as it is, control sequences included.
    static func writeRaw(_ text: String) {
        _ = writeAll(text.utf8, to: STDERR_FILENO)
    }

    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Columns of the terminal.
    static var width: Int { columns(STDERR_FILENO) }
}
