/// Averages an image over square blocks while a decoder delivers its rows, in any order.
///
/// The blocks have `factor` × `factor` pixels, with the smallest factor that reduces the longest edge to at most 512
/// pixels. They start at the top left; blocks of the last column and row can be smaller. Each mean is rounded half up.
///
/// Memory is proportional to the width: samples are summed down each column, and across once for each row of blocks.
/// One value serves any number of images and keeps its buffers.
///
///     var reduction = Reduction()
///     reduction.begin(width: 1_000, height: 2_000, channels: 3)
///     for row in rows { reduction.add(row) }
///     reduction.finish(into: &image)  // 250 × 500 pixels
struct Reduction {
    /// The largest edge of the result, in pixels.
    static let maximumEdge = 512

    /// A row of the image, or the part of a row that one Adam7 pass contains.
    struct Row {
        /// `[count, channels]`, valid during the call of ``Reduction/add(_:)``.
        var samples: UnsafePointer<UInt8>?
        /// The number of pixels.
        var count = 0
        /// The index of the row in the image.
        var y = 0
        /// The column of the first pixel, and the distance in columns from pixel to pixel.
        var x = 0, xStep = 1
    }

    private var width = 0, height = 0, channels = 1
    private var factor = 1
    private var blocksAcross = 0, blocksDown = 0
    /// `[blocksDown, blocksAcross, channels]`: sums of the samples of each block.
    private var blockSums: [UInt32] = []

    /// `[pending.count, channels]`: sums of the rows that are not yet in `blockSums`.
    private var columnSums: [UInt16] = []
    /// The number of rows in `columnSums`.
    private var pendingRows = 0
    /// The last of the rows in `columnSums`.
    private var pending = Row()
    /// The largest number of rows whose sum fits in 16 bits.
    private static let maximumPendingRows = 257

    /// Returns the edge of the blocks for an image of this size, in pixels.
    static func factor(width: Int, height: Int) -> Int { (max(width, height) + maximumEdge - 1) / maximumEdge }

    /// Starts an image and discards the previous one.
    ///
    /// - Parameters:
    ///   - width: In pixels, at most ``ImageLimits/largestEdge``, as the height.
    ///   - channels: 1 for gray, 3 for RGB.
    mutating func begin(width: Int, height: Int, channels: Int) {
        self.width = width
        self.height = height
        self.channels = channels
        precondition(width > 0 && height > 0 && max(width, height) <= ImageLimits.largestEdge)
        precondition(channels == 1 || channels == 3)
        factor = Self.factor(width: width, height: height)
        blocksAcross = (width + factor - 1) / factor
        blocksDown = (height + factor - 1) / factor
        blockSums.removeAll(keepingCapacity: true)
        blockSums.append(contentsOf: repeatElement(0, count: blocksDown * blocksAcross * channels))
        if columnSums.count < width * channels {
            columnSums = [UInt16](repeating: 0, count: width * channels)
        }
        pendingRows = 0
    }

    /// Adds a row.
    mutating func add(_ row: Row) {
        let isSameBlockRow = row.y / factor == pending.y / factor
        let hasSameColumns = row.x == pending.x && row.xStep == pending.xStep && row.count == pending.count
        if !isSameBlockRow || !hasSameColumns || pendingRows == Self.maximumPendingRows { flush() }
        pending = row

        let count = row.count * channels
        precondition(count <= columnSums.count)
        let isFirst = pendingRows == 0
        columnSums.withUnsafeMutableBufferPointer { sums in
            guard let sums = sums.baseAddress, let samples = row.samples else { return }
            if isFirst {
                for i in 0..<count { sums[i] = UInt16(samples[i]) }
            } else {
                for i in 0..<count { sums[i] &+= UInt16(samples[i]) }
            }
        }
        pendingRows += 1
    }

    /// Sets `image` to the means of the blocks. All rows must have been added.
    mutating func finish(into image: inout ReducedImage) {
        flush()
        let plane = blocksDown * blocksAcross
        image.resize(width: blocksAcross, height: blocksDown, channels: channels)
        let (across, down, channels, factor) = (blocksAcross, blocksDown, channels, factor)
        let lastWidth = width - (across - 1) * factor
        let lastHeight = height - (down - 1) * factor
        image.samples.withUnsafeMutableBufferPointer { means in
            blockSums.withUnsafeBufferPointer { sums in
                for y in 0..<down {
                    let blockHeight = y == down - 1 ? lastHeight : factor
                    let inner = Mean(count: factor * blockHeight)
                    let last = Mean(count: lastWidth * blockHeight)
                    for channel in 0..<channels {
                        var sum = y * across * channels + channel
                        let start = channel * plane + y * across
                        for x in start..<start + across - 1 {
                            means[x] = inner(sums[sum])
                            sum &+= channels
                        }
                        means[start + across - 1] = last(sums[sum])
                    }
                }
            }
        }
    }

    /// Adds `columnSums` to `blockSums`.
    private mutating func flush() {
        guard pendingRows > 0 else { return }
        pendingRows = 0
        let (x, step, count) = (pending.x, pending.xStep, pending.count)
        let (factor, across, channels) = (factor, blocksAcross, channels)
        let start = pending.y / factor * across * channels
        precondition(start + across * channels <= blockSums.count)
        blockSums.withUnsafeMutableBufferPointer { blocks in
            columnSums.withUnsafeBufferPointer { columns in
                guard var block = blocks.baseAddress?.advanced(by: start), var column = columns.baseAddress else {
                    return
                }
                var i = 0
                for index in 0..<across {
                    // The index of the first pixel of the row at or beyond the right edge of the block.
                    let end = min(count, ((index + 1) * factor - x + step - 1) / step)
                    let pixels = end - i
                    i = end
                    if channels == 3 {
                        var (red, green, blue): (UInt32, UInt32, UInt32) = (0, 0, 0)
                        for _ in 0..<pixels {
                            red &+= UInt32(column[0])
                            green &+= UInt32(column[1])
                            blue &+= UInt32(column[2])
                            column += 3
                        }
                        block[0] &+= red
                        block[1] &+= green
                        block[2] &+= blue
                    } else {
                        for pixel in 0..<pixels { block[0] &+= UInt32(column[pixel]) }
                        column += pixels
                    }
                    block += channels
                }
            }
        }
    }
}

/// Computes the mean of `count` bytes from their sum, rounded half up: `(2 sum + count) / (2 count)` without a
/// division.
///
/// `reciprocal` is 1 / (2 count) as a fixed-point number with 55 fractional bits, rounded up by less than 2^-55. The
/// quotient is exact as long as (2 sum + count) · 2 count < 2^55, which holds for counts up to 5.9 million. The largest
/// block has 1,954² = 3.8 million pixels.
struct Mean {
    private let count: UInt64
    private let reciprocal: UInt64

    init(count: Int) {
        self.count = UInt64(count)
        reciprocal = (1 << 55) / (2 * self.count) + 1
    }

    /// Returns the mean of `count` bytes with this sum.
    func callAsFunction(_ sum: UInt32) -> UInt8 {
        UInt8(truncatingIfNeeded: ((2 &* UInt64(sum) &+ count) &* reciprocal) >> 55)
    }
}
