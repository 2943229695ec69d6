/// The pixels of an image `[28, 28]` that do not belong to the background.
public enum Silhouette {
    /// The share of white below which a pixel counts as background. It is above 0 because the background of
    /// Fashion-MNIST has traces of gray.
    public static let threshold: Float = 0.03

    /// Returns the pixels at or above a threshold, after morphological closing: dilation and then erosion with 3×3
    /// pixels (Serra, "Image analysis and mathematical morphology", 1982), so that dark specks inside an object belong
    /// to it.
    ///
    /// - Returns: One number per row, with the first pixel in the lowest bit.
    public static func rows(of image: UnsafePointer<Float>, threshold: Float) -> [UInt32] {
        let side = LabeledImages.side
        let all: UInt32 = 1 << side - 1
        let bright = (0..<side).map { y in
            (0..<side).reduce(UInt32(0)) { $0 | (image[y * side + $1] >= threshold ? 1 << $1 : 0) }
        }
        // Pixels outside the image neither dilate nor erode.
        let wide = [0] + bright.map { ($0 | $0 << 1 | $0 >> 1) & all } + [0]
        let dilated = (0..<side).map { wide[$0] | wide[$0 + 1] | wide[$0 + 2] }
        let narrow = [all] + dilated.map { $0 & ($0 << 1 | 1) & ($0 >> 1 | 1 << (side - 1)) } + [all]
        return (0..<side).map { narrow[$0] & narrow[$0 + 1] & narrow[$0 + 2] }
    }
}
