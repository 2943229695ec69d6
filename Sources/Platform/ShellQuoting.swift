/// Quotes a path for a POSIX shell, for commands in messages.
public func shellQuoted(_ path: String) -> String {
    let needsQuotes = path.contains { !($0.isASCII && ($0.isLetter || $0.isNumber || "/._-+".contains($0))) }
    return needsQuotes
        ? "'" + path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'" : path
}
