import SystemPackage

/// The reason why no thumbnail can be made of an image. Descriptions contain no text from the file.
public enum ImagingError: Error, Equatable, Sendable {
    /// The file has no bytes.
    case empty
    /// The file is not a PNG; the format that its first bytes show.
    case notPNG(ImageFormat)
    /// The size in the header exceeds the limits.
    case tooLarge(width: Int, height: Int, limits: ImageLimits)
    /// The file ends before the image is complete.
    case truncated
    /// The content of the file is damaged; libpng's message, for example `IDAT: CRC error`.
    case damaged(String)
    /// There is not enough memory for the decoder.
    case outOfMemory
    /// The system could not read the file; the value of `errno`.
    case unreadable(errno: Int32)
    /// The installed libpng is not compatible with the version that this program was compiled for.
    case incompatibleLibpng(compiled: String, installed: String)
}

extension ImagingError: CustomStringConvertible {
    /// One sentence: the problem, and how to solve it.
    public var description: String {
        switch self {
        case .empty:
            "The file is empty: export the image again."
        case .notPNG(let format):
            if let conversion = format.conversion {
                "The file is \(format.name), not a PNG: convert it with `\(conversion.command)` (package \(conversion.package))."
            } else if format == .html {
                "The file is an HTML page, not a PNG, possibly a saved error message: download the image again."
            } else {
                "The file is \(format.name), not a PNG: replace it with a PNG image."
            }
        case .tooLarge(let width, let height, let limits):
            """
            The image has \(width) × \(height) pixels, more than the limit of \(limits.maximumPixels) in total or \
            \(limits.maximumEdge) on one edge: scale it down.
            """
        case .truncated:
            "The PNG ends too early, for example after an interrupted copy: copy or export it again."
        case .damaged(let message):
            "The PNG is damaged (\(message)): copy or export it again."
        case .outOfMemory:
            "There is not enough memory to decode the image: close other programs or use fewer jobs."
        case .unreadable(let code):
            "The file could not be read (\(Errno(rawValue: code))): check the file and the disk."
        case .incompatibleLibpng(let compiled, let installed):
            """
            The installed libpng \(installed) is not compatible with libpng \(compiled), for which this program was compiled: \
            install libpng \(compiled) or compile the program again.
            """
        }
    }
}
