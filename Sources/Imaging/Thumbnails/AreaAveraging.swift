/// Averages the bounding box of the product to a thumbnail of 28 × 28 pixels: the absolute difference of gray level
/// from the background, scaled to fit, centred, on black.
///
/// Every pixel of the result is the mean over the part of the box that it covers, where source pixels at the edges of
/// this part count by their covered fraction. A box smaller than the result is enlarged in the same way. All sums are
/// exact integers; only the last step rounds.
struct AreaAveraging {
    /// `[box.height, box.width]`: absolute differences from the gray level of the background.
    private var distances: [UInt8] = []
    /// `[box.width]`: weighted sums down the columns for one row of the result.
    private var columns: [UInt32] = []
    /// `[box.width]`: sums of the rows that are covered completely.
    private var wholeRows: [UInt16] = []

    /// Returns the pixels `[28, 28]` of the thumbnail of a box.
    ///
    /// Differences are scaled so that the largest possible difference from this background becomes 255: on a white
    /// background the result is exactly 255 − gray.
    ///
    /// - Parameters:
    ///   - box: Inside the image, not empty.
    ///   - background: The background color of the image.
    mutating func pixels(
        of image: ReducedImage, box: Foreground.Box, background: ReducedImage.Color
    ) -> [UInt8] {
        measureDistances(of: image, box: box, from: Int(background.gray))
        let longest = max(box.width, box.height)
        let width = Self.fitted(box.width, longest: longest), height = Self.fitted(box.height, longest: longest)
        let left = (Thumbnail.side - width) / 2, top = (Thumbnail.side - height) / 2
        let farthest = max(Int(background.gray), 255 - Int(background.gray))
        let divisor = box.width * box.height * farthest

        var pixels = [UInt8](repeating: 0, count: Thumbnail.pixelCount)
        for y in 0..<height {
            sumRows(covering: Coverage(of: y, count: height, over: box.height), width: box.width)
            for x in 0..<width {
                let covered = Coverage(of: x, count: width, over: box.width)
                let (first, last) = (covered.range.lowerBound, covered.range.upperBound - 1)
                var sum = Int(columns[first]) * covered.weight(of: first)
                if first < last {
                    var whole = 0
                    for i in first + 1..<last { whole &+= Int(columns[i]) }
                    sum += whole * covered.wholeWeight + Int(columns[last]) * covered.weight(of: last)
                }
                pixels[(top + y) * Thumbnail.side + left + x] = UInt8((2 * 255 * sum + divisor) / (2 * divisor))
            }
        }
        return pixels
    }

    /// Returns the length of an edge of the box in the result: scaled so that the longest edge becomes 28, rounded half
    /// up, at least 1.
    private static func fitted(_ edge: Int, longest: Int) -> Int {
        max(1, (2 * edge * Thumbnail.side + longest) / (2 * longest))
    }

    /// Sets `distances` for a box of the image.
    private mutating func measureDistances(of image: ReducedImage, box: Foreground.Box, from background: Int) {
        let plane = image.width * image.height
        precondition(image.samples.count == image.channels * plane)
        precondition(box.x >= 0 && box.y >= 0 && box.width > 0 && box.height > 0)
        precondition(box.x + box.width <= image.width && box.y + box.height <= image.height)
        if distances.count < box.width * box.height {
            distances = [UInt8](repeating: 0, count: box.width * box.height)
        }
        let (green, blue) = image.channels == 3 ? (plane, 2 * plane) : (0, 0)
        let background = Int16(background)
        distances.withUnsafeMutableBufferPointer { distances in
            image.samples.withUnsafeBufferPointer { samples in
                for y in 0..<box.height {
                    let source = (box.y + y) * image.width + box.x
                    let target = y * box.width
                    for x in 0..<box.width {
                        let i = source + x
                        let red = 77 &* UInt16(samples[i])
                        let luma = red &+ 150 &* UInt16(samples[i + green]) &+ 29 &* UInt16(samples[i + blue])
                        distances[target + x] = UInt8(truncatingIfNeeded: abs(Int16(luma >> 8) &- background))
                    }
                }
            }
        }
    }

    /// Sets `columns` to the sums of the covered rows, each multiplied by its weight.
    private mutating func sumRows(covering covered: Coverage, width: Int) {
        if columns.count < width { columns = [UInt32](repeating: 0, count: width) }
        if wholeRows.count < width { wholeRows = [UInt16](repeating: 0, count: width) }
        // All rows but the first and the last are covered completely and have the same weight, which is applied once to
        // their sum. The sum of up to 257 rows of bytes fits in 16 bits.
        let inner = covered.range.dropFirst().dropLast()
        let isFast = inner.count <= 257
        columns.withUnsafeMutableBufferPointer { columns in
            wholeRows.withUnsafeMutableBufferPointer { wholeRows in
                distances.withUnsafeBufferPointer { distances in
                    for x in 0..<width { columns[x] = 0 }
                    if isFast {
                        for x in 0..<width { wholeRows[x] = 0 }
                        for y in inner {
                            let row = y * width
                            for x in 0..<width { wholeRows[x] &+= UInt16(distances[row + x]) }
                        }
                        let weight = UInt32(covered.wholeWeight)
                        for x in 0..<width { columns[x] = UInt32(wholeRows[x]) &* weight }
                    }
                    for y in covered.range where !isFast || !inner.contains(y) {
                        let weight = UInt32(covered.weight(of: y))
                        let row = y * width
                        for x in 0..<width { columns[x] &+= UInt32(distances[row + x]) &* weight }
                    }
                }
            }
        }
    }
}

/// The source pixels that one target pixel covers along an edge, where `length` source pixels become `count` target
/// pixels.
///
/// The edge is divided into `count * length` equal parts: a target pixel has `length` parts, a source pixel `count`
/// parts.
private struct Coverage {
    /// The source pixels that are covered completely or partly.
    let range: Range<Int>
    private let first: Int, end: Int, count: Int

    /// The coverage of the target pixel with this index.
    init(of target: Int, count: Int, over length: Int) {
        first = target * length
        end = first + length
        self.count = count
        range = first / count..<(end + count - 1) / count
    }

    /// The number of parts of a source pixel that is covered completely.
    var wholeWeight: Int { count }

    /// Returns the number of covered parts of a source pixel.
    func weight(of source: Int) -> Int { min(end, (source + 1) * count) - max(first, source * count) }
}
