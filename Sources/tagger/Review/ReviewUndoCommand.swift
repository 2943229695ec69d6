import ArgumentParser
import Catalog

/// `tagger review undo`: undoes decisions.
struct ReviewUndoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: "Undo the latest decision, or decisions by their ID.",
        discussion: """
            Repeated, the command undoes the decision before. IDs are those of tagger review history; if one of several IDs is \
            invalid, nothing is undone.

            Examples:
              tagger review undo --db shop.sqlite
              tagger review undo 17 18 --db shop.sqlite
            """)

    @Argument(
        help: ArgumentHelp("The IDs of decisions in the history. (default: the latest decision)", valueName: "id"))
    var ids: [Int64] = []

    @OptionGroup var catalog: CatalogOption

    @Option(help: ArgumentHelp("The number of latest decisions to undo. (default: 1)", valueName: "n"))
    var count: Int?

    func validate() throws {
        if let count, count < 1 { throw ValidationError("--count must be 1 or more.") }
        if count != nil, !ids.isEmpty { throw ValidationError("IDs and --count exclude each other: use one.") }
    }

    func run() throws {
        let opened = try Catalog(path: catalog.path, access: .write)
        guard ids.isEmpty else {
            for undone in try opened.undo(all: ids) { write(undone) }
            return
        }
        for _ in 0..<(count ?? 1) {
            guard let undone = try opened.undoLastDecision() else {
                StandardOutput.write("There is no decision to undo.\n")
                return
            }
            write(undone)
        }
    }

    private func write(_ undone: UndoneDecision) {
        let now = undone.status.map { "; now \($0.rawValue)" } ?? ""
        let category = undone.category.map { ", \($0)" } ?? ""
        StandardOutput.write("Undone: \(ReviewCommand.line(undone.decision))\(now)\(category)\n")
    }
}
