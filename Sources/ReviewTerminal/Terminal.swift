import Foundation
import Synchronization
import SystemPackage

/// Writes received signals as bytes into a pipe, so that `poll` can wait for signals and keys together.
enum TerminalSignals {
    private static let descriptor = Atomic<Int32>(-1)
    /// The signal that asked the program to end; 0 if none was received.
    static let ending = Atomic<Int32>(0)

    /// Installs the signal handlers.
    ///
    /// - Parameter pipe: The file descriptor for writing, which must not block.
    static func arrive(in pipe: Int32) {
        descriptor.store(pipe, ordering: .sequentiallyConsistent)
        for number in [SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT, SIGWINCH] { handle(number) }
        // A write to a closed terminal returns an error instead of ending the process.
        signal(SIGPIPE, SIG_IGN)
    }

    static func handle(_ number: Int32) {
        var action = sigaction()
        // A handler may use only async-signal-safe functions: atomics and write(2). Without SA_RESTART, a waiting poll returns.
        action.__sigaction_handler.sa_handler = { number in
            let before = errno
            if number == SIGINT || number == SIGTERM || number == SIGHUP {
                TerminalSignals.ending.store(number, ordering: .sequentiallyConsistent)
            }
            var byte = UInt8(truncatingIfNeeded: number)
            _ = Glibc.write(TerminalSignals.descriptor.load(ordering: .sequentiallyConsistent), &byte, 1)
            errno = before
        }
        sigaction(number, &action, nil)
    }
}

/// The terminal of this process in full-screen mode. Keys are read one by one, and ``leave()`` restores the previous mode.
final class Terminal {
    /// A key or a change that the session has to handle.
    enum Event: Equatable {
        case key(Key)
        case resized
        /// The process was stopped and continues.
        case resumed
        /// A signal asked the program to end, or the terminal was closed.
        case ended(signal: Int32)
        /// The closure ``wake`` was called.
        case woken
    }

    private let input = FileDescriptor.standardInput, output = FileDescriptor.standardOutput
    private let pipe: (read: FileDescriptor, write: FileDescriptor)
    private var original = termios()
    private var isEntered = false
    private var reader = KeyReader()
    private var events: [Event] = []
    /// The time within which the rest of an escape sequence must arrive; a single Escape is a key afterwards.
    private static let escapeTimeoutMilliseconds: Int32 = 60

    /// Returns nil if standard input or output is not a terminal. The mode of the terminal is not changed before ``enter()``.
    init?() {
        guard isatty(input.rawValue) == 1, isatty(output.rawValue) == 1, tcgetattr(input.rawValue, &original) == 0,
            let ends = try? FileDescriptor.pipe()
        else { return nil }
        for end in [ends.readEnd, ends.writeEnd] {
            _ = fcntl(end.rawValue, F_SETFD, FD_CLOEXEC)
            // A signal handler must not block on a full pipe.
            _ = fcntl(end.rawValue, F_SETFL, O_NONBLOCK)
        }
        pipe = (ends.readEnd, ends.writeEnd)
        TerminalSignals.arrive(in: pipe.write.rawValue)
    }

    /// A closure that makes ``next()`` return ``Event/woken``. It can be called from any thread.
    var wake: @Sendable () -> Void {
        let file = pipe.write
        return {
            // The result does not matter: a full pipe wakes the reader too.
            _ = try? file.writeAll([0])
        }
    }

    /// The columns and rows of the terminal, and the height of a cell divided by its width.
    var size: (width: Int, height: Int, cellShape: Double) {
        var size = winsize()
        guard ioctl(output.rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return (80, 24, 2)
        }
        let (width, height) = (Int(size.ws_col), Int(size.ws_row))
        guard size.ws_xpixel > 0, size.ws_ypixel > 0 else { return (width, height, 2) }
        let shape = Double(size.ws_ypixel) / Double(height) / (Double(size.ws_xpixel) / Double(width))
        return (width, height, min(4, max(1, shape)))
    }

    /// Enters full-screen mode: alternate screen, no cursor, no echo, no line wrapping, bracketed paste.
    func enter() {
        var raw = original
        raw.c_lflag &= ~tcflag_t(ICANON | ECHO | IEXTEN)
        raw.c_iflag &= ~tcflag_t(IXON)
        withUnsafeMutableBytes(of: &raw.c_cc) { characters in
            characters[Int(VMIN)] = 1
            characters[Int(VTIME)] = 0
            // Ctrl-\ would end the process without restoring the terminal.
            characters[Int(VQUIT)] = 0
        }
        tcsetattr(input.rawValue, TCSADRAIN, &raw)
        write("\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l\u{1B}[?2004h\u{1B}[2J")
        isEntered = true
    }

    /// Restores the mode of the terminal. Further calls have no effect.
    func leave() {
        guard isEntered else { return }
        isEntered = false
        write("\(imageRemoval)\u{1B}[0m\u{1B}[?2026l\u{1B}[?2004l\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l")
        tcsetattr(input.rawValue, TCSADRAIN, &original)
    }

    /// The control sequence that removes drawn images; empty if images are drawn as text.
    var imageRemoval = ""

    /// Writes text, control sequences included. Errors of a closed terminal are ignored.
    func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            do {
                // Not retried by the library: a terminal that accepts no output must not keep the program from ending on a
                // signal.
                let count = try rest.withUnsafeBytes { try output.write($0, retryOnInterrupt: false) }
                rest = rest.dropFirst(count)
            } catch Errno.interrupted where TerminalSignals.ending.load(ordering: .sequentiallyConsistent) == 0 {
                continue
            } catch {
                return
            }
        }
    }

    /// Waits for the next event.
    func next() -> Event {
        while true {
            if !events.isEmpty { return events.removeFirst() }
            var waited = [
                pollfd(fd: pipe.read.rawValue, events: Int16(POLLIN), revents: 0),
                pollfd(fd: input.rawValue, events: Int16(POLLIN), revents: 0),
            ]
            let count = poll(&waited, 2, reader.isIncomplete ? Self.escapeTimeoutMilliseconds : -1)
            if count == 0 { events += reader.keysAfterPause().map { .key($0) } }
            // After EINTR the pipe contains the signal.
            guard count > 0 else { continue }
            if waited[0].revents != 0 {
                readSignals()
            } else if waited[1].revents != 0 {
                readKeys()
            }
        }
    }

    private func readKeys() {
        do {
            let bytes = try bytes(from: input, maximum: 4_096)
            if bytes.isEmpty {
                events.append(.ended(signal: SIGHUP))
            } else {
                events += reader.keys(bytes).map { .key($0) }
            }
        } catch Errno.interrupted, Errno.resourceTemporarilyUnavailable {
            // The next call of poll decides.
        } catch {
            events.append(.ended(signal: SIGHUP))
        }
    }

    private func bytes(from file: FileDescriptor, maximum: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: maximum) { buffer, count in
            count = try file.read(into: UnsafeMutableRawBufferPointer(buffer), retryOnInterrupt: false)
        }
    }

    private func readSignals() {
        let bytes = (try? bytes(from: pipe.read, maximum: 64)) ?? []
        // Signals of one kind are handled once.
        for number in Set(bytes).sorted() {
            switch Int32(number) {
            case SIGINT, SIGTERM, SIGHUP: events.insert(.ended(signal: Int32(number)), at: 0)
            case SIGTSTP: stop()
            case SIGCONT:
                if isEntered { enter() }
                events.append(.resumed)
            case SIGWINCH: events.append(.resized)
            default: events.append(.woken)
            }
        }
    }

    /// Stops the process for Ctrl-Z, with the terminal restored in the meantime.
    private func stop() {
        let wasEntered = isEntered
        leave()
        signal(SIGTSTP, SIG_DFL)
        raise(SIGTSTP)
        // The process continues here after SIGCONT.
        TerminalSignals.handle(SIGTSTP)
        tcgetattr(input.rawValue, &original)
        if wasEntered { enter() }
        events.append(.resumed)
    }
}
