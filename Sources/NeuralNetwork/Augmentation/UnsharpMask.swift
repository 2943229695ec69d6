/// Blur and sharpening of an image `[28, 28]`: unsharp masking with a binomial 3×3 kernel.
enum UnsharpMask {
    /// Adds `amount` times the difference between the image and the blurred image, in place.
    ///
    /// Values are limited to 0...`white`. The outermost pixels are repeated beyond the border.
    ///
    /// - Parameter amount: −1 gives the blurred image, 0 leaves the image unchanged, values above 0 sharpen.
    static func apply(_ amount: Float, to image: UnsafeMutablePointer<Float>, white: Float) {
        let side = LabeledImages.side
        withUnsafeTemporaryAllocation(of: Float.self, capacity: LabeledImages.imageBytes) { memory in
            guard let horizontal = memory.baseAddress else { return }
            for y in 0..<side {
                let row = image + y * side
                let to = horizontal + y * side
                to[0] = (3 * row[0] + row[1]) / 4
                for x in 1..<side - 1 { to[x] = (row[x - 1] + 2 * row[x] + row[x + 1]) / 4 }
                to[side - 1] = (row[side - 2] + 3 * row[side - 1]) / 4
            }
            for y in 0..<side {
                let above = horizontal + max(y - 1, 0) * side
                let row = horizontal + y * side
                let below = horizontal + min(y + 1, side - 1) * side
                let to = image + y * side
                for x in 0..<side {
                    let blurred = (above[x] + 2 * row[x] + below[x]) / 4
                    to[x] = min(max(to[x] + amount * (to[x] - blurred), 0), white)
                }
            }
        }
    }
}
