/// Draws the product as a thumbnail: its distance from the background's gray, its box fitted into 28 × 28 by exact area
/// averaging, centred, black around it.
///
/// Every pixel of the result is the mean over the part of the box that it covers, with pixels at the edges counted by
/// the covered fraction; also where the box is smaller than the result. All sums are exact, rounding comes last.
struct AreaAveraging {
    /// `[box.height, box.width]`: absolute difference from the background's gray.
    private var distances: [UInt8] = []
    /// `[box.width]`: one row of the result before it is averaged across.
    private var columns: [UInt32] = []
    /// `[box.width]`: sums of rows of the box.
    private var wholeRows: [UInt16] = []

    /// The pixels `[28, 28]` of a thumbnail of what is in the box.
    ///
    /// Distances are stretched so that the farthest possible one is 255: white paper gives exactly 255 - gray.
    mutating func pixels(
        of picture: ReducedImage, box: Foreground.Box, background: ReducedImage.Color
    ) -> [UInt8] {
        measureDistances(of: picture, box: box, from: Int(background.gray))
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

    /// An edge's length in the result: scaled, rounded half up, at least 1.
    private static func fitted(_ edge: Int, longest: Int) -> Int {
        max(1, (2 * edge * Thumbnail.side + longest) / (2 * longest))
    }

    private mutating func measureDistances(of picture: ReducedImage, box: Foreground.Box, from background: Int) {
        let plane = picture.width * picture.height
        precondition(picture.samples.count == picture.channels * plane)
        precondition(box.x >= 0 && box.y >= 0 && box.width > 0 && box.height > 0)
        precondition(box.x + box.width <= picture.width && box.y + box.height <= picture.height)
        if distances.count < box.width * box.height {
            distances = [UInt8](repeating: 0, count: box.width * box.height)
        }
        let (green, blue) = picture.channels == 3 ? (plane, 2 * plane) : (0, 0)
        let background = Int16(background)
        distances.withUnsafeMutableBufferPointer { distances in
            picture.samples.withUnsafeBufferPointer { samples in
                for y in 0..<box.height {
                    let source = (box.y + y) * picture.width + box.x
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

    /// Sums the covered rows, each times its weight, into `columns`.
    private mutating func sumRows(covering covered: Coverage, width: Int) {
        if columns.count < width { columns = [UInt32](repeating: 0, count: width) }
        if wholeRows.count < width { wholeRows = [UInt16](repeating: 0, count: width) }
        // Rows that are covered as a whole, all but the first and the last, need no weight until they are summed; so many
        // fit into 16 bits.
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

/// Which of `length` source pixels one of `count` target pixels covers, and how much of each.
///
/// The edge is divided into `count * length` equal parts: a target pixel has `length` of them, a source pixel `count`.
private struct Coverage {
    /// The source pixels that are covered at least in part.
    let range: Range<Int>
    private let first: Int, end: Int, count: Int

    init(of target: Int, count: Int, over length: Int) {
        first = target * length
        end = first + length
        self.count = count
        range = first / count..<(end + count - 1) / count
    }

    /// The parts of a source pixel that is covered as a whole.
    var wholeWeight: Int { count }

    /// The parts of a source pixel that are covered.
    func weight(of source: Int) -> Int { min(end, (source + 1) * count) - max(first, source * count) }
}
