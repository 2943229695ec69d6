// Reading a file that may be gzipped, a bounded piece at a time. The caller says how much it wants, so a small file that
// inflates to gigabytes costs no more memory than what was asked for.

import CZlib
import Foundation

/// The bytes of a file, inflated where it begins with the magic number of gzip (RFC 1952).
public final class ByteReader {
    private static let chunkBytes = 1 << 18

    private let path: String
    private let file: FileHandle
    private var input: [UInt8]  // read from the file
    private var consumed = 0  // of the input
    /// At a fixed address, which zlib insists on; nil for a plain file.
    private let stream: UnsafeMutablePointer<z_stream>?
    private var isAtEnd = false

    /// A reader at the file's first byte.
    ///
    /// - Throws: `IDXError` where the file cannot be opened.
    public init(path: String) throws {
        self.path = path
        do {
            file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        } catch  where error.isFileNotFound {
            throw IDXError.fileNotFound(path: path)
        } catch {
            throw IDXError.unreadable(path: path, reason: error.systemReason)
        }
        input = try Self.readChunk(file, path: path)
        if input.starts(with: [0x1f, 0x8b]) {
            let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
            stream.initialize(to: z_stream())
            self.stream = stream
            // 15 bits of window, and 16 for a gzip wrapper, whose checksum zlib then verifies.
            let status = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
            guard status == Z_OK else { throw IDXError.unreadable(path: path, reason: "zlib does not start") }
        } else {
            stream = nil
        }
    }

    deinit {
        if let stream {
            inflateEnd(stream)
            stream.deallocate()
        }
    }

    /// The next bytes, fewer than `count` only where the file ends.
    ///
    /// - Throws: `IDXError` where it cannot be read, or is not whole: zlib verifies its own checksum at the end.
    public func read(upToCount count: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count, !isAtEnd {
                if consumed == input.count {
                    input = try Self.readChunk(file, path: path)
                    consumed = 0
                    if input.isEmpty {
                        guard stream == nil else {
                            throw IDXError.damaged(path: path, problem: "the compressed data is cut off")
                        }
                        isAtEnd = true
                        break
                    }
                }
                let rest = UnsafeMutableBufferPointer(rebasing: buffer[filled...])
                filled += try stream.map { try inflate($0, into: rest) } ?? copy(into: rest)
            }
        }
    }

    private func copy(into output: UnsafeMutableBufferPointer<UInt8>) -> Int {
        let count = min(output.count, input.count - consumed)
        input.withUnsafeBufferPointer { input in
            _ = output.update(fromContentsOf: input[consumed..<consumed + count])
        }
        consumed += count
        return count
    }

    /// Inflates what there is of the input, or what fits in the output.
    private func inflate(
        _ stream: UnsafeMutablePointer<z_stream>, into output: UnsafeMutableBufferPointer<UInt8>
    ) throws -> Int {
        let available = min(output.count, Int(UInt32.max))
        let status = input.withUnsafeMutableBufferPointer { input in
            stream.pointee.next_in = input.baseAddress.map { $0 + consumed }
            stream.pointee.avail_in = UInt32(input.count - consumed)
            stream.pointee.next_out = output.baseAddress
            stream.pointee.avail_out = UInt32(available)
            return CZlib.inflate(stream, Z_NO_FLUSH)
        }
        consumed = input.count - Int(stream.pointee.avail_in)
        switch status {
        case Z_OK:
            break
        case Z_STREAM_END:
            isAtEnd = true
            guard consumed == input.count, try Self.readChunk(file, path: path).isEmpty else {
                throw IDXError.damaged(path: path, problem: "there are bytes after the end of the compressed data")
            }
        default:
            throw IDXError.damaged(path: path, problem: "the compressed data is damaged")
        }
        return available - Int(stream.pointee.avail_out)
    }

    private static func readChunk(_ file: FileHandle, path: String) throws -> [UInt8] {
        do {
            return [UInt8](try file.read(upToCount: chunkBytes) ?? Data())
        } catch {
            throw IDXError.unreadable(path: path, reason: error.systemReason)
        }
    }
}
