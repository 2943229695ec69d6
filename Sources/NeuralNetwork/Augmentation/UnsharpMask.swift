/// Blur and sharpening of a picture [28, 28]: unsharp masking with a binomial 3×3 kernel.
enum Sharpness {
    /// Adds `amount` times what the blur takes away: −1 is the blurred picture, 0 the picture as it is, and more than 0
    /// is sharper. Values stay from 0 to `white`; at the border, the outermost pixels are repeated.
    static func apply(_ amount: Float, to picture: UnsafeMutablePointer<Float>, white: Float) {
        let side = LabeledImages.side
        withUnsafeTemporaryAllocation(of: Float.self, capacity: LabeledImages.imageBytes) { memory in
            guard let horizontal = memory.baseAddress else { return }
            for y in 0..<side {
                let row = picture + y * side
                let to = horizontal + y * side
                to[0] = (3 * row[0] + row[1]) / 4
                for x in 1..<side - 1 { to[x] = (row[x - 1] + 2 * row[x] + row[x + 1]) / 4 }
                to[side - 1] = (row[side - 2] + 3 * row[side - 1]) / 4
            }
            for y in 0..<side {
                let above = horizontal + max(y - 1, 0) * side
                let row = horizontal + y * side
                let below = horizontal + min(y + 1, side - 1) * side
                let to = picture + y * side
                for x in 0..<side {
                    let blurred = (above[x] + 2 * row[x] + below[x]) / 4
                    to[x] = min(max(to[x] + amount * (to[x] - blurred), 0), white)
                }
            }
        }
    }
}
