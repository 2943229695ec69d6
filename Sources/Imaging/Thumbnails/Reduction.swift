import CPNGReader

/// Averages a picture over blocks of whole pixels while its rows arrive, in any order of rows.
///
/// The blocks are the smallest `factor` × `factor` squares that bring the longest edge to at most 512, from the top left;
/// those of the last column and row may be smaller. Memory grows with the width only: bytes are summed down each column,
/// and across once per row of blocks. One value serves many pictures and keeps its buffers.
struct Reduction {
    /// Of the result, in pixels.
    static let maximumEdge = 512

    private var width = 0, height = 0, channels = 1
    private var factor = 1
    private var blocksAcross = 0, blocksDown = 0
    /// `[blocksDown, blocksAcross, channels]`.
    private var blockSums: [UInt32] = []

    /// `[pending.count, channels]`: sums of the rows that no block has yet.
    private var columnSums: [UInt16] = []
    private var pendingRows = 0
    private var pending = png_reader_row()
    /// So many rows of 255 fit into 16 bits.
    private static let maximumPendingRows = 257

    /// The edge of the blocks that a picture of this size is averaged over, in pixels.
    static func factor(width: Int, height: Int) -> Int { (max(width, height) + maximumEdge - 1) / maximumEdge }

    /// Forgets what was added and starts with a picture of this size.
    mutating func begin(_ header: png_reader_header) {
        width = Int(header.width)
        height = Int(header.height)
        channels = Int(header.channels)
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

    /// Adds one row, or what an Adam7 pass has of it.
    mutating func add(_ row: png_reader_row) {
        let isSameBlockRow = Int(row.y) / factor == Int(pending.y) / factor
        let hasSameColumns = row.x == pending.x && row.x_step == pending.x_step && row.count == pending.count
        if !isSameBlockRow || !hasSameColumns || pendingRows == Self.maximumPendingRows { flush() }
        pending = row

        let count = Int(row.count) * channels
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

    /// The picture of the blocks' means, each rounded half up.
    mutating func finish(into picture: inout ReducedImage) {
        flush()
        let plane = blocksDown * blocksAcross
        picture.width = blocksAcross
        picture.height = blocksDown
        picture.channels = channels
        if picture.samples.count != plane * channels {
            picture.samples = [UInt8](repeating: 0, count: plane * channels)
        }
        let (across, down, channels, factor) = (blocksAcross, blocksDown, channels, factor)
        let lastWidth = width - (across - 1) * factor
        let lastHeight = height - (down - 1) * factor
        picture.samples.withUnsafeMutableBufferPointer { means in
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

    /// Adds the pending columns to their blocks.
    private mutating func flush() {
        guard pendingRows > 0 else { return }
        pendingRows = 0
        let (x, step, count) = (Int(pending.x), Int(pending.x_step), Int(pending.count))
        let (factor, across, channels) = (factor, blocksAcross, channels)
        let start = Int(pending.y) / factor * across * channels
        precondition(start + across * channels <= blockSums.count)
        blockSums.withUnsafeMutableBufferPointer { blocks in
            columnSums.withUnsafeBufferPointer { columns in
                guard var block = blocks.baseAddress?.advanced(by: start), var column = columns.baseAddress else {
                    return
                }
                var i = 0
                for index in 0..<across {
                    // The first pixel of the row at or beyond the block's right edge.
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

/// The mean of `count` bytes from their sum, rounded half up: `(2 sum + count) / (2 count)` without a division.
///
/// The reciprocal in 55 binary places is too large by less than 2^-55, so the quotient is exact as long as
/// (2 sum + count) · 2 count < 2^55: for counts up to 5.9 million. The largest block has 1,954² = 3.8 million pixels.
struct Mean {
    private let count: UInt64
    private let reciprocal: UInt64

    init(count: Int) {
        self.count = UInt64(count)
        reciprocal = (1 << 55) / (2 * self.count) + 1
    }

    func callAsFunction(_ sum: UInt32) -> UInt8 {
        UInt8(truncatingIfNeeded: ((2 &* UInt64(sum) &+ count) &* reciprocal) >> 55)
    }
}
