/// A rectangle of whole pixels in a picture [28, 28], not empty unless it was cut at the border.
struct PixelRectangle: Equatable {
    /// The sides of what is erased, in pixels: from 2 to 18% of the picture, where Zhong et al. have 2 to 40%.
    static let erasedSides = 4...12

    var rows: Range<Int>
    var columns: Range<Int>

    /// In pixels.
    var area: Int { rows.count * columns.count }

    /// Sets the pixels inside to a value.
    func fill(_ picture: UnsafeMutablePointer<Float>, with value: Float) {
        for y in rows {
            (picture + y * LabeledImages.side + columns.lowerBound).update(repeating: value, count: columns.count)
        }
    }

    /// Takes the pixels inside from another picture.
    func copy(from other: UnsafePointer<Float>, to picture: UnsafeMutablePointer<Float>) {
        for y in rows {
            let first = y * LabeledImages.side + columns.lowerBound
            (picture + first).update(from: other + first, count: columns.count)
        }
    }
}

extension PixelRectangle {
    /// A rectangle for random erasing: any size, anywhere inside.
    init(toErase generator: inout SplitMix64) {
        func range() -> Range<Int> {
            let count = generator.whole(Self.erasedSides)
            let first = generator.below(LabeledImages.side - count + 1)
            return first..<first + count
        }
        rows = range()
        columns = range()
    }

    /// A rectangle for CutMix (Yun et al., 2019, section 3.1 and appendix A): a uniform share of the area in the form of the
    /// picture, its centre anywhere, cut at the border.
    init(toPaste generator: inout SplitMix64) {
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
