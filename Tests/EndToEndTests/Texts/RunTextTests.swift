import Foundation
import TestSupport
import Testing

/// The texts of import, run, status, export and report.
@Suite struct RunTextTests {
    private let folder: TemporaryFolder
    private var catalog: String { folder.file("shop.sqlite") }

    init() throws { folder = try TemporaryFolder() }

    @Test("The first run, an unchanged run, a dry run and status")
    func runs() throws {
        var transcript = Transcript(in: folder)
        try transcript.run("import", SampleShop.path, "--db", "shop.sqlite")
        try SampleShop.fixAudits(of: catalog)
        try transcript.run("--db", "shop.sqlite", "--dry-run")
        try transcript.run("--db", "shop.sqlite", "--limit", "10")
        try transcript.run("--db", "shop.sqlite", "--limit", "0")
        try transcript.run("--db", "shop.sqlite")
        try transcript.run("--db", "shop.sqlite", "--import", SampleShop.path)
        try transcript.run("--db", "shop.sqlite", "--quiet")
        try transcript.run("--db", "shop.sqlite", "--review-below", "0.9")
        try transcript.run("status", "--db", "shop.sqlite")
        try transcript.run("--db", "shop.sqlite", "--precision", "0.9")
        try transcript.run("status", "--db", "shop.sqlite")
        try transcript.run("report", "--db", "shop.sqlite", "--out", "report")
        try expectSnapshot(transcript.text, named: "runs")
    }

    @Test("Failed products in import, run and status")
    func failures() throws {
        let shop = try SmallShop.write([SmallShop.image(1), nil, Array("GIF89a....".utf8)], products: 25, to: folder)
        try folder.write(
            Data("sku,title,image\nS0,Product 0,../x.png\nS1,,images/1.png\n".utf8), to: "odd/products.csv")
        var transcript = Transcript(in: folder)
        try transcript.run("import", shop, "--db", "shop.sqlite")
        try SampleShop.fixAudits(of: catalog)
        try transcript.run("--db", "shop.sqlite", "--limit", "6", "--model", "dense")
        try transcript.run("--db", "shop.sqlite", "--model", "dense")
        try transcript.run("--db", "shop.sqlite", "--model", "dense")
        try transcript.run("status", "--db", "shop.sqlite")
        try transcript.run("status", "--failures", "--db", "shop.sqlite")
        try transcript.run("--db", "new.sqlite", "--import", shop, "--quiet", "--model", "dense")
        try transcript.run("--db", "odd.sqlite", "--import", "odd", "--model", "dense")
        try expectSnapshot(transcript.text, named: "failures")
    }

    @Test("An interrupted run")
    func interrupted() throws {
        let shop = try SmallShop.write(
            (0..<20).map { SmallShop.image($0, width: 900, height: 900) }, products: 600, to: folder)
        _ = try Program.run("import", shop, "--db", catalog, "--link", "--quiet")
        let arguments = ["--db", "shop.sqlite", "--jobs", "1", "--model", "dense"]
        let run = try Program.start(arguments, in: folder.path)
        let end = ContinuousClock.now + .seconds(30)
        while try Program.run("export", "--db", catalog).output.contains(",tagged,") == false {
            try #require(ContinuousClock.now < end)
        }
        kill(run.process.processIdentifier, SIGINT)
        var transcript = Transcript(in: folder)
        transcript.append(arguments, try Program.end(of: run))
        // How far the run came differs.
        var text = transcript.text
        text.replace(#/ *\b\d+ /#, with: " N ")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let categories = ["T-shirt/top", "Shirt", "Bag", "Coat", "Dress", "Pullover", "Trouser", "Sandal", "Sneaker"]
        text = lines.filter { line in !(categories + ["Ankle boot"]).contains { line == " N   \($0)" } }
            .joined(separator: "\n")
        try expectSnapshot(text, named: "interrupted")
    }

    @Test("Predictions, models and the dataset")
    func files() throws {
        try FileManager.default.copyItem(
            atPath: SampleShop.path + "/images/tr-501.png", toPath: folder.file("trouser.png"))
        var transcript = Transcript(in: folder)
        try transcript.run("predict", "trouser.png")
        try transcript.run("predict", "trouser.png", "nowhere.png")
        try transcript.run("models")
        try transcript.run("models", "show", "shop")
        try transcript.run("data")
        try expectSnapshot(transcript.text, named: "files")
    }

    @Test("Training, evaluation and study")
    func training() throws {
        try SmallDataset.write(to: folder)
        var transcript = Transcript(in: folder)
        try transcript.run(
            "train", "--data", ".", "--out", "mine.safetensors", "--hidden", "8", "--epochs", "2", "--threads", "1")
        try transcript.run("evaluate", "--model", "mine.safetensors", "--data", ".")
        try transcript.run("study", "--data", ".", "--out", "study", "--quick", "--only", "dataset")
        var text = transcript.text
        text.replace(/\d+\.\d+%?/, with: "N")
        text.replace(/\d+ images per second/, with: "N images per second")
        // The counts of the confusion matrix depend on rounding in the training.
        text.replace(#/( +\d+){3,}/#, with: "  N …")
        try expectSnapshot(text, named: "training")
    }
}
