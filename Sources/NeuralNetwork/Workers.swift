// Parallel work. Pictures are dealt out in shards of a fixed size, and whatever is summed over pictures is summed within a
// shard first and then over the shards in their order. How many threads there are decides who does a shard and when, and
// never what is computed: the bits are the same for any number.

import Dispatch
import Synchronization

/// Threads that share work.
final class Workers: Sendable {
    /// Pictures in a shard: enough to be worth a thread's while, few enough for the threads to end together.
    static let shardRows = 8

    /// How many threads there are at most, the calling one included.
    let count: Int

    init(count: Int) {
        precondition(count > 0)
        self.count = count
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

    /// Calls the body once for each piece of work, on several threads at once, and waits for all.
    func run(pieces: Int, _ body: (_ piece: Int, _ worker: Int) -> Void) {
        let threads = min(count, pieces)
        guard threads > 1 else {
            for piece in 0..<pieces { body(piece, 0) }
            return
        }
        let next = Atomic(0)
        withoutActuallyEscaping(body) { body in
            // The pieces write to separate memory; that is for the body to keep to.
            nonisolated(unsafe) let body = body
            DispatchQueue.concurrentPerform(iterations: threads) { worker in
                while true {
                    let piece = next.add(1, ordering: .relaxed).oldValue
                    guard piece < pieces else { return }
                    body(piece, worker)
                }
            }
        }
    }
}
