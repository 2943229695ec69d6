import Foundation
import TestSupport
import Testing

/// The built program on a pseudoterminal, and the contents of its screen.
final class PseudoTerminal {
    let process: pid_t
    /// The bytes that the program wrote.
    private(set) var output: [UInt8] = []
    private let primary: Int32
    private let secondary: String
    private var screen: TextScreen

    init(
        _ arguments: String..., columns: Int = 100, rows: Int = 30, environment: [String: String] = [:]
    ) throws {
        screen = TextScreen(columns: columns, rows: rows)
        primary = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        // TIOCSPTLCK and TIOCGPTN: the requests of unlockpt(3) and ptsname(3), which the module Glibc does not contain.
        var lock: Int32 = 0, number: UInt32 = 0
        try #require(
            primary >= 0 && ioctl(primary, 0x4004_5431, &lock) == 0 && ioctl(primary, 0x8004_5430, &number) == 0)
        secondary = "/dev/pts/\(number)"
        Self.resize(primary, columns: columns, rows: rows)

        // In a new session, the first terminal that the program opens becomes its controlling terminal, which sends Ctrl-C.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The threads of the tests block signals, and processes inherit the mask.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        let newSession: Int32 = 0x80  // POSIX_SPAWN_SETSID
        posix_spawnattr_setflags(&attributes, Int16(newSession | Int32(POSIX_SPAWN_SETSIGMASK)))
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, secondary, O_RDWR, 0)
        posix_spawn_file_actions_adddup2(&actions, 0, 1)
        posix_spawn_file_actions_adddup2(&actions, 0, 2)

        let path = try #require(Program.executable).path
        let variables = ["TERM": "xterm-256color", "LANG": "en_US.UTF-8", "HOME": "/"].merging(environment) { $1 }
        var argv: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = variables.map { strdup("\($0)=\($1)") } + [nil]
        defer { for string in argv + envp { free(string) } }
        var process = pid_t()
        let status = posix_spawn(&process, path, &actions, &attributes, &argv, &envp)
        try #require(status == 0)
        self.process = process
    }

    deinit {
        kill(process, SIGKILL)
        close(primary)
    }

    /// The rows of the screen without trailing spaces.
    var rows: [String] { screen.text }

    /// Waits until a row contains a text.
    func expect(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        try wait(for: text, sourceLocation) { $0.contains { $0.contains(text) } }
    }

    /// Waits until the last row begins with a text.
    func expectLastRow(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        try wait(for: text, sourceLocation) { $0.last?.hasPrefix(text) == true }
    }

    private func wait(
        for text: String, _ sourceLocation: SourceLocation, until isShown: ([String]) -> Bool
    ) throws {
        let end = ContinuousClock.now + .seconds(30)
        while !isShown(rows) {
            guard ContinuousClock.now < end, read() else {
                Issue.record("no “\(text)” in:\n\(rows.joined(separator: "\n"))", sourceLocation: sourceLocation)
                throw CancellationError()
            }
        }
    }

    /// Waits until no row contains a text.
    func expectNo(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let end = ContinuousClock.now + .seconds(30)
        while rows.contains(where: { $0.contains(text) }) {
            guard ContinuousClock.now < end, read() else {
                Issue.record("“\(text)” in:\n\(rows.joined(separator: "\n"))", sourceLocation: sourceLocation)
                throw CancellationError()
            }
        }
    }

    /// Sends keys after the screen has not changed for longer than the time in which the program ignores keys (120 ms).
    func press(_ keys: String) {
        while read(milliseconds: 180, isPatient: false) {}
        let bytes = Array(keys.utf8)
        _ = write(primary, bytes, bytes.count)
    }

    /// Changes the size of the terminal.
    func resize(columns: Int, rows: Int) {
        screen = TextScreen(columns: columns, rows: rows)
        Self.resize(primary, columns: columns, rows: rows)
    }

    private static func resize(_ terminal: Int32, columns: Int, rows: Int) {
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(terminal, UInt(TIOCSWINSZ), &size)
    }

    /// Whether the terminal echoes keys and collects lines, the mode of a shell.
    var isCooked: Bool {
        var mode = termios()
        return tcgetattr(primary, &mode) == 0 && mode.c_lflag & tcflag_t(ICANON | ECHO) == tcflag_t(ICANON | ECHO)
    }

    /// Waits for the end of the program.
    ///
    /// - Returns: The exit code, or 128 plus the number of the signal that ended the program.
    func end() -> Int32 {
        // The terminal stays open, so that its mode can be read after the end of the program.
        let held = open(secondary, O_RDWR | O_NOCTTY)
        defer { close(held) }
        var status: Int32 = 0
        let end = ContinuousClock.now + .seconds(30)
        while waitpid(process, &status, WNOHANG) == 0 {
            if ContinuousClock.now > end { kill(process, SIGKILL) }
            _ = read(milliseconds: 20)
        }
        while read(milliseconds: 0, isPatient: false) {}
        wasCooked = isCooked
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + (status & 0x7F)
    }

    /// Whether the terminal was in the mode of a shell after the end of the program.
    private(set) var wasCooked = false

    /// Reads available output. Returns false at the end of the output, and without patience also if there is none.
    private func read(milliseconds: Int32 = 100, isPatient: Bool = true) -> Bool {
        var waited = pollfd(fd: primary, events: Int16(POLLIN), revents: 0)
        guard poll(&waited, 1, milliseconds) > 0 else { return isPatient }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = Glibc.read(primary, &bytes, bytes.count)
        guard count > 0 else { return false }
        output += bytes.prefix(count)
        screen.show(bytes.prefix(count))
        return true
    }
}

/// The screen of a terminal, limited to the control sequences of the program: positioned text, and clearing.
struct TextScreen {
    private let columns: Int, rows: Int
    private var cells: [[Character]]
    private var row = 0, column = 0
    private var pending: [UInt8] = []

    init(columns: Int, rows: Int) {
        (self.columns, self.rows) = (columns, rows)
        cells = Array(repeating: Array(repeating: " ", count: columns), count: rows)
    }

    var text: [String] {
        cells.map { line in String(line.reversed().drop { $0 == " " }.reversed()) }
    }

    mutating func show(_ bytes: some Sequence<UInt8>) {
        pending += bytes
        var rest = pending[...]
        while let first = rest.first {
            let count: Int?
            if first == 0x1B {
                count = sequence(rest)
            } else {
                count = character(rest, first)
            }
            guard let count else { break }
            rest = rest.dropFirst(count)
        }
        pending = Array(rest)
    }

    private mutating func character(_ bytes: ArraySlice<UInt8>, _ first: UInt8) -> Int? {
        let count = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        guard bytes.count >= count else { return nil }
        switch first {
        case 0x0D: column = 0
        case 0x0A:
            row += 1
            if row >= rows {
                cells.removeFirst()
                cells.append(Array(repeating: " ", count: columns))
                row = rows - 1
            }
        case 0..<0x20: break
        default:
            if row < rows, column < columns {
                cells[row][column] = String(decoding: bytes.prefix(count), as: UTF8.self).first ?? " "
            }
            column += 1
        }
        return count
    }

    private mutating func sequence(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard let second = bytes.dropFirst().first else { return nil }
        if second == UInt8(ascii: "_") {
            // An image of the kitty protocol.
            var previous: UInt8 = 0
            for (index, byte) in bytes.enumerated() {
                if previous == 0x1B, byte == UInt8(ascii: "\\") { return index + 1 }
                previous = byte
            }
            return nil
        }
        guard second == UInt8(ascii: "[") else { return 2 }
        let parameters = bytes.dropFirst(2).prefix { (0x20...0x3F).contains($0) }
        guard let final = bytes.dropFirst(2 + parameters.count).first else { return nil }
        let numbers = String(decoding: parameters, as: UTF8.self).split(separator: ";").map { Int($0) ?? 0 }
        switch final {
        case UInt8(ascii: "H"):
            (row, column) = numbers.count == 2 ? (numbers[0] - 1, numbers[1] - 1) : (0, 0)
        case UInt8(ascii: "J"): cells = Array(repeating: Array(repeating: " ", count: columns), count: rows)
        default: break
        }
        return 3 + parameters.count
    }
}
