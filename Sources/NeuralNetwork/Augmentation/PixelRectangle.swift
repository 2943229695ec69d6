/// A rectangle of whole pixels in an image `[28, 28]`. It can be empty where it was clipped at the border.
struct PixelRectangle: Equatable {
    /// The sides of an erased rectangle, in pixels: 2 to 18% of the area, where Zhong et al. use 2 to 40%.
    static let erasedSides = 4...12

    var rows: Range<Int>
    var columns: Range<Int>

    /// The number of pixels.
    var area: Int { rows.count * columns.count }

    /// Sets the pixels inside the rectangle to a value.
    func fill(_ image: UnsafeMutablePointer<Float>, with value: Float) {
        for y in rows {
            (image + y * LabeledImages.side + columns.lowerBound).update(repeating: value, count: columns.count)
        }
    }

    /// Copies the pixels inside the rectangle from another image.
    func copy(from other: UnsafePointer<Float>, to image: UnsafeMutablePointer<Float>) {
        for y in rows {
            let first = y * LabeledImages.side + columns.lowerBound
            (image + first).update(from: other + first, count: columns.count)
        }
    }
}

extension PixelRectangle {
    /// Draws a rectangle for random erasing: sides from `erasedSides`, at any position inside the image.
    init(forErasing generator: inout SplitMix64) {
        func range() -> Range<Int> {
            let count = generator.whole(Self.erasedSides)
            let first = generator.below(LabeledImages.side - count + 1)
            return first..<first + count
        }
        rows = range()
        columns = range()
    }

    /// Draws a rectangle for CutMix (Yun et al., 2019, section 3.1 and appendix A): a uniform share of the area, in the
    /// proportions of the image, with its centre anywhere, clipped at the border.
    init(forCutmix generator: inout SplitMix64) {
        let side = Float(LabeledImages.side)
        let half = side * generator.uniform().squareRoot() / 2
        func range() -> Range<Int> {
            let centre = side * generator.uniform()
            return Int(max(0, centre - half).rounded())..<Int(min(side, centre + half).rounded())
        }
        rows = range()
        columns = range()
    }
}
