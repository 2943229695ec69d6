import ArgumentParser
import Catalog
import Foundation
import Reporting
import Tagging

/// What waits for a person, and what a person says of it.
struct ReviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "List what waits for a person, and decide.",
        discussion: "A SKU that begins with a dash goes behind --, as in: tagger review accept --db FILE -- -123",
        subcommands: [
            List.self, Serve.self, Accept.self, Set.self, None.self, Skip.self, Undo.self, Apply.self,
        ],
        defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what waits, most useful decision first (the default).")

        @OptionGroup var catalog: CatalogOption

        @Option(help: "How the list is written: \(ListFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
        var format = ListFormat.text

        @Option(help: ArgumentHelp("List no more than this.", valueName: "n"))
        var limit: Int?

        @Option(help: ArgumentHelp("Only products with this guess.", valueName: "category"))
        var category: String?

        func validate() throws {
            if let limit, limit < 0 { throw ValidationError("--limit is 0 or more.") }
        }

        func run() throws {
            let guess = try category.flatMap { try Decision.Answer(categoryArgument: $0).category }
            let opened = try Catalog(path: catalog.path, access: .read)
            let items = try opened.reviewQueue(limit: limit, filter: ReviewFilter(category: guess))
            switch format {
            case .text: StandardOutput.write(try text(items, waiting: opened.countsByStatus()["review"] ?? 0))
            case .json: try StandardOutput.writeJSON(items.map(Entry.init))
            case .csv:
                StandardOutput.write(CSV.line(["sku", "title", "category", "confidence", "second", "reason"]))
                for item in items {
                    StandardOutput.write(
                        CSV.line([
                            item.sku, item.title, item.category, item.confidence.map { "\($0)" } ?? "",
                            item.second ?? "",
                            item.reason.rawValue,
                        ]))
                }
            }
        }

        private func text(_ items: [ReviewItem], waiting: Int) -> String {
            guard !items.isEmpty else { return "Nothing waits for review.\n" }
            var table = TextTable(columns: [
                .init("SKU", canShrink: true), .init("TITLE", canShrink: true), .init("CATEGORY"),
                .init("CONFIDENCE", .right), .init("SECOND"), .init("REASON"),
            ])
            for item in items {
                table.add([
                    item.sku, item.title, item.category, item.confidence.map { String(format: "%.3f", $0) } ?? "–",
                    item.second ?? "", item.reason.rawValue,
                ])
            }
            let list = table.text(width: StandardOutput.width)
            // In a pipe or a file the list is all that is asked for.
            guard StandardOutput.width != nil else { return list }
            let catalog = shellQuoted(catalog.path).harmless
            return list + """

                \(waiting) wait for review\(waiting > items.count ? " (\(items.count) shown)" : ""). Decide with:
                    \(programName) review accept SKU… --db \(catalog)
                    \(programName) review set SKU CATEGORY --db \(catalog)
                    \(programName) review none SKU… --db \(catalog)

                """
        }

        private struct Entry: Encodable {
            let sku: String, title: String, category: String, confidence: OrNull<Double>, second: OrNull<String>,
                reason: String

            init(_ item: ReviewItem) {
                (sku, title, category, reason) = (item.sku, item.title, item.category, item.reason.rawValue)
                (confidence, second) = (OrNull(item.confidence), OrNull(item.second))
            }
        }
    }

    struct Accept: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The guess is right.")
        @Argument(help: "The products.") var sku: [String]
        @OptionGroup var catalog: CatalogOption

        func run() throws { try decide(sku.map { Decision(sku: $0, answer: .accept) }, catalog.path) }
    }

    struct Set: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "It is another category.")
        @Argument(help: "The product.") var sku: String
        @Argument(help: "One of \(Category.names.joined(separator: ", ")), in any case; or none.") var category:
            [String]
        @OptionGroup var catalog: CatalogOption

        func run() throws {
            // “ankle boot” without quotes is two words to the shell.
            let answer = try Decision.Answer(categoryArgument: category.joined(separator: " "))
            try decide([Decision(sku: sku, answer: answer)], catalog.path)
        }
    }

    struct None: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "It belongs to none of the categories.")
        @Argument(help: "The products.") var sku: [String]
        @OptionGroup var catalog: CatalogOption

        func run() throws { try decide(sku.map { Decision(sku: $0, answer: .none) }, catalog.path) }
    }

    struct Skip: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Leave it for later: it goes to the end of the queue.")
        @Argument(help: "The products.") var sku: [String]
        @OptionGroup var catalog: CatalogOption

        func run() throws { try decide(sku.map { Decision(sku: $0, answer: .skip) }, catalog.path) }
    }

    struct Undo: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take the latest decision back; again: the one before it.")
        @OptionGroup var catalog: CatalogOption

        @Option(help: ArgumentHelp("Take back so many, such as all of a file.", valueName: "n"))
        var count = 1

        func validate() throws {
            if count < 1 { throw ValidationError("--count is 1 or more.") }
        }

        func run() throws {
            let opened = try Catalog(path: catalog.path, access: .write)
            for _ in 0..<count {
                guard let undone = try opened.undoLastDecision() else {
                    StandardOutput.write("There is no decision to undo.\n")
                    return
                }
                let now = undone.status.map { "; now \($0)" } ?? ""
                let category = undone.category.map { ", \($0)" } ?? ""
                StandardOutput.write("Undone: \(ReviewCommand.line(undone.decision))\(now)\(category)\n")
            }
        }
    }

    struct Apply: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take many decisions from a CSV file with the columns sku and category.",
            discussion: "Further columns are ignored. A wrong line changes nothing at all.")
        @Argument(help: "The file.") var file: String
        @OptionGroup var catalog: CatalogOption

        func run() throws {
            let decisions = try DecisionsFile(path: file).decisions
            let recorded = try Catalog(path: catalog.path, access: .write).decide(decisions)
            StandardOutput.write("\(recorded.count) decided.\n")
            if recorded.count > 1, StandardOutput.width != nil {
                let catalog = shellQuoted(catalog.path).harmless
                StandardOutput.write(
                    "Take them back: \(programName) review undo --count \(recorded.count) --db \(catalog)\n")
            }
        }
    }

    private static func decide(_ decisions: [Decision], _ path: String) throws {
        let recorded = try Catalog(path: path, access: .write).decide(decisions)
        StandardOutput.write(recorded.map { line($0) + "\n" }.joined())
    }

    private static func line(_ decision: RecordedDecision) -> String {
        "\(decision.sku.harmless): \(decision.category ?? "skipped")"
    }
}

extension Decision.Answer {
    /// The answer that an argument names.
    ///
    /// - Throws: ``InputError`` of kind `usage`, which lists what can be named.
    fileprivate init(categoryArgument name: String) throws {
        guard let answer = Self(named: name) else {
            throw InputError(
                .usage,
                "“\(name)” is not a category. The categories are: \(Category.names.joined(separator: ", ")); or none.")
        }
        self = answer
    }

    /// The category that it says; nil where it says none by name.
    fileprivate var category: String? {
        switch self {
        case .set(let name): name
        case .none: Category.none
        case .accept, .skip: nil
        }
    }
}
