import ArgumentParser
import Catalog
import Foundation
import Reporting
import Review
import Tagging

/// `tagger categories`: the names of the categories.
struct CategoriesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "categories",
        abstract: "List the categories with their names; rename categories.",
        discussion: """
            Reviewers see these names and can use them on the command line. Exports and the view tagger_tags always contain the \
            ten fixed names.

            Example, a shop that calls bags “Bolsinhas”:
              tagger categories rename Bag Bolsinhas --language pt-BR --db shop.sqlite
            """,
        subcommands: [List.self, Rename.self, Reset.self],
        defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the categories, their keys and their names.",
            discussion: "Example: tagger categories list --db shop.sqlite")
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
            if hasOwn { StandardOutput.write("* renamed in this shop\n") }
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
        static let configuration = CommandConfiguration(
            abstract: "Set the name of a category in one language.",
            discussion: "Example: tagger categories rename Dress Gowns --language en --db shop.sqlite")
        @Argument(help: "The category, by any of its names.") var category: String
        @Argument(help: "The new name, at most \(CategoryNames.longestName) characters.") var name: String
        @OptionGroup var catalog: CatalogOption
        @OptionGroup var language: LanguageOption

        func run() throws {
            let opened = try Catalog(path: catalog.path, access: .write)
            let category = try CategoryNames(of: opened).category(named: category)
            let language = language.chosen
            try CategoryNames.rename(category, to: name, in: language, of: opened)
            let name = try CategoryNames(of: opened).name(of: category, in: language)
            StandardOutput.write("\(category) is now named “\(name.sanitizedForTerminal)” (\(language.rawValue)).\n")
        }
    }

    struct Reset: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Restore the built-in names, in one language or in all.",
            discussion: """
                Examples:
                  tagger categories reset --db shop.sqlite
                  tagger categories reset Dress --language pt-BR --db shop.sqlite
                """)
        @Argument(help: "The category, by any of its names. (default: all categories)") var category: String?
        @OptionGroup var catalog: CatalogOption

        @Option(help: ArgumentHelp("The language, en or pt-BR. (default: all languages)", valueName: "language"))
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
            StandardOutput.write("\(count.counted("name")) restored.\n")
        }
    }

    /// The option `--language`.
    struct LanguageOption: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                "The language, en or pt-BR. (default: the language of LC_ALL, LC_MESSAGES or LANG, or en)",
                valueName: "language"))
        var language: Language?

        var chosen: Language { language ?? Language(environment: ProcessInfo.processInfo.environment) }
    }
}

extension Language: ExpressibleByArgument {
    /// Creates a language from a language tag such as "pt-BR"; nil for languages other than English and Portuguese.
    public init?(argument: String) { self.init(tag: argument) }
}
