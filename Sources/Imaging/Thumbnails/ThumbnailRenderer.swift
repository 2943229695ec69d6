/// Renders thumbnails of reduced images: background, bounding box of the product, averaging.
///
/// One value serves any number of images and keeps its buffers.
struct ThumbnailRenderer {
    private var foreground = Foreground()
    private var averaging = AreaAveraging()

    /// Returns the thumbnail of an image; blank where every pixel is background.
    mutating func thumbnail(of image: ReducedImage) -> Thumbnail {
        let background = image.background()
        guard let box = foreground.box(in: image, background: background) else { return .blank }
        let pixels = averaging.pixels(of: image, box: box, background: background)
        let closeUp = foreground.closeUp(of: box, in: image).map {
            averaging.pixels(of: image, box: $0, background: background)
        }
        guard let thumbnail = Thumbnail(pixels: pixels, closeUp: closeUp) else {
            preconditionFailure("AreaAveraging returned an image of another size than 28 × 28")
        }
        return thumbnail
    }
}
