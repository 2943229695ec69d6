import Crypto
import Foundation
import SystemPackage

extension SHA256 {
    /// Returns the SHA-256 of a file from its current offset to its end.
    ///
    /// - Throws: `Errno`.
    public static func digest(of file: FileDescriptor) throws -> Data {
        var hash = SHA256()
        try withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { buffer in
            while true {
                let count = try file.read(into: buffer)
                guard count > 0 else { return }
                hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
        return Data(hash.finalize())
    }
}

extension Sequence<UInt8> {
    /// The bytes in lower-case hexadecimal, two digits each.
    public var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(2 * underestimatedCount)
        for byte in self {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
