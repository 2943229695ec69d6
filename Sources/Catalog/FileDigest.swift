import Crypto
import Foundation

extension SHA256 {
    /// SHA-256 of a file from its current offset to its end; nil when reading fails.
    public static func digest(ofFile descriptor: Int32) -> Data? {
        var hash = SHA256()
        let size = 1 << 16
        return withUnsafeTemporaryAllocation(byteCount: size, alignment: 16) { buffer -> Data? in
            while true {
                let count = read(descriptor, buffer.baseAddress, size)
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { return nil }
                guard count > 0 else { return Data(hash.finalize()) }
                hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
    }
}
