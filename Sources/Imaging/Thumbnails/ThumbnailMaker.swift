import SystemPackage

/// Makes thumbnails of PNG images, in two steps:
///
/// 1. A decoder decodes the image and averages it to a ``ReducedImage`` of at most 512 pixels on the longest edge, so
///    that memory stays small for images of any size. 2. The background color is estimated from the border of the
///    reduced image, the product is found as what differs from the background, and its bounding box is averaged to the
///    ``Thumbnail``. Where the edge of the image cuts off a person, the part with the garment becomes the close-up.
///
/// A maker serves one thread and any number of images: its buffers are kept from image to image, and an image that
/// cannot be decoded does not affect the next ones.
///
///     let maker = ThumbnailMaker()
///     let file = try FileDescriptor.open("shirt.png", .readOnly)
///     let thumbnail = try file.closeAfter { try maker.thumbnail(fileDescriptor: file) }
public final class ThumbnailMaker {
    /// The version of the preprocessing. Changes whenever the same file can give another thumbnail, or an error instead
    /// of a thumbnail or the reverse.
    public static let version = "2"

    private let decoder: any ImageDecoder
    private var image = ReducedImage()
    private var renderer = ThumbnailRenderer()

    /// Creates a maker that refuses images beyond the limits.
    public convenience init(limits: ImageLimits = .default) { self.init(decoder: PNGDecoder(limits: limits)) }

    init(decoder: any ImageDecoder) { self.decoder = decoder }

    /// Returns the thumbnail of a PNG in memory.
    public func thumbnail(png: UnsafeRawBufferPointer) throws(ImagingError) -> Thumbnail {
        try thumbnail(of: .bytes(png))
    }

    /// Returns the thumbnail of a PNG file.
    ///
    /// - Parameter file: Read from the current offset, and not closed.
    public func thumbnail(fileDescriptor file: FileDescriptor) throws(ImagingError) -> Thumbnail {
        try thumbnail(of: .file(file))
    }

    private func thumbnail(of source: ImageSource) throws(ImagingError) -> Thumbnail {
        try decoder.decode(source, into: &image)
        return renderer.thumbnail(of: image)
    }
}
