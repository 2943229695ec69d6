import Foundation
import TestSupport
import Testing

/// `tagger models`: shipped models and their cards.
@Suite struct ModelsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("The shipped models are listed; cards need the dataset") func list() throws {
        let result = try Program.run("models")
        let words = result.output.split(separator: "\n").map { $0.split(separator: " ").prefix(2).map(String.init) }
        #expect(result.code == 0 && words.contains(["dense", "203530"]) && words.contains(["record", "918490"]))
        let models = try Program.run("models", "--json").json()["models"] as? [[String: Any]]
        #expect(models?.contains { $0["name"] as? String == "dense" && $0["parameters"] as? Int == 203_530 } == true)
        let empty = ["HOME": folder.path]
        #expect(try Program.run("models", "cards", in: folder.path, environment: empty).code == 66)
        #expect(try Program.run("models", "cards", "--model", "nonsense", in: folder.path).code == 66)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test("Cards contain the figures of evaluate", .enabled(if: TestData.fashionMNIST != nil, TestData.missing))
    func cards() throws {
        let data = try #require(TestData.fashionMNIST).path
        func writeCards(_ options: String...) throws -> Int32 {
            let (process, _, _) = try Program.start(
                ["models", "cards", "--data", data, "--vectors", "vectors", "--model", "dense"] + options,
                in: folder.path)
            process.waitUntilExit()
            return process.terminationStatus
        }
        #expect(try writeCards("--out", "cards.md") == 0)
        let text = try String(contentsOfFile: folder.file("cards.md"), encoding: .utf8)
        #expect(text.contains("Made by `tagger models cards --out cards.md --vectors vectors --model dense`"))
        let figures = try Program.run("evaluate", "--model", "dense", "--data", data, "--json").json()
        for (key, name) in [
            ("accuracy", "accuracy"), ("accuracy_mirrored", "accuracy, averaged with the mirrored image"),
        ] {
            let share = try #require(figures[key] as? Double)
            #expect(text.contains("| \(name) | \(String(format: "%.2f%%", share * 100)) |"))
        }
        #expect(FileManager.default.fileExists(atPath: folder.file("vectors/dense.json")))
        #expect(try writeCards("--out", "nowhere/cards.md") == 66)
        try folder.write(Data("mine".utf8), to: "mine.md")
        #expect(try writeCards("--out", "mine.md") == 64)
    }
}
