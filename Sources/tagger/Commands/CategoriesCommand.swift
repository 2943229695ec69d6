import ArgumentParser
import Catalog
import Foundation
import Reporting
import Review
import Tagging

/// What the categories are called.
struct CategoriesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "categories",
        abstract: "List the categories with their names, and give them the shop's own.",
        discussion: """
            People see these names when they review, and may use them. What the program writes (tagger export, the view \
            tagger_tags) has the ten fixed names always.
            """,
        subcommands: [List.self, Rename.self, Reset.self],
        defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List them (the default).")
        @OptionGroup var catalog: CatalogOption

        @Flag(help: "Print the list as a JSON array.")
        var json = false

        func run() throws {
            let words = try CategoryNames(of: Catalog(path: catalog.path, access: .preview))
            if json { return try StandardOutput.writeJSON(CategoryNames.all.map { Entry($0, words) }) }
            var table = TextTable(columns: [
                .init("KEY"), .init("CATEGORY"), .init("ENGLISH", canShrink: true),
                .init("PORTUGUÊS", canShrink: true),
            ])
            for category in CategoryNames.all {
                table.add(
                    [CategoryNames.key(of: category)?.uppercased() ?? "", category]
                        + Language.allCases.map { language in
                            words.name(of: category, in: language)
                                + (words.isShopsOwn(category, in: language) ? " *" : "")
                        })
            }
            StandardOutput.write(table.text(width: StandardOutput.width))
            let hasOwn = CategoryNames.all.contains { category in
                Language.allCases.contains { words.isShopsOwn(category, in: $0) }
            }
            if hasOwn { StandardOutput.write("* the shop's own name\n") }
        }

        private struct Entry: Encodable {
            struct Name: Encodable {
                let language: String, name: String, isShopsOwn: Bool
            }

            let key: String, category: String, names: [Name]

            init(_ category: String, _ words: CategoryNames) {
                self.category = category
                key = CategoryNames.key(of: category).map(String.init) ?? ""
                names = Language.allCases.map {
                    Name(
                        language: $0.rawValue, name: words.name(of: category, in: $0),
                        isShopsOwn: words.isShopsOwn(category, in: $0))
                }
            }
        }
    }

    struct Rename: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Give a category the shop's own name.")
        @Argument(help: "The category, by any of its names.") var category: String
        @Argument(help: "What the shop calls it, at most \(CategoryNames.longestName) characters.") var name: String
        @OptionGroup var catalog: CatalogOption
        @OptionGroup var language: LanguageOption

        func run() throws {
            let opened = try Catalog(path: catalog.path, access: .write)
            let category = try CategoryNames(of: opened).category(named: category)
            let language = language.chosen
            try CategoryNames.rename(category, to: name, in: language, of: opened)
            let name = try CategoryNames(of: opened).name(of: category, in: language)
            StandardOutput.write("\(category) is called “\(name.harmless)” (\(language.rawValue)).\n")
        }
    }

    struct Reset: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Go back to the program's own names, in every language or one.")
        @Argument(help: "The category, by any of its names (default: all of them).") var category: String?
        @OptionGroup var catalog: CatalogOption

        @Option(help: ArgumentHelp("Only in this language: en or pt-BR.", valueName: "language"))
        var language: Language?

        func run() throws {
            let opened = try Catalog(path: catalog.path, access: .write)
            let words = try CategoryNames(of: opened)
            let categories = try category.map { [try words.category(named: $0)] } ?? CategoryNames.all
            var count = 0
            for category in categories {
                for language in language.map({ [$0] }) ?? Language.allCases
                where words.isShopsOwn(category, in: language) {
                    try opened.setCategoryName(nil, of: category, language: language.rawValue)
                    count += 1
                }
            }
            StandardOutput.write(count == 1 ? "1 name was reset.\n" : "\(count) names were reset.\n")
        }
    }

    /// In which language.
    struct LanguageOption: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                "In which language: en or pt-BR (default: that of LC_ALL, LC_MESSAGES or LANG, or English).",
                valueName: "language"))
        var language: Language?

        var chosen: Language { language ?? Language(environment: ProcessInfo.processInfo.environment) }
    }
}

extension Language: ExpressibleByArgument {
    /// The language that a tag names; nil where people don't review in it.
    public init?(argument: String) { self.init(tag: argument) }
}
