import CZlib
import SystemPackage

/// A reader of files that may be gzipped (RFC 1952), which gzip's magic number at the start tells.
///
/// Each read returns a bounded number of bytes, so a small file that inflates to gigabytes needs no more memory than
/// the caller asks for.
final class GzipFileReader {
    private static let chunkBytes = 1 << 18

    private let path: String
    private let file: FileDescriptor
    private var input: [UInt8] = []  // read from the file
    private var consumed = 0  // the number of bytes of `input` that have been processed
    /// At a fixed address, which zlib requires; nil for a file that is not gzipped.
    private var stream: UnsafeMutablePointer<z_stream>?
    private var isAtEnd = false

    /// Opens a file.
    ///
    /// - Throws: `IDXError`.
    init(path: String) throws {
        self.path = path
        do {
            file = try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec)
        } catch Errno.noSuchFileOrDirectory {
            throw IDXError.fileNotFound(path: path)
        } catch let error as Errno {
            throw IDXError.unreadable(path: path, reason: error.description)
        }
        input = try readChunk()
        guard input.starts(with: [0x1f, 0x8b]) else { return }
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        self.stream = stream
        // 15 bits for the window, plus 16 for the gzip format, whose checksum zlib verifies.
        let status = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { throw IDXError.unreadable(path: path, reason: "zlib cannot be initialised") }
    }

    deinit {
        if let stream {
            inflateEnd(stream)
            stream.deallocate()
        }
        try? file.close()
    }

    /// Returns the next bytes: `count`, or fewer at the end of the file.
    ///
    /// - Throws: `IDXError` where the file cannot be read or the compressed data is damaged. The checksum is verified
    ///   when the end is read.
    func read(upToCount count: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count, !isAtEnd {
                if consumed == input.count {
                    input = try readChunk()
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

    /// Inflates until the input is used up or the output is full, and returns the number of bytes written.
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
            guard consumed == input.count, try readChunk().isEmpty else {
                throw IDXError.damaged(path: path, problem: "there are bytes after the end of the compressed data")
            }
        default:
            throw IDXError.damaged(path: path, problem: "the compressed data is not valid")
        }
        return available - Int(stream.pointee.avail_out)
    }

    /// Reads the next bytes of the file; none at its end.
    private func readChunk() throws -> [UInt8] {
        do {
            return try [UInt8](unsafeUninitializedCapacity: Self.chunkBytes) { buffer, count in
                count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
            }
        } catch let error as Errno {
            throw IDXError.unreadable(path: path, reason: error.description)
        }
    }
}
