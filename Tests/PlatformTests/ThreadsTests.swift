import Dispatch
import Foundation
import Platform
import Synchronization
import Testing

@Suite("Threads")
struct ThreadsTests {
    @Test("Objects that only a thread's work holds are released before the thread leaves its group")
    func releaseBeforeLeaving() {
        for _ in 0..<200 {
            let running = DispatchGroup()
            let released = ReleaseFlag()
            startThread(in: running, workHolding(QueueUser(released)))
            running.wait()
            #expect(released.isSet)
        }
    }

    @Test("A thread that uses concurrentPerform and releases a queue's user ends without a double free")
    func endWithoutDoubleFree() async {
        // With Thread.detachNewThread in place of startThread, the child process aborts: libdispatch frees memory twice.
        await #expect(processExitsWith: .success) {
            for _ in 0..<200 {
                let finished = DispatchSemaphore(value: 0)
                let work = workHolding(QueueUser(ReleaseFlag()))
                startThread {
                    DispatchQueue.concurrentPerform(iterations: 2) { _ in usleep(50) }
                    work()
                    finished.signal()
                }
                finished.wait()
            }
            // Time for the last thread to end.
            usleep(100_000)
        }
    }
}

private func workHolding(_ user: QueueUser) -> @Sendable () -> Void {
    { user.use() }
}

/// An object that closes on a queue of its own, as a connection of GRDB does.
private final class QueueUser: Sendable {
    private let queue = DispatchQueue(label: "queue user")
    private let released: ReleaseFlag

    init(_ released: ReleaseFlag) { self.released = released }

    func use() { queue.sync {} }

    deinit { queue.sync { released.set() } }
}

private final class ReleaseFlag: Sendable {
    private let state = Mutex(false)

    var isSet: Bool { state.withLock { $0 } }

    func set() { state.withLock { $0 = true } }
}
