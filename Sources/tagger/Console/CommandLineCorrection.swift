import ArgumentParser
import Foundation
import Platform

/// The text about a command line that the parser refused, with a suggestion if a likely intention is recognised.
///
/// The parser itself suggests options, but only if no required option is missing. It cannot suggest commands, because it reads
/// a misspelled command as an argument of the default command.
struct CommandLineCorrection {
    /// The message, with a suggestion, and hints at the usage.
    let text: String

    /// Creates the text.
    ///
    /// - Parameters:
    ///   - arguments: The command line without the name of the program.
    ///   - parserMessage: The message of the parser.
    ///   - parserUsage: The hints of the parser: help of an option, usage, and the command that prints the help.
    init(arguments: [String], parserMessage: String, parserUsage: some StringProtocol) {
        let usage = parserUsage.split(separator: "\n").filter { !$0.hasPrefix("Help:") }.joined(separator: "\n")
        let catalog = Self.misplacedCatalog(in: arguments)
        if let unknown = Self.unknownCommand(in: arguments), unknown.word != catalog {
            text = """
                Unknown command '\(unknown.word)'.\(Self.suggestion(unknown.word, unknown.commands))
                Commands: \(unknown.commands.joined(separator: ", "))
                  See '\(unknown.parent) --help' for more information.
                """
        } else if let option = Self.misspelledOption(in: arguments, parserMessage: parserMessage) {
            text = "Unknown option '\(option.word)'. Did you mean '\(option.required)'?\n\(usage)"
        } else if let catalog {
            text = "Unexpected argument '\(catalog)'. Did you mean '--db \(shellQuoted(catalog))'?\n\(usage)"
        } else {
            text = "\(parserMessage)\(parserUsage)"
        }
    }

    private static func suggestion(_ word: String, _ candidates: [String]) -> String {
        closestMatch(to: word.lowercased(), in: candidates).map { " Did you mean '\($0)'?" } ?? ""
    }

    /// Returns the first argument in the place of a subcommand that is not a subcommand, with the subcommands of that place and
    /// the command that they belong to.
    private static func unknownCommand(
        in arguments: [String]
    ) -> (word: String, commands: [String], parent: String)? {
        var command: any ParsableCommand.Type = Tagger.self
        var parent = Tagger._commandName
        for word in arguments where word != "help" {
            let subcommands = command.configuration.subcommands
            guard !word.hasPrefix("-"), !subcommands.isEmpty else { return nil }
            guard let next = subcommands.first(where: { $0._commandName == word }) else {
                return (word, subcommands.map { $0._commandName }, parent)
            }
            command = next
            parent += " " + word
        }
        return nil
    }

    /// Returns the argument that is probably a misspelling of the option whose absence the parser reported.
    private static func misspelledOption(
        in arguments: [String], parserMessage: String
    ) -> (word: String, required: String)? {
        guard let match = parserMessage.firstMatch(of: /^Missing expected argument '(--[a-z-]+)/) else { return nil }
        let required = String(match.1)
        let options = arguments.filter { $0.hasPrefix("--") }.map { String($0.prefix { $0 != "=" }) }
        return options.first { closestMatch(to: $0, in: [required]) != nil }.map { ($0, required) }
    }

    /// Returns the first argument that looks like the path of a catalog, if the command line does not name a catalog with
    /// `--db`.
    private static func misplacedCatalog(in arguments: [String]) -> String? {
        guard !arguments.contains(where: { $0 == "--db" || $0.hasPrefix("--db=") }) else { return nil }
        return arguments.first { argument in
            !argument.hasPrefix("-") && [".sqlite", ".sqlite3", ".db", ".db3"].contains { argument.hasSuffix($0) }
        }
    }
}
