/// Finds where the product is: the connected regions that differ from the background, without specks.
///
/// Regions are found on runs of pixels joined by union–find (8-connected), as in Rosenfeld and Pfaltz (1966). One
/// value serves many pictures and keeps its buffers.
struct Foreground {
    /// A pixel belongs to the product when one of its channels differs from the background by more: 5% of 255.
    static let tolerance: UInt8 = 13
    /// A region smaller than 1/250 of the picture, 0.4%, is a speck.
    static let speckDivisor = 250
    /// A row belongs to a figure that is cut off when more than 1/20 of it is foreground.
    static let cutDivisor = 20

    /// A rectangle of pixels.
    struct Box: Equatable {
        var x: Int, y: Int, width: Int, height: Int
    }

    /// Consecutive foreground pixels of a row, `start..<end`.
    private struct Run {
        var y: Int32, start: Int32, end: Int32
        /// The index of a run of the same region, no larger than this one's; the region's first run is its own.
        var parent: Int32
    }

    /// `[height, width]`: 1 foreground, 0 background.
    private var mask: [UInt8] = []
    private var runs: [Run] = []
    /// For each run that is the first of its region, the region's area in pixels.
    private var areas: [Int32] = []

    /// The box around all regions but specks; around the specks when there is nothing else; nil when every pixel is
    /// background.
    mutating func box(in picture: ReducedImage, background: ReducedImage.Color) -> Box? {
        markForeground(of: picture, background: background)
        collectRuns(width: picture.width, height: picture.height)
        joinRuns()

        areas.removeAll(keepingCapacity: true)
        areas.append(contentsOf: repeatElement(0, count: runs.count))
        for (i, run) in runs.enumerated() { areas[root(of: i)] += run.end - run.start }

        let pixelCount = picture.width * picture.height
        let hasProduct = areas.contains { !Self.isSpeck(area: $0, of: pixelCount) && $0 > 0 }
        var (left, top, right, bottom) = (Int32.max, Int32.max, Int32.min, Int32.min)
        for (i, run) in runs.enumerated() {
            if hasProduct && Self.isSpeck(area: areas[root(of: i)], of: pixelCount) { continue }
            left = min(left, run.start)
            right = max(right, run.end)
            top = min(top, run.y)
            bottom = max(bottom, run.y + 1)
        }
        guard left < right else { return nil }
        return Box(x: Int(left), y: Int(top), width: Int(right - left), height: Int(bottom - top))
    }

    /// Where the garment is in a figure that the picture's edge cuts off: a person in a top is cut by the bottom edge, one in
    /// trousers by the top edge. Follows ``box(in:background:)``, of which it needs the mask.
    ///
    /// - Returns: The box without head and legs, or without torso and feet; nil where the product lies free, or is cut on
    ///   both sides, or nothing would be left.
    func closeUp(of box: Box, in picture: ReducedImage) -> Box? {
        let width = picture.width
        func foregroundCount(row: Int, _ columns: Range<Int>) -> Int {
            columns.reduce(0) { $0 + Int(mask[row * width + $1]) }
        }
        // The outermost row is often a frame or a seam, so the second one tells; specks there, outside of the box, do not.
        func isCut(atRow row: Int) -> Bool {
            box.y..<box.y + box.height ~= row && foregroundCount(row: row, 0..<width) * Self.cutDivisor > width
        }
        let (isCutAbove, isCutBelow) = (isCut(atRow: 1), isCut(atRow: picture.height - 2))
        guard isCutAbove != isCutBelow else { return nil }
        let rows: Range<Int>
        if isCutBelow {
            let widths = (box.y..<box.y + box.height).map { foregroundCount(row: $0, box.x..<box.x + box.width) }
            let wide = widths.sorted()[(widths.count - 1) * 95 / 100]
            // Shoulders: the first row that is nearly as wide as the widest. Without any in the upper part there is no head.
            let shoulders = widths.firstIndex { $0 * 100 >= wide * 62 } ?? 0
            let head = shoulders * 10 < box.height * 4 ? max(0, shoulders - box.height / 50) : 0
            rows = box.y + head..<box.y + box.height * 78 / 100
        } else {
            rows = box.y + box.height * 12 / 100..<box.y + box.height * 94 / 100
        }
        let columns = (box.x..<box.x + box.width).filter { column in rows.contains { mask[$0 * width + column] != 0 } }
        guard let first = columns.first, let last = columns.last else { return nil }
        return Box(x: first, y: rows.lowerBound, width: last + 1 - first, height: rows.count)
    }

    private static func isSpeck(area: Int32, of pixelCount: Int) -> Bool { Int(area) * speckDivisor < pixelCount }

    private mutating func markForeground(of picture: ReducedImage, background: ReducedImage.Color) {
        let (plane, channels) = (picture.width * picture.height, picture.channels)
        precondition(picture.samples.count == channels * plane)
        if mask.count != plane { mask = [UInt8](repeating: 0, count: plane) }
        mask.withUnsafeMutableBufferPointer { mask in
            picture.samples.withUnsafeBufferPointer { samples in
                mask.update(repeating: 0)
                guard let mask = mask.baseAddress, var sample = samples.baseAddress else { return }
                for channel in 0..<channels {
                    let color = background[channel]
                    for i in 0..<plane {
                        let distance = max(sample[i], color) &- min(sample[i], color)
                        mask[i] |= distance > Self.tolerance ? 1 : 0
                    }
                    sample += plane
                }
            }
        }
    }

    private mutating func collectRuns(width: Int, height: Int) {
        runs.removeAll(keepingCapacity: true)
        mask.withUnsafeBufferPointer { mask in
            for y in 0..<height {
                let row = y * width
                var x = 0
                while true {
                    while x < width && mask[row + x] == 0 { x += 1 }
                    if x == width { break }
                    let start = x
                    while x < width && mask[row + x] != 0 { x += 1 }
                    runs.append(Run(y: Int32(y), start: Int32(start), end: Int32(x), parent: Int32(runs.count)))
                }
            }
        }
    }

    /// Joins every run with those that touch it, also by a corner, in the row above.
    private mutating func joinRuns() {
        var above = 0
        for i in runs.indices {
            let run = runs[i]
            // Runs are sorted: what ends before this run begins can't touch any later run of this row either.
            while runs[above].y < run.y - 1 || runs[above].y == run.y - 1 && runs[above].end < run.start { above += 1 }
            var other = above
            while runs[other].y == run.y - 1 && runs[other].start <= run.end {
                let (a, b) = (root(of: other), root(of: i))
                runs[max(a, b)].parent = Int32(min(a, b))
                other += 1
            }
        }
    }

    /// The first run of the region that the run belongs to; shortens the way there.
    private mutating func root(of index: Int) -> Int {
        var i = index
        while true {
            let parent = Int(runs[i].parent)
            if parent == i { return i }
            runs[i].parent = runs[parent].parent
            i = parent
        }
    }
}
