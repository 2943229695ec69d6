import Dispatch
import Foundation
import Synchronization

/// Starts a thread that calls `work` once and releases `work` before the thread ends.
///
/// `Thread.detachNewThread` on Linux releases its closure, with all objects that only the closure holds, while the C library
/// destroys the thread's data. libdispatch has freed its own data of the thread by then. If the `deinit` of a released object
/// calls libdispatch, as GRDB's connection does when it closes, libdispatch can free that data a second time
/// (docs/decisions/0015-threads-of-a-tagging-run.md). `startThread` releases the closure earlier, so that such objects are safe.
///
///     let running = DispatchGroup()
///     startThread(in: running) { train(on: catalog) }
///     running.wait()  // the thread does not hold the catalog any more
///
/// - Parameters:
///   - group: The group that the thread enters before it starts, and leaves after `work` has returned and is released.
///   - work: The closure that the thread calls.
public func startThread(in group: DispatchGroup? = nil, _ work: @escaping @Sendable () -> Void) {
    group?.enter()
    let thread = ThreadWork(work)
    Thread.detachNewThread {
        thread.perform()
        group?.leave()
    }
}

/// The closure of a thread, held until the thread has called it.
private final class ThreadWork: Sendable {
    private let work: Mutex<(@Sendable () -> Void)?>

    init(_ work: @escaping @Sendable () -> Void) { self.work = Mutex(work) }

    /// Calls the closure, and releases the closure before the function returns.
    func perform() {
        let work = work.withLock { $0.take() }
        work?()
    }
}
