import Foundation

/// An image that is embedded in a page.
public struct EmbeddedImage: Sendable {
    /// A `data:` URI (RFC 2397).
    let uri: String

    /// Creates an image from 8-bit grayscale pixels, row by row, for example of a thumbnail.
    public init(gray pixels: [UInt8], columns: Int) {
        uri = "data:image/png;base64," + GrayPNG.data(pixels, columns: columns).base64EncodedString()
    }
}
