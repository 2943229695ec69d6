import CKernels
import Dispatch
import Foundation
import Synchronization

/// A pool of threads that run jobs together with the calling thread. Jobs run one after the other, each divided into
/// pieces.
///
/// A thread polls for work for a moment before it sleeps: a training step of a small network has parallel pieces of
/// about 50 µs, and waking a sleeping thread can take as long.
final class WorkerPool: Sendable {
    /// The largest number of pieces of a job.
    static let maximumPieces = 32
    /// The number of times that a thread polls for work before it sleeps, which takes about 0.1 ms.
    private static let pollCount = 3000

    private let workers: Int
    private let job = Atomic(Job(bits: 0).bits)
    /// The number of pieces of the current job that have not been completed.
    private let unfinished = Atomic(0)
    private let sleeping = Atomic(0)
    private let isClosed = Atomic(false)
    private let wake = DispatchSemaphore(value: 0)
    /// The body of the current job. A thread may read it after it has taken a piece, since the body stays until all
    /// pieces have been completed.
    nonisolated(unsafe) private var body: (_ piece: Int, _ worker: Int) -> Void = { _, _ in }

    /// Starts the threads of all workers but the first, which is the calling thread.
    init(workers: Int) {
        self.workers = workers
        for worker in 1..<workers { Thread.detachNewThread { self.help(as: worker) } }
    }

    /// Ends the threads. No job may be run afterwards.
    func close() {
        isClosed.store(true, ordering: .sequentiallyConsistent)
        wakeSleepers()
    }

    /// Calls the body once for each piece, on the calling thread as worker 0 and on the other threads, and waits for
    /// all calls.
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
            var polls = 0
            while unfinished.load(ordering: .acquiring) > 0 {
                polls += 1
                // On a busy machine the other thread may be waiting for this core.
                if polls < Self.pollCount { kernels_pause() } else { sched_yield() }
            }
            self.body = { _, _ in }
        }
    }

    /// Takes a piece and processes it; returns false where no piece is left.
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
            var polls = 0
            while polls < Self.pollCount {
                if doPiece(as: worker) { polls = 0 } else { polls += 1 }
                kernels_pause()
            }
            sleep()
        }
    }

    /// Sleeps until there is a job or the pool is closed.
    private func sleep() {
        sleeping.add(1, ordering: .sequentiallyConsistent)
        let isNeeded =
            isClosed.load(ordering: .sequentiallyConsistent)
            || Job(bits: job.load(ordering: .sequentiallyConsistent)).open != 0
        // The thread that sets the number of sleepers to 0 signals each of them, so a thread that was counted must wait
        // for its signal.
        if isNeeded { wakeSleepers() }
        wake.wait()
    }

    private func wakeSleepers() {
        for _ in 0..<sleeping.exchange(0, ordering: .sequentiallyConsistent) { wake.signal() }
    }
}

/// The state of a job in one atomic number: the number of the job in the upper half, and in the lower half one bit for
/// each piece that no thread has taken. The numbers repeat after four billion jobs, which is longer than any thread is
/// delayed.
private struct Job {
    let bits: UInt64

    /// The pieces that no thread has taken, one bit each.
    var open: UInt64 { bits & 0xFFFF_FFFF }

    func next(pieces: Int) -> Job { Job(bits: (bits >> 32 &+ 1) << 32 | (1 << UInt64(pieces) - 1)) }

    func taking(_ piece: Int) -> Job { Job(bits: bits & ~(1 << UInt64(piece))) }

    /// Returns the piece that a worker takes next: where possible the same in each job, whose data is in the caches of
    /// its core.
    func piece(for worker: Int, of workers: Int) -> Int? {
        for piece in stride(from: worker, to: WorkerPool.maximumPieces, by: workers) where open >> piece & 1 == 1 {
            return piece
        }
        return open == 0 ? nil : open.trailingZeroBitCount
    }
}
