/// The largest size of an image that is decoded. A larger image is refused by its header, before memory is allocated
/// for it.
public struct ImageLimits: Sendable, Equatable {
    /// The largest width · height, in pixels. Limits the time that an image takes.
    public var maximumPixels: Int

    /// The largest width and height, in pixels; values above 1,000,000 count as 1,000,000. Limits the memory.
    ///
    /// Decoding needs 26 bytes for each pixel of width (two rows of 16-bit RGBA in libpng, one of 8-bit RGBA, 16-bit
    /// sums of three channels), and at most 8 MB for everything else: 21 MB in total for a width of 500,000, less than
    /// 32 MB for 900,000. Common PNGs, which are narrower, are inflated as a whole: at most 22 MB and the 8 MB for
    /// everything else.
    public var maximumEdge: Int

    /// Creates limits; the default accepts images up to 10,000 × 10,000 pixels.
    public init(maximumPixels: Int = 100_000_000, maximumEdge: Int = 500_000) {
        self.maximumPixels = maximumPixels
        self.maximumEdge = maximumEdge
    }

    /// 100,000,000 pixels in total, 500,000 on one edge.
    public static let `default` = ImageLimits()

    /// The largest edge for which the 32-bit sums of a block of ``Reduction`` cannot overflow, in pixels.
    static let largestEdge = 1_000_000

    /// ``maximumEdge``, between 1 and ``largestEdge``.
    var edge: UInt32 { UInt32(min(max(maximumEdge, 1), Self.largestEdge)) }

    /// ``maximumPixels``, at least 1.
    var pixels: UInt64 { UInt64(max(maximumPixels, 1)) }
}
