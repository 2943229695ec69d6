/// Grayscale images of 28×28 pixels with the class of each.
public struct LabeledImages: Sendable, Equatable {
    /// The number of bytes in an image: 28 · 28.
    public static let imageBytes = 784
    /// The number of rows and of columns of an image.
    public static let side = 28

    /// The pixels `[N, 28, 28]`, bright on black, row by row.
    public let images: [UInt8]
    /// The class of each image `[N]`, from 0.
    public let labels: [UInt8]

    /// The number of images, N.
    public var count: Int { labels.count }

    /// Creates a set from images `[N, 28, 28]` and labels `[N]`.
    ///
    /// - Precondition: There are 784 bytes for each label.
    public init(images: [UInt8], labels: [UInt8]) {
        precondition(images.count == labels.count * Self.imageBytes, "one image of 28×28 for each label")
        self.images = images
        self.labels = labels
    }

    /// The number of pixels of all images with each value from 0 to 255.
    public var histogram: [Int] {
        var counts = Array(repeating: 0, count: 256)
        for byte in images { counts[Int(byte)] += 1 }
        return counts
    }
}
