import FashionMNIST
import Foundation
import NeuralNetwork
import Platform
import Synchronization
import Tagging
import TestSupport
import Testing

@testable import Study

/// The report that a quick study writes.
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

    @Test("Each experiment has a page, and each link refers to a file")
    func pagesAndLinks() throws {
        #expect(try perform())
        let files = try files(), index = try read("README.md")
        for name in Study.experimentNames {
            #expect(index.contains("](\(name).md)"), "\(name)")
            let page = try read("\(name).md")
            #expect(page.contains("tagger study --data DATA --out docs/study --only \(name) --quick`"))
            // Each plot and each table has the command that makes it.
            let shown = page.split(separator: "\n").count { $0.hasPrefix("![") || $0.hasPrefix("| ---") }
            let commands = page.matches(of: /(Drawn|Computed) by `tagger study [^`]*--only ([a-z-]+) --quick`/)
            #expect(shown > 0 && commands.count == shown && commands.allSatisfy { $0.2 == name })
            for word in ["nan", "inf ", "−nan"] { #expect(!page.contains(word), "\(name): \(word)") }
        }
        let text = try files.filter { $0.hasSuffix(".md") }.map(read).joined()
        let links = text.matches(of: /\]\(([^)]+)\)/).map { String($0.1) }.filter { !$0.hasPrefix("https://") }
        #expect(Set(links).isSubset(of: files))
        // Each drawing is on a page, except those with images of the dataset.
        let notEmbedded = Set(files).subtracting(links)
        for file in notEmbedded { #expect(file.hasSuffix("-images.svg") && text.contains("`" + file + "`")) }
        let link = "](" + Study.originalURL + ")"
        #expect(index.contains(link) && !index.contains("Not run yet"))
    }

    @Test("The repository ignores drawings with images of the dataset, and no page embeds them")
    func imagesOfTheDataset() throws {
        #expect(try perform(only: ["dataset", "test", "prediction"]))
        let withImages = try files().filter { try $0.hasSuffix(".svg") && read($0).contains("<image") }
        #expect(withImages == ["dataset-images.svg", "prediction-images.svg", "test-images.svg"])
        let ignored = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../docs/study/.gitignore")
        #expect(try String(contentsOf: ignored, encoding: .utf8).split(separator: "\n").contains("*-images.svg"))
        for file in ["README.md", "dataset.md", "test.md"] { #expect(try !read(file).contains("-images.svg)")) }
    }

    @Test("One experiment writes its own files and keeps the others")
    func oneExperiment() throws {
        #expect(try perform(only: ["dataset"]))
        #expect(try files() == ["README.md", "dataset-images.svg", "dataset.md"])
        #expect(
            try read("README.md").contains("Not run yet: `tagger study --data DATA --out docs/study --only epochs`"))
        let page = try read("dataset.md")
        #expect(try perform(only: ["prediction"]))
        #expect(try read("dataset.md") == page)
        let index = try read("README.md")
        #expect(
            index.contains("](dataset.md)") && index.contains("](prediction.md)") && !index.contains("](epochs.md)"))
    }

    @Test("Two runs of an experiment write equal files")
    func repeatability() throws {
        let other = folder.file("other")
        #expect(try perform(only: ["activations", "test"]))
        #expect(try perform(only: ["activations", "test"], output: other))
        for file in try files() {
            #expect(
                FileManager.default.contentsEqual(atPath: "\(output)/\(file)", andPath: "\(other)/\(file)"), "\(file)")
        }
    }

    @Test("A folder with other files is refused")
    func foreignFolder() throws {
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

    @Test(
        "A foreign file in the report's folder is refused before any training",
        arguments: ["test.md", "test-confusion.svg", "test-images.svg"])
    func foreignFile(name: String) throws {
        #expect(try perform(only: ["dataset"]))
        let before = try read("README.md")
        let file = try folder.write(Data("mine".utf8), to: "study/\(name)")
        let error = #expect(throws: TaggerError.self) {
            try Study(only: ["dataset", "test"], isQuick: true).perform(
                on: Dataset(folder: data.path), output: output,
                progress: { _ in Issue.record("a training has started") })
        }
        #expect(error?.kind == .usage)
        #expect(
            error?.description.contains(file) == true
                && error?.description.contains("The file is not overwritten") == true)
        #expect(try read(name) == "mine" && read("README.md") == before)
        // Other experiments still run.
        #expect(try perform(only: ["dataset"]))
        #expect(try read(name) == "mine")
    }

    @Test("A foreign file that appears during the trainings is not overwritten")
    func foreignFileDuringTrainings() throws {
        let (folder, data) = (folder, data)
        #expect(throws: TaggerError.self) {
            try Study(only: ["test"], isQuick: true).perform(on: Dataset(folder: data.path), output: output) { event in
                if case .trained = event { _ = try? folder.write(Data("mine".utf8), to: "study/test-confusion.svg") }
            }
        }
        #expect(try read("test-confusion.svg") == "mine" && files() == ["README.md", "test-confusion.svg"])
    }

    @Test("A quick study does not replace or extend a full report")
    func quickStudyInFullReport() throws {
        let full = try Study(only: ["dataset"])
        #expect(try perform(only: ["dataset"]))
        #expect(try read("dataset.md").contains("Run with `--quick`"))
        #expect(try full.perform(on: Dataset(folder: data.path), output: output))
        let before = try (read("dataset.md"), read("README.md"))
        #expect(!before.0.contains("Run with"))
        // A quick page beside full pages is refused too, because the index would mix both.
        for names in [["dataset"], ["activations"]] {
            let error = #expect(throws: TaggerError.self) { try perform(only: names) }
            #expect(error?.kind == .usage && error?.description.contains("another folder") == true)
        }
        #expect(try before == (read("dataset.md"), read("README.md")))
        #expect(try files() == ["README.md", "dataset-images.svg", "dataset.md"])
        #expect(try full.perform(on: Dataset(folder: data.path), output: output))
    }

    @Test("Finished pages are kept after a stop request")
    func stopRequest() throws {
        let stop = StopRequest()
        let isComplete = try Study(isQuick: true).perform(on: Dataset(folder: data.path), output: output, stop: stop) {
            event in
            if case .written(experiment: "normalisation", _) = event { stop.stop(signal: SIGINT) }
        }
        #expect(!isComplete)
        #expect(try files().filter { $0.hasSuffix(".md") } == ["README.md", "dataset.md", "normalisation.md"])
        #expect(try read("README.md").contains("](normalisation.md)"))
    }

    @Test("The progress counts each epoch once")
    func progress() throws {
        let counted = Mutex<[Int]>([]), trained = Mutex<[String]>([])
        _ = try Study(only: ["hidden-layers", "test"], isQuick: true).perform(
            on: Dataset(folder: data.path), output: output
        ) { event in
            switch event {
            case .epoch(_, let done, let total):
                // Three networks, two seeds and two epochs. The test experiment uses the first network again.
                #expect(total == 12)
                counted.withLock { $0.append(done) }
            case .trained(_, let line): trained.withLock { $0.append(line) }
            case .written: break
            }
        }
        #expect(counted.withLock { $0.sorted() } == Array(1...12))
        #expect(trained.withLock { $0.count } == 6)
    }

    @Test("An unknown experiment is refused with the list of experiments")
    func unknownExperiment() {
        let error = #expect(throws: TaggerError.self) { try Study(only: ["test", "vibes"]) }
        #expect(error?.kind == .usage)
        #expect(error?.description.contains("“vibes”") == true && error?.description.contains("hidden-layers") == true)
    }
}
