/// Finds the product: the connected regions that differ from the background, without specks.
///
/// Connected components (8-connected) are labelled on runs of pixels with union–find (Rosenfeld and Pfaltz, "Sequential
/// operations in digital picture processing", 1966). One value serves any number of images and keeps its buffers.
struct Foreground {
    /// The largest difference from the background, in any channel, of a pixel that belongs to the background: 5% of
    /// 255.
    static let tolerance: UInt8 = 13
    /// A region smaller than 1/250 of the image (0.4%) is a speck.
    static let speckDivisor = 250
    /// The product is cut off at an edge where more than 1/20 of the row at the edge is foreground.
    static let cutDivisor = 20

    /// A rectangle, in pixels.
    struct Box: Equatable {
        var x: Int, y: Int, width: Int, height: Int
    }

    /// Consecutive foreground pixels of row `y`: columns `start..<end`.
    private struct Run {
        var y: Int32, start: Int32, end: Int32
        /// The index of a run of the same region, at most the run's own index. The first run of a region is its own
        /// parent.
        var parent: Int32
    }

    /// `[height, width]`: 1 for foreground, 0 for background.
    private var mask: [UInt8] = []
    private var runs: [Run] = []
    /// For each run that is the first of its region, the area of the region in pixels; 0 for all other runs.
    private var areas: [Int32] = []

    /// Returns the bounding box of all regions other than specks, or of the specks where there are no other regions;
    /// nil where every pixel is background.
    mutating func box(in image: ReducedImage, background: ReducedImage.Color) -> Box? {
        markForeground(of: image, background: background)
        collectRuns(width: image.width, height: image.height)
        joinRuns()

        areas.removeAll(keepingCapacity: true)
        areas.append(contentsOf: repeatElement(0, count: runs.count))
        for (i, run) in runs.enumerated() { areas[root(of: i)] += run.end - run.start }

        let pixelCount = image.width * image.height
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

    /// Returns the box of the garment where the edge of the image cuts off a person: the bottom edge cuts off a person
    /// in a top, the top edge a person in trousers.
    ///
    /// Must be called after ``box(in:background:)`` with the same image, because it uses the mask.
    ///
    /// - Parameter box: The result of ``box(in:background:)``.
    /// - Returns: The part of the box without head and legs, or without torso and feet; nil where neither or both of
    ///   the top and the bottom edge cut the product, or where no foreground would be left.
    func closeUp(of box: Box, in image: ReducedImage) -> Box? {
        let width = image.width
        func foregroundCount(row: Int, _ columns: Range<Int>) -> Int {
            columns.reduce(0) { $0 + Int(mask[row * width + $1]) }
        }
        // The second row from the edge decides, because the outermost row is often part of a frame. Specks outside the
        // box do not count.
        func isCut(atRow row: Int) -> Bool {
            box.y..<box.y + box.height ~= row && foregroundCount(row: row, 0..<width) * Self.cutDivisor > width
        }
        let (isCutAbove, isCutBelow) = (isCut(atRow: 1), isCut(atRow: image.height - 2))
        guard isCutAbove != isCutBelow else { return nil }
        let rows: Range<Int>
        if isCutBelow {
            let widths = (box.y..<box.y + box.height).map { foregroundCount(row: $0, box.x..<box.x + box.width) }
            let wide = widths.sorted()[(widths.count - 1) * 95 / 100]
            // The shoulders are the first row with at least 62% of the width of the body (95th percentile of the row
            // widths). Rows above the shoulders are the head only if they are less than 40% of the box.
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

    /// Whether a region of this area, in pixels, is a speck.
    private static func isSpeck(area: Int32, of pixelCount: Int) -> Bool { Int(area) * speckDivisor < pixelCount }

    /// Sets `mask`.
    private mutating func markForeground(of image: ReducedImage, background: ReducedImage.Color) {
        let (plane, channels) = (image.width * image.height, image.channels)
        precondition(image.samples.count == channels * plane)
        if mask.count != plane { mask = [UInt8](repeating: 0, count: plane) }
        mask.withUnsafeMutableBufferPointer { mask in
            image.samples.withUnsafeBufferPointer { samples in
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

    /// Sets `runs` to the runs of `mask`, in the order of rows and columns, each as a region of its own.
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

    /// Joins every run with the runs of the row above that touch it by an edge or a corner.
    private mutating func joinRuns() {
        var above = 0
        for i in runs.indices {
            let run = runs[i]
            // Runs are sorted: a run above that ends before this run cannot touch a later run of this row either.
            while runs[above].y < run.y - 1 || runs[above].y == run.y - 1 && runs[above].end < run.start { above += 1 }
            var other = above
            while runs[other].y == run.y - 1 && runs[other].start <= run.end {
                let (a, b) = (root(of: other), root(of: i))
                runs[max(a, b)].parent = Int32(min(a, b))
                other += 1
            }
        }
    }

    /// Returns the index of the first run of the region that a run belongs to, with path halving.
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
