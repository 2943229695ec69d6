// Parallel work. Pictures are dealt out in shards of a fixed size, and whatever is summed over pictures is summed within a
// shard first and then over the shards in their order. How many threads there are decides who does a shard and when, and
// never what is computed: the bits are the same for any number.

/// Threads that share work, for one caller at a time.
final class Workers: Sendable {
    /// Pictures in a shard: enough to be worth a thread's while, few enough for the threads to end together.
    static let shardRows = 8

    /// How many threads there are at most, the calling one included.
    let count: Int
    private let pool: WorkerPool?

    /// As many threads as are asked for, or as can be of use for batches of so many rows: others would only cost memory.
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

    /// Into how many shards pictures are divided.
    static func shardCount(rows: Int) -> Int {
        (rows + shardRows - 1) / shardRows
    }

    /// Calls the body once for each shard of the rows, on several threads at once, and waits for all.
    ///
    /// - Parameter body: Gets the shard's number, its rows, and which worker it runs on, from 0 to below `count`: no two
    ///   calls at the same time have the same worker, so that each can have scratch memory of its own.
    func shards(of rows: Int, _ body: (_ shard: Int, _ rows: Range<Int>, _ worker: Int) -> Void) {
        run(pieces: Self.shardCount(rows: rows)) { shard, worker in
            let first = shard * Self.shardRows
            body(shard, first..<min(first + Self.shardRows, rows), worker)
        }
    }

    /// Calls the body once for each piece of work, on several threads at once, and waits for all. A worker gets the same
    /// pieces each time where that can be.
    func run(pieces: Int, _ body: (_ piece: Int, _ worker: Int) -> Void) {
        guard let pool, pieces > 1 else {
            for piece in 0..<pieces { body(piece, 0) }
            return
        }
        for first in stride(from: 0, to: pieces, by: WorkerPool.maximumPieces) {
            pool.run(pieces: min(WorkerPool.maximumPieces, pieces - first)) { body(first + $0, $1) }
        }
    }

    /// Calls the body for ranges that together are 0..<count, and waits for all.
    ///
    /// - Parameters:
    ///   - pieces: How many ranges there are.
    ///   - step: All of them begin at multiples of it.
    func ranges(of count: Int, pieces: Int, step: Int, _ body: (_ piece: Int, _ range: Range<Int>) -> Void) {
        let steps = (count + step - 1) / step
        run(pieces: pieces) { piece, _ in
            let range = steps * piece / pieces * step..<min(steps * (piece + 1) / pieces * step, count)
            if !range.isEmpty { body(piece, range) }
        }
    }
}
