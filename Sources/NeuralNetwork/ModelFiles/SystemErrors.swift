import Foundation
import Platform
import SystemPackage

/// Returns the contents of a file; nil where the file has more than `maximumBytes`.
///
/// - Throws: `Errno`.
func contents(of url: URL, maximumBytes: Int) throws -> Data? {
    let file = try FileDescriptor.open(FilePath(url.path), .readOnly, options: .closeOnExec)
    return try file.closeAfter { try file.readAll(upToCount: maximumBytes) }
}

extension Error {
    /// The description of the system error behind the error of a file operation, such as "No such file or directory".
    var systemReason: String {
        if let error = self as? Errno { return error.description }
        // Foundation wraps the system error when a file is written.
        if let error = (self as? CocoaError)?.underlying as? POSIXError {
            return Errno(rawValue: error.code.rawValue).description
        }
        return localizedDescription
    }
}
