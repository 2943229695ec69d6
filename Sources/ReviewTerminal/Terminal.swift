import Foundation
import Synchronization

/// Signals that arrived, as bytes in a pipe that can be waited for together with the keyboard.
enum TerminalSignals {
    private static let descriptor = Atomic<Int32>(-1)
    /// The signal that asked for the end; 0 while none has.
    static let ending = Atomic<Int32>(0)

    /// Lets the signals arrive in the pipe.
    static func arrive(in pipe: Int32) {
        descriptor.store(pipe, ordering: .sequentiallyConsistent)
        for number in [SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT, SIGWINCH] { handle(number) }
        // A write to a terminal that is gone is an error, not the end.
        signal(SIGPIPE, SIG_IGN)
    }

    static func handle(_ number: Int32) {
        var action = sigaction()
        // Only what is safe in a handler: atomics and write(2). No SA_RESTART, so that what waits is woken.
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

/// The terminal of this process while a screen is shown on it: keys arrive one by one, and it is as before when that ends.
final class Terminal {
    /// What is waited for.
    enum Event: Equatable {
        case key(Key)
        case resized
        /// It was stopped and goes on.
        case resumed
        /// A signal asked for the end, or the terminal is gone.
        case ended(signal: Int32)
        /// ``wake`` was called.
        case woken
    }

    private let input = STDIN_FILENO, output = STDOUT_FILENO
    private let pipe: (read: Int32, write: Int32)
    private var original = termios()
    private var isEntered = false
    private var reader = KeyReader()
    private var events: [Event] = []
    /// How long what follows Escape may take.
    private static let pauseMilliseconds: Int32 = 60

    /// Nothing changes before ``enter()``. Nil where there is no terminal.
    init?() {
        guard isatty(input) == 1, isatty(output) == 1, tcgetattr(input, &original) == 0 else { return nil }
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else { return nil }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            // A handler must not wait for room.
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        pipe = (ends[0], ends[1])
        TerminalSignals.arrive(in: pipe.write)
    }

    /// Makes ``next()`` return ``Event/woken``; from any thread.
    var wake: @Sendable () -> Void {
        let descriptor = pipe.write
        return {
            var byte: UInt8 = 0
            _ = Glibc.write(descriptor, &byte, 1)
        }
    }

    /// Columns and rows, and how many times as high as wide a cell is.
    var size: (width: Int, height: Int, cellShape: Double) {
        var size = winsize()
        guard ioctl(output, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24, 2) }
        let (width, height) = (Int(size.ws_col), Int(size.ws_row))
        guard size.ws_xpixel > 0, size.ws_ypixel > 0 else { return (width, height, 2) }
        let shape = Double(size.ws_ypixel) / Double(height) / (Double(size.ws_xpixel) / Double(width))
        return (width, height, min(4, max(1, shape)))
    }

    /// Takes the terminal: its other screen, no cursor, no echo, no wrapping, pasted text marked.
    func enter() {
        var raw = original
        raw.c_lflag &= ~tcflag_t(ICANON | ECHO | IEXTEN)
        raw.c_iflag &= ~tcflag_t(IXON)
        withUnsafeMutableBytes(of: &raw.c_cc) { characters in
            characters[Int(VMIN)] = 1
            characters[Int(VTIME)] = 0
            // Ctrl-\ would leave the terminal as it is now.
            characters[Int(VQUIT)] = 0
        }
        tcsetattr(input, TCSADRAIN, &raw)
        write("\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l\u{1B}[?2004h\u{1B}[2J")
        isEntered = true
    }

    /// Gives the terminal back as it was. Any number of times.
    func leave() {
        guard isEntered else { return }
        isEntered = false
        write("\(removal)\u{1B}[0m\u{1B}[?2026l\u{1B}[?2004l\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l")
        tcsetattr(input, TCSADRAIN, &original)
    }

    /// Removes pictures that were drawn; empty where none can have been.
    var removal = ""

    /// Writes text, control sequences included. A terminal that is gone takes nothing.
    func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
            // A terminal that takes nothing must not keep the program from ending.
            let isEnding = TerminalSignals.ending.load(ordering: .sequentiallyConsistent) != 0
            if count < 0, errno != EINTR || isEnding { return }
            rest = rest.dropFirst(max(0, count))
        }
    }

    /// Waits for what happens next.
    func next() -> Event {
        while true {
            if !events.isEmpty { return events.removeFirst() }
            var waited = [
                pollfd(fd: pipe.read, events: Int16(POLLIN), revents: 0),
                pollfd(fd: input, events: Int16(POLLIN), revents: 0),
            ]
            let count = poll(&waited, 2, reader.isIncomplete ? Self.pauseMilliseconds : -1)
            if count == 0 { events += reader.keysAfterPause().map { .key($0) } }
            // After an interruption the pipe has something.
            guard count > 0 else { continue }
            if waited[0].revents != 0 {
                readSignals()
            } else if waited[1].revents != 0 {
                readKeys()
            }
        }
    }

    private func readKeys() {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = read(input, &bytes, bytes.count)
        if count > 0 {
            events += reader.keys(bytes.prefix(count)).map { .key($0) }
        } else if count == 0 || errno != EINTR && errno != EAGAIN {
            events.append(.ended(signal: SIGHUP))
        }
    }

    private func readSignals() {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = max(0, read(pipe.read, &bytes, bytes.count))
        // One of each kind is enough.
        for number in Set(bytes.prefix(count)).sorted() {
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

    /// Stops as Ctrl-Z wants it, the terminal given back meanwhile.
    private func stop() {
        let wasEntered = isEntered
        leave()
        signal(SIGTSTP, SIG_DFL)
        raise(SIGTSTP)
        // Here it goes on.
        TerminalSignals.handle(SIGTSTP)
        tcgetattr(input, &original)
        if wasEntered { enter() }
        events.append(.resumed)
    }
}
