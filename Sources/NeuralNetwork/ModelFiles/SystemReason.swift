import Foundation

extension Error {
    /// The operating system's error, which Foundation wraps in its own.
    private var systemError: NSError {
        let error = self as NSError
        return (error.userInfo[NSUnderlyingErrorKey] as? any Error).map { $0 as NSError } ?? error
    }

    /// Whether a file operation failed because there is no such file.
    var isFileNotFound: Bool {
        systemError.domain == NSPOSIXErrorDomain && systemError.code == Int(ENOENT)
            || (self as? CocoaError)?.code == .fileReadNoSuchFile
    }

    /// The operating system's words for why a file operation failed: "No such file or directory".
    var systemReason: String {
        systemError.domain == NSPOSIXErrorDomain
            ? String(cString: strerror(Int32(truncatingIfNeeded: systemError.code))) : systemError.localizedDescription
    }
}
