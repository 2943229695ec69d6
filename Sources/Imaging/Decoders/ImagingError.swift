import Foundation

/// Why a picture could not become a thumbnail. Descriptions hold nothing from the file but numbers and libpng's words.
public enum ImagingError: Error, Equatable, Sendable {
    /// There is not a single byte.
    case empty
    /// Something else than a PNG.
    case notPNG(ImageFormat)
    /// The header announces more pixels than the limits allow.
    case tooLarge(width: Int, height: Int, limits: ImageLimits)
    /// The bytes end before the picture does.
    case truncated
    /// The bytes are not what was once saved; libpng's message, e.g. `IDAT: CRC error`.
    case damaged(String)
    /// There is not enough memory for the decoder.
    case outOfMemory
    /// The system could not read the file; the value of `errno`.
    case unreadable(errno: Int32)
}

extension ImagingError: CustomStringConvertible {
    /// One sentence for a person: what is wrong and what to do.
    public var description: String {
        switch self {
        case .empty:
            "The file is empty: export the picture again."
        case .notPNG(let format):
            if let conversion = format.conversion {
                "The file is \(format.name), not a PNG: convert it with `\(conversion.command)` (package \(conversion.package))."
            } else if format == .html {
                "The file is an HTML page, not a PNG, perhaps a saved error message: download the picture again."
            } else {
                "The file is \(format.name), not a PNG: replace it with a PNG picture."
            }
        case .tooLarge(let width, let height, let limits):
            """
            The picture has \(width) × \(height) pixels, more than the limit of \(limits.maximumPixels) in all or \
            \(limits.maximumEdge) on an edge: scale it down.
            """
        case .truncated:
            "The PNG ends too early, as after an interrupted copy: copy or export it again."
        case .damaged(let message):
            "The PNG is damaged (\(message)): copy or export it again."
        case .outOfMemory:
            "There is not enough memory to decode the picture: close other programs or use fewer jobs."
        case .unreadable(let code):
            "The file could not be read (\(String(cString: strerror(code)))): check the file and the disk."
        }
    }
}
