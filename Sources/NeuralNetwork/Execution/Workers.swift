/// Threads that share work. For one caller at a time.
///
/// Images are divided into shards of a fixed size. Sums over images are computed within each shard first, then over the
/// shards in their order. The number of threads determines which thread processes a shard and when, but not the result:
/// the bits are the same for any number.
final class Workers: Sendable {
    /// The number of images in a shard: large enough for the cost of distribution, small enough for threads to end at
    /// about the same time.
    static let shardRows = 8

    /// The number of threads, the calling one included.
    let count: Int
    private let pool: WorkerPool?

    /// Creates at most `threads` threads, but no more than can be used for batches of `rows` images, since each costs
    /// memory.
    convenience init(threads: Int, rows: Int) {
        let pieces = max(Self.shardCount(rows: rows), Dense.shardCount)
        self.init(count: min(threads, pieces, WorkerPool.maximumPieces))
    }

    init(count: Int) {
        precondition(count > 0)
        self.count = count
        pool = count > 1 ? WorkerPool(workers: count) : nil
    }

    deinit {
        pool?.close()
    }

    /// Returns the number of shards for a number of images.
    static func shardCount(rows: Int) -> Int {
        (rows + shardRows - 1) / shardRows
    }

    /// Calls the body once for each shard of the rows, in parallel, and waits for all calls.
    ///
    /// - Parameter body: Called with the number of the shard, its rows, and the worker, from 0 to below `count`.
    ///   Simultaneous calls have different workers, so each worker can have temporary memory of its own.
    func shards(of rows: Int, _ body: (_ shard: Int, _ rows: Range<Int>, _ worker: Int) -> Void) {
        run(pieces: Self.shardCount(rows: rows)) { shard, worker in
            let first = shard * Self.shardRows
            body(shard, first..<min(first + Self.shardRows, rows), worker)
        }
    }

    /// Calls the body once for each piece, in parallel, and waits for all calls. Where possible, a worker gets the same
    /// pieces in each run.
    func run(pieces: Int, _ body: (_ piece: Int, _ worker: Int) -> Void) {
        guard let pool, pieces > 1 else {
            for piece in 0..<pieces { body(piece, 0) }
            return
        }
        for first in stride(from: 0, to: pieces, by: WorkerPool.maximumPieces) {
            pool.run(pieces: min(WorkerPool.maximumPieces, pieces - first)) { body(first + $0, $1) }
        }
    }

    /// Calls the body for ranges that make up 0..<count, in parallel, and waits for all calls.
    ///
    /// - Parameters:
    ///   - pieces: The number of ranges.
    ///   - step: The number of which the start of each range is a multiple.
    func ranges(of count: Int, pieces: Int, step: Int, _ body: (_ piece: Int, _ range: Range<Int>) -> Void) {
        let steps = (count + step - 1) / step
        run(pieces: pieces) { piece, _ in
            let range = steps * piece / pieces * step..<min(steps * (piece + 1) / pieces * step, count)
            if !range.isEmpty { body(piece, range) }
        }
    }
}
