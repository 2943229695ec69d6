import FashionMNIST
import Foundation
import NeuralNetwork
import Platform
import Synchronization
import Testing
import TestSupport

@testable import Tagging

@Suite struct StudyTests {
    private let data: TemporaryFolder, folder: TemporaryFolder

    init() throws {
        data = try TemporaryFolder()
        folder = try TemporaryFolder()
        try SmallDataset.write(to: data)
    }

    private var output: String { folder.file("study") }

    private func perform(only names: [String]? = nil, output: String? = nil) throws -> Bool {
        try Study(only: names, isQuick: true).perform(on: Dataset(folder: data.path), output: output ?? self.output)
    }

    private func files(_ output: String? = nil) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: output ?? self.output).sorted()
    }

    private func read(_ file: String) throws -> String {
        try String(contentsOfFile: "\(output)/\(file)", encoding: .utf8)
    }

    @Test func everyQuestionHasItsPageAndEveryLinkItsFile() throws {
        #expect(try perform())
        let files = try files(), index = try read("README.md")
        for name in Study.experimentNames {
            #expect(index.contains("](\(name).md)"), "\(name)")
            let page = try read("\(name).md")
            #expect(page.contains("tagger study --data DATA --out docs/study --only \(name) --quick`"))
            // A plot or a table without a command beside it would be a claim that nobody can check.
            let shown = page.split(separator: "\n").count { $0.hasPrefix("![") || $0.hasPrefix("| ---") }
            #expect(shown > 0 && page.components(separatedBy: "--only \(name) --quick`").count == shown + 1)
            for word in ["nan", "inf ", "−nan"] { #expect(!page.contains(word), "\(name): \(word)") }
        }
        let text = try files.filter { $0.hasSuffix(".md") }.map(read).joined()
        let links = text.matches(of: /\]\(([^)]+)\)/).map { String($0.1) }
        #expect(Set(links).isSubset(of: files))
        // Every drawing stands on a page.
        #expect(Set(files).subtracting(links) == [])
        #expect(!index.contains("Not asked yet"))
    }

    /// Pictures of the dataset are others': the repository ignores the files that show them, and the report shows no others.
    @Test func picturesOfTheDatasetAreNotKept() throws {
        #expect(try perform(only: ["dataset", "test", "prediction"]))
        let withPictures = try files().filter { try $0.hasSuffix(".svg") && read($0).contains("<image") }
        #expect(withPictures == ["dataset-pictures.svg", "prediction-pictures.svg", "test-pictures.svg"])
        let ignored = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../docs/study/.gitignore")
        #expect(try String(contentsOf: ignored, encoding: .utf8).split(separator: "\n").contains("*-pictures.svg"))
        #expect(try !read("README.md").contains("-pictures.svg"))
    }

    @Test func oneQuestionWritesItsOwnFilesAndKeepsTheOthers() throws {
        #expect(try perform(only: ["dataset"]))
        #expect(try files() == ["README.md", "dataset-pictures.svg", "dataset.md"])
        #expect(
            try read("README.md").contains("Not asked yet: `tagger study --data DATA --out docs/study --only epochs`"))
        let page = try read("dataset.md")
        #expect(try perform(only: ["prediction"]))
        #expect(try read("dataset.md") == page)
        let index = try read("README.md")
        #expect(
            index.contains("](dataset.md)") && index.contains("](prediction.md)") && !index.contains("](epochs.md)"))
    }

    @Test func theSameQuestionHasTheSameAnswer() throws {
        let other = folder.file("other")
        #expect(try perform(only: ["activations", "test"]))
        #expect(try perform(only: ["activations", "test"], output: other))
        for file in try files() {
            #expect(
                FileManager.default.contentsEqual(atPath: "\(output)/\(file)", andPath: "\(other)/\(file)"), "\(file)")
        }
    }

    @Test func somebodysFilesAreNeverOverwritten() throws {
        try folder.write(Data("# My shop\n".utf8), to: "shop/README.md")
        try folder.write(Data("notes".utf8), to: "notes/test.md")
        for name in ["shop", "notes"] {
            let error = #expect(throws: TaggerError.self) { try perform(only: ["dataset"], output: folder.file(name)) }
            #expect(error?.kind == .usage)
        }
        #expect(try String(contentsOfFile: folder.file("shop/README.md"), encoding: .utf8) == "# My shop\n")
        #expect(try files(folder.file("shop")) == ["README.md"] && files(folder.file("notes")) == ["test.md"])
        let file = try folder.write(Data(), to: "file")
        #expect(throws: TaggerError.self) { try perform(only: ["dataset"], output: file) }
    }

    /// A page or a drawing of somebody's among the study's own is seen before anything is trained or written.
    @Test(arguments: ["test.md", "test-confusion.svg", "test-pictures.svg"])
    func somebodysFileAmongTheStudysIsNotOverwritten(name: String) throws {
        #expect(try perform(only: ["dataset"]))
        let before = try read("README.md")
        let file = try folder.write(Data("mine".utf8), to: "study/\(name)")
        let error = #expect(throws: TaggerError.self) {
            try Study(only: ["dataset", "test"], isQuick: true).perform(
                on: Dataset(folder: data.path), output: output, progress: { _ in Issue.record("it has begun") })
        }
        #expect(error?.kind == .usage)
        #expect(error?.description.contains(file) == true && error?.description.contains("Move it away") == true)
        #expect(try read(name) == "mine" && read("README.md") == before)
        // It is in nobody else's way.
        #expect(try perform(only: ["dataset"]))
        #expect(try read(name) == "mine")
    }

    /// What somebody puts there while it works is not overwritten either.
    @Test func somebodysFileOfAMomentAgoIsNotOverwritten() throws {
        let (folder, data) = (folder, data)
        #expect(throws: TaggerError.self) {
            try Study(only: ["test"], isQuick: true).perform(on: Dataset(folder: data.path), output: output) { event in
                if case .trained = event { _ = try? folder.write(Data("mine".utf8), to: "study/test-confusion.svg") }
            }
        }
        #expect(try read("test-confusion.svg") == "mine" && files() == ["README.md", "test-confusion.svg"])
    }

    @Test func aQuickStudyDoesNotReplaceAWholeOne() throws {
        let whole = try Study(only: ["dataset"])
        #expect(try perform(only: ["dataset"]))
        #expect(try read("dataset.md").contains("Made with `--quick`"))
        #expect(try whole.perform(on: Dataset(folder: data.path), output: output))
        let before = try (read("dataset.md"), read("README.md"))
        #expect(!before.0.contains("Made with"))
        // Not even beside it: the report would speak of both.
        for names in [["dataset"], ["activations"]] {
            let error = #expect(throws: TaggerError.self) { try perform(only: names) }
            #expect(error?.kind == .usage && error?.description.contains("another folder") == true)
        }
        #expect(try before == (read("dataset.md"), read("README.md")))
        #expect(try files() == ["README.md", "dataset-pictures.svg", "dataset.md"])
        #expect(try whole.perform(on: Dataset(folder: data.path), output: output))
    }

    @Test func whatIsFinishedIsKeptWhenItIsStopped() throws {
        let stop = StopRequest()
        let isDone = try Study(isQuick: true).perform(on: Dataset(folder: data.path), output: output, stop: stop) {
            event in
            if case .written(experiment: "normalisation", _) = event { stop.stop(signal: SIGINT) }
        }
        #expect(!isDone)
        #expect(try files().filter { $0.hasSuffix(".md") } == ["README.md", "dataset.md", "normalisation.md"])
        #expect(try read("README.md").contains("](normalisation.md)"))
    }

    @Test func progressCountsEveryEpochOnce() throws {
        let counted = Mutex<[Int]>([]), trained = Mutex<[String]>([])
        _ = try Study(only: ["hidden-layers", "test"], isQuick: true).perform(
            on: Dataset(folder: data.path), output: output
        ) { event in
            switch event {
            case .epoch(_, let done, let total):
                // Three networks, two seeds, two epochs; the test uses the first network again.
                #expect(total == 12)
                counted.withLock { $0.append(done) }
            case .trained(_, let line): trained.withLock { $0.append(line) }
            case .written: break
            }
        }
        #expect(counted.withLock { $0.sorted() } == Array(1...12))
        #expect(trained.withLock { $0.count } == 6)
    }

    @Test func unknownExperimentsAreNamed() {
        let error = #expect(throws: TaggerError.self) { try Study(only: ["test", "vibes"]) }
        #expect(error?.kind == .usage)
        #expect(error?.description.contains("“vibes”") == true && error?.description.contains("hidden-layers") == true)
    }
}
