import Foundation
import TestSupport
import Testing

/// `tagger study`.
@Suite struct StudyCommandTests {
    private let data: TemporaryFolder, folder: TemporaryFolder

    init() throws {
        data = try TemporaryFolder()
        folder = try TemporaryFolder()
        try SmallDataset.write(to: data)
    }

    private var output: String { folder.file("study") }

    private func study(_ arguments: String...) throws -> Program.Result {
        try Program.run(["study", "--data", data.path, "--out", self.output, "--quick"] + arguments)
    }

    @Test(
        "The command on a page repeats the training of the page",
        arguments: [
            ("normalisation", "784-256-10, pixels 0–255, seed 0"), ("hidden-layers", "784-256-128-10, seed 0"),
            ("activations", "784-256-10, activation tanh, seed 0"), ("dropout", "784-256-10, dropout 0.5, seed 0"),
        ])
    func commandOnPage(page: String, label: String) throws {
        let result = try study("--only", page)
        #expect(result.code == 0)
        let line = try #require(result.errors.split(separator: "\n").first { $0.hasPrefix("\(page): \(label): ") })
        let loss = try #require(line.firstMatch(of: /validation loss ([0-9.]+)/)).1
        let text = try String(contentsOfFile: "\(output)/\(page).md", encoding: .utf8)
        let command = try #require(text.firstMatch(of: /trainings alone: `tagger ([^`]+)`/)).1
        let words = command.split(separator: " ").map {
            $0 == "DATA" ? data.path : $0 == "network.safetensors" ? folder.file("network.safetensors") : String($0)
        }
        let training = try Program.run(words)
        let log = training.errors
        #expect(training.code == 0)
        #expect(log.split(separator: "\n").last?.contains("validation loss \(loss) ") == true, "\(command): \(log)")
    }

    @Test("A log receives one line for each training; results are written to standard output") func streams() throws {
        let result = try study("--only", "dataset,test")
        #expect(result.code == 0)
        #expect(result.errors.split(separator: "\n").count == 2 && !result.errors.contains("\u{1B}"))
        #expect(result.output.contains("test: ") && result.output.contains("study/README.md"))
        let quiet = try study("--only", "dataset", "--quiet")
        #expect(quiet.code == 0 && quiet.output.isEmpty && quiet.errors.isEmpty)
    }

    @Test("Invalid command lines and foreign folders are refused") func refused() throws {
        #expect(try study("--only", "vibes").code == 64)
        #expect(try study("--only", "").code == 64)
        #expect(try Program.run("study", "--data", folder.file("gone"), "--out", output).code == 66)
        #expect(!FileManager.default.fileExists(atPath: output))
        try folder.write(Data("mine".utf8), to: "study/README.md")
        let result = try study("--only", "dataset")
        #expect(result.code == 64 && result.errors.contains("did not write"))
    }

    @Test("An interrupted study keeps its pages") func interrupted() throws {
        try SmallDataset.write(to: data, trainingCount: 4000)
        let (process, _, _) = try Program.start(["study", "--data", data.path, "--out", output])
        let page = "\(output)/dataset.md"
        for _ in 0..<600 where !FileManager.default.fileExists(atPath: page) { usleep(10_000) }
        kill(process.processIdentifier, SIGINT)
        process.waitUntilExit()
        #expect(process.terminationStatus == 130)
        let index = try String(contentsOfFile: "\(output)/README.md", encoding: .utf8)
        #expect(index.contains("](dataset.md)") && index.contains("Not run yet: `tagger study"))
    }
}
