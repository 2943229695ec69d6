/// How large a picture may be. One that is larger is refused by its header, before anything is allocated for it.
public struct ImageLimits: Sendable, Equatable {
    /// Width times height, in pixels. It bounds the time a picture can take.
    public var maximumPixels: Int

    /// Width and height, in pixels; values above 1,000,000 count as 1,000,000.
    ///
    /// It bounds the memory: a row needs 26 bytes for each pixel of width (two rows of 16-bit RGBA inside libpng, one of
    /// 8-bit RGBA, 16-bit sums of three channels), everything else takes 8 MB at most. 500,000 pixels need 21 MB in all,
    /// 900,000 still less than 32 MB. Common PNGs, which are narrower, are inflated as a whole instead: 22 MB and the rest.
    public var maximumEdge: Int

    /// Limits that pass 10,000 × 10,000 pixels.
    public init(maximumPixels: Int = 100_000_000, maximumEdge: Int = 500_000) {
        self.maximumPixels = maximumPixels
        self.maximumEdge = maximumEdge
    }

    /// 100,000,000 pixels, 500,000 on an edge.
    public static let `default` = ImageLimits()

    /// The largest edge for which the 32-bit sums of a block can't overflow.
    static let largestEdge = 1_000_000
}
