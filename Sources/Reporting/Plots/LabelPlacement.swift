/// Where labels beside a plot stand so that none covers another.
enum LabelPlacement {
    /// Positions at least `gap` apart and within the limits, in the order of those wished for, as near to them as can be by
    /// the sum of squares. Where there is no room for all, they go beyond the upper limit.
    ///
    /// With the gaps taken out this is isotonic regression: pool adjacent violators (Ayer et al., 1955).
    static func positions(_ wished: [Double], gap: Double, within limits: ClosedRange<Double>) -> [Double] {
        let order = wished.indices.sorted { (wished[$0], $0) < (wished[$1], $1) }
        var blocks: [(sum: Double, count: Int)] = []
        for (rank, index) in order.enumerated() {
            blocks.append((wished[index] - Double(rank) * gap, 1))
            while blocks.count > 1, let last = blocks.last, mean(blocks[blocks.count - 2]) > mean(last) {
                blocks.removeLast()
                blocks[blocks.count - 1].sum += last.sum
                blocks[blocks.count - 1].count += last.count
            }
        }
        let upper = max(limits.lowerBound, limits.upperBound - Double(wished.count - 1) * gap)
        let compact = blocks.flatMap { block in
            Array(repeating: min(max(mean(block), limits.lowerBound), upper), count: block.count)
        }
        var positions = wished
        for (rank, index) in order.enumerated() { positions[index] = compact[rank] + Double(rank) * gap }
        return positions
    }

    private static func mean(_ block: (sum: Double, count: Int)) -> Double { block.sum / Double(block.count) }
}
