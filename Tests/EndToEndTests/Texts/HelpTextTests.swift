import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import tagger

/// The help of all commands.
@Suite struct HelpTextTests {
    private struct Command {
        let words: [String]
        let configuration: CommandConfiguration
    }

    /// Returns a command and all its subcommands.
    private static func commands(_ words: [String], _ type: any ParsableCommand.Type) -> [Command] {
        [Command(words: words, configuration: type.configuration)]
            + type.configuration.subcommands.flatMap { commands(words + [$0._commandName], $0) }
    }

    private static let all = commands([], Tagger.self)

    /// Returns the name of the snapshot that contains the help of a command.
    private static func snapshot(of command: Command) -> String {
        guard let first = command.words.first else { return "help" }
        if first == "review" { return "help-review" }
        let group = Tagger.configuration.groupedSubcommands.first { group in
            group.subcommands.contains { $0._commandName == first }
        }
        return "help-" + (group?.name ?? "other").lowercased()
    }

    @Test("The help of each command", arguments: Set(all.map(snapshot)).sorted())
    func help(snapshot: String) throws {
        var transcript = try Transcript(in: TemporaryFolder())
        for command in Self.all where Self.snapshot(of: command) == snapshot {
            try transcript.run(command.words + ["--help"])
        }
        try expectSnapshot(transcript.text, named: snapshot)
    }

    @Test("Each command has an abstract and an example")
    func examples() {
        for command in Self.all {
            let name = command.words.joined(separator: " ")
            #expect(command.configuration.abstract.hasSuffix("."), "\(name)")
            #expect(command.configuration.discussion.contains("tagger "), "\(name)")
        }
    }

    @Test("The version is printed with the commit")
    func version() throws {
        let result = try Program.run("--version")
        #expect(result.code == 0)
        #expect(result.output.wholeMatch(of: /tagger \d+\.\d+\.\d+ \(commit ([0-9a-f]{12}|unknown)\)\n/) != nil)
    }

    @Test("The commit is read from branches, packed branches, detached heads and worktrees")
    func commit() throws {
        let commit = "0123456789abcdef0123456789abcdef01234567"
        func read(_ files: [String: String]) throws -> String? {
            let folder = try TemporaryFolder()
            for (name, text) in files { try folder.write(Data(text.utf8), to: name) }
            return Version.commit(sourceFile: folder.file("Sources/tagger/Console/Version.swift"))
        }
        let branch = "ref: refs/heads/main\n"
        #expect(try read([".git/HEAD": branch, ".git/refs/heads/main": commit + "\n"]) == "0123456789ab")
        #expect(
            try read([".git/HEAD": branch, ".git/packed-refs": "# pack-refs\n\(commit) refs/heads/main\n"])
                == "0123456789ab")
        #expect(try read([".git/HEAD": commit + "\n"]) == "0123456789ab")
        #expect(
            try read([
                ".git": "gitdir: main/worktrees/one\n", "main/worktrees/one/HEAD": branch,
                "main/worktrees/one/commondir": "../..\n", "main/refs/heads/main": commit + "\n",
            ]) == "0123456789ab")
        #expect(try read([:]) == nil)
        #expect(try read([".git/HEAD": branch]) == nil)
    }
}
