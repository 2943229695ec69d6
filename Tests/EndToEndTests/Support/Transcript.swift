import Foundation
import TestSupport
import Testing

/// Commands with all that they print, as a text for a snapshot. Text that differs between machines and runs is masked.
struct Transcript {
    private(set) var text = ""
    private let folder: TemporaryFolder
    private let environment: [String: String]

    /// Creates an empty transcript.
    ///
    /// - Parameters:
    ///   - folder: The working folder of the commands.
    ///   - environment: Further environment variables. `HOME` is the folder, and `PATH` that of the system.
    init(in folder: TemporaryFolder, environment: [String: String] = [:]) {
        self.folder = folder
        self.environment = ["HOME": folder.path, "PATH": "/usr/bin:/bin"].merging(environment) { $1 }
    }

    /// Runs a command and appends what it prints.
    @discardableResult
    mutating func run(_ arguments: String...) throws -> Program.Result { try run(arguments) }

    /// Runs a command and appends what it prints.
    @discardableResult
    mutating func run(_ arguments: [String]) throws -> Program.Result {
        let result = try Program.run(arguments, in: folder.path, environment: environment)
        append(arguments, result)
        return result
    }

    /// Appends a command that was run elsewhere.
    mutating func append(_ arguments: [String], _ result: Program.Result) {
        let words = arguments.map { $0.contains(" ") || $0.isEmpty ? "'\($0)'" : $0 }
        // A log of progress is written only if the machine is slow.
        let log = result.errors.replacing(/[A-Z][a-z]+: \d+ of \d+[^\n]* left[^\n]*\n/, with: "")
        let errors = log.isEmpty ? "" : "[standard error]\n\(log)"
        let code = result.code == 0 ? "" : "[exit code \(result.code)]\n"
        text += masked("$ \((["tagger"] + words).joined(separator: " "))\n\(result.output)\(errors)\(code)\n")
    }

    /// Appends a comment.
    mutating func note(_ comment: String) { text += "# \(comment)\n" }

    private func masked(_ text: String) -> String {
        var text = text
        let paths = [
            (Program.executable?.path ?? "tagger", "tagger"), (folder.path, "FOLDER"),
            (SampleShop.package.path, "PACKAGE"),
        ]
        for (path, mask) in paths { text.replace(path, with: mask) }
        text.replace(/\b\d+(\.\d+)? s\b/, with: "N s")
        text.replace(/20\d\d-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?Z?)?/, with: "DATE")
        // The last digits depend on the vector instructions of the processor.
        text.replace(/(\d\.\d{3})\d{3,}/) { "\($0.1)…" }
        text.replace(/\btagger \d+\.\d+\.\d+ \(commit \w+\)/, with: "tagger VERSION (commit COMMIT)")
        return text
    }
}
