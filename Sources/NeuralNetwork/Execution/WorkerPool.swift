// Threads that wait for work without sleeping for a moment. A training step of a small network has pieces of parallel work of
// some 50 µs each; waking a sleeping thread can take as long.

import CKernels
import Dispatch
import Foundation
import Synchronization

/// Threads that help the one that calls. Jobs come one after the other, each divided into pieces.
final class WorkerPool: Sendable {
    /// The most pieces of a job.
    static let maximumPieces = 32
    /// How often a thread looks for work before it sleeps: about 0.1 ms.
    private static let looks = 3000

    private let workers: Int
    private let job = Atomic(Job(bits: 0).bits)
    /// Pieces of the current job that are not done.
    private let unfinished = Atomic(0)
    private let sleeping = Atomic(0)
    private let isClosed = Atomic(false)
    private let wake = DispatchSemaphore(value: 0)
    /// Of the current job. Whoever has taken a piece may read it: it stays until all pieces are done.
    nonisolated(unsafe) private var body: (_ piece: Int, _ worker: Int) -> Void = { _, _ in }

    /// Starts the threads of all workers but the first, which is whoever calls.
    init(workers: Int) {
        self.workers = workers
        for worker in 1..<workers { Thread.detachNewThread { self.help(as: worker) } }
    }

    /// Lets the threads end. Afterwards there is no work.
    func close() {
        isClosed.store(true, ordering: .sequentiallyConsistent)
        wakeSleepers()
    }

    /// Calls the body once for each piece, on the calling thread as worker 0 and on the others, and waits for all.
    func run(pieces: Int, _ body: (_ piece: Int, _ worker: Int) -> Void) {
        precondition(pieces <= Self.maximumPieces)
        withoutActuallyEscaping(body) { body in
            precondition(unfinished.load(ordering: .relaxed) == 0, "one caller at a time")
            self.body = body
            unfinished.store(pieces, ordering: .relaxed)
            let before = Job(bits: job.load(ordering: .relaxed))
            job.store(before.next(pieces: pieces).bits, ordering: .sequentiallyConsistent)
            wakeSleepers()
            while doPiece(as: 0) {}
            var looks = 0
            while unfinished.load(ordering: .acquiring) > 0 {
                looks += 1
                // On a busy machine the other thread may be waiting for this very core.
                if looks < Self.looks { kernels_pause() } else { sched_yield() }
            }
            self.body = { _, _ in }
        }
    }

    /// Takes a piece and does it; false where there is none.
    private func doPiece(as worker: Int) -> Bool {
        var current = Job(bits: job.load(ordering: .sequentiallyConsistent))
        while let piece = current.piece(for: worker, of: workers) {
            let (isMine, now) = job.compareExchange(
                expected: current.bits, desired: current.taking(piece).bits, ordering: .acquiringAndReleasing)
            if isMine {
                body(piece, worker)
                unfinished.subtract(1, ordering: .releasing)
                return true
            }
            current = Job(bits: now)
        }
        return false
    }

    private func help(as worker: Int) {
        while !isClosed.load(ordering: .sequentiallyConsistent) {
            var looks = 0
            while looks < Self.looks {
                if doPiece(as: worker) { looks = 0 } else { looks += 1 }
                kernels_pause()
            }
            sleep()
        }
    }

    /// Sleeps until there is work or the pool is closed.
    private func sleep() {
        sleeping.add(1, ordering: .sequentiallyConsistent)
        let isNeeded =
            isClosed.load(ordering: .sequentiallyConsistent)
            || Job(bits: job.load(ordering: .sequentiallyConsistent)).open != 0
        // Whoever sets the number of sleepers to 0 signals each of them, so a thread that was counted must not just go on.
        if isNeeded { wakeSleepers() }
        wake.wait()
    }

    private func wakeSleepers() {
        for _ in 0..<sleeping.exchange(0, ordering: .sequentiallyConsistent) { wake.signal() }
    }
}

/// A job in one number that changes as a whole: its own number in the upper half, and in the lower a bit for each piece that
/// nobody has taken. Numbers begin again after four billion jobs; no thread is that late.
private struct Job {
    let bits: UInt64

    /// The pieces that nobody has taken.
    var open: UInt64 { bits & 0xFFFF_FFFF }

    func next(pieces: Int) -> Job { Job(bits: (bits >> 32 &+ 1) << 32 | (1 << UInt64(pieces) - 1)) }

    func taking(_ piece: Int) -> Job { Job(bits: bits & ~(1 << UInt64(piece))) }

    /// What a worker takes next: the same pieces in each job where that can be, since what they are about is in its caches.
    func piece(for worker: Int, of workers: Int) -> Int? {
        for piece in stride(from: worker, to: WorkerPool.maximumPieces, by: workers) where open >> piece & 1 == 1 {
            return piece
        }
        return open == 0 ? nil : open.trailingZeroBitCount
    }
}
