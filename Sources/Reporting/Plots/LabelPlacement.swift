/// The placement of labels beside a plot without overlaps.
enum LabelPlacement {
    /// Returns positions that are at least `gap` apart, within the limits, in the order of the preferred positions, and with
    /// the smallest sum of squared distances to them. If the limits are too narrow for all labels, positions exceed the upper
    /// limit.
    ///
    /// Without the gaps the problem is isotonic regression, which the pool-adjacent-violators algorithm solves (Ayer et al.,
    /// "An Empirical Distribution Function for Sampling with Incomplete Information", 1955).
    static func positions(_ preferred: [Double], gap: Double, within limits: ClosedRange<Double>) -> [Double] {
        let order = preferred.indices.sorted { (preferred[$0], $0) < (preferred[$1], $1) }
        var blocks: [(sum: Double, count: Int)] = []
        for (rank, index) in order.enumerated() {
            blocks.append((preferred[index] - Double(rank) * gap, 1))
            while blocks.count > 1, let last = blocks.last, mean(blocks[blocks.count - 2]) > mean(last) {
                blocks.removeLast()
                blocks[blocks.count - 1].sum += last.sum
                blocks[blocks.count - 1].count += last.count
            }
        }
        let upper = max(limits.lowerBound, limits.upperBound - Double(preferred.count - 1) * gap)
        let compact = blocks.flatMap { block in
            Array(repeating: min(max(mean(block), limits.lowerBound), upper), count: block.count)
        }
        var positions = preferred
        for (rank, index) in order.enumerated() { positions[index] = compact[rank] + Double(rank) * gap }
        return positions
    }

    private static func mean(_ block: (sum: Double, count: Int)) -> Double { block.sum / Double(block.count) }
}
