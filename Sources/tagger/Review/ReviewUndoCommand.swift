import ArgumentParser
import Catalog

/// `tagger review undo`: takes decisions back.
struct ReviewUndoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: "Take the latest decision back; again: the one before it.",
        discussion: "With numbers from tagger review history: those, all or none of them.")

    @Argument(help: ArgumentHelp("Decisions, by their number in the history.", valueName: "id"))
    var ids: [Int64] = []

    @OptionGroup var catalog: CatalogOption

    @Option(help: ArgumentHelp("Take back so many, such as all of a file.", valueName: "n"))
    var count: Int?

    func validate() throws {
        if let count, count < 1 { throw ValidationError("--count is 1 or more.") }
        if count != nil, !ids.isEmpty { throw ValidationError("Decisions by their number, or --count: not both.") }
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
