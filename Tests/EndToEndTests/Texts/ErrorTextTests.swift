import Foundation
import TestSupport
import Testing

/// The texts of errors that a user can cause on the command line.
@Suite struct ErrorTextTests {
    private let folder: TemporaryFolder
    private var catalog: String { folder.file("shop.sqlite") }

    init() throws {
        folder = try TemporaryFolder()
        try SampleShop.writeCatalog(to: catalog)
    }

    @Test("Misspelled commands, options, categories, misplaced arguments and percentages get a suggestion")
    func suggestions() throws {
        var transcript = Transcript(in: folder)
        for line in [
            "reveiw", "stauts --db shop.sqlite", "review acept TR-501 --db shop.sqlite", "unknown --db shop.sqlite",
            "models rolback --db shop.sqlite", "--dbb shop.sqlite", "status --dbb=shop.sqlite",
            "status --db shop.sqlite --jsn", "status shop.sqlite", "shop.sqlite", "import shop my.sqlite",
            "--db shop.sqlite --precision 97", "--db shop.sqlite --review-below 90",
            "review --db shop.sqlite --min-confidence 80", "review set TR-501 tshirt --db shop.sqlite",
            "review set TR-501 calcas --db shop.sqlite", "review set TR-501 handbag --db shop.sqlite",
            "review set Trouser TR-501 --db shop.sqlite", "review --category Drees --db shop.sqlite",
            "export --format cvs --db shop.sqlite", "train --architecture residul --out x",
        ] { try transcript.run(line.split(separator: " ").map(String.init)) }
        try expectSnapshot(transcript.text, named: "errors-suggestions")
    }

    @Test("Invalid values and combinations of options")
    func invalidOptions() throws {
        var transcript = Transcript(in: folder)
        for line in [
            "", "--db", "--nonsense --db shop.sqlite", "--db shop.sqlite --jobs 0", "--db shop.sqlite --jobs two",
            "--db shop.sqlite --limit -1", "--db shop.sqlite --limit=-1", "--db shop.sqlite --review-below nan",
            "--db shop.sqlite --precision 0.9 --review-below 0.5", "--db shop.sqlite --dry-run --learn",
            "--db shop.sqlite --link", "review --db shop.sqlite --limit=-1", "review --db shop.sqlite --reason hunch",
            "review --db shop.sqlite --min-confidence 0.9 --max-confidence 0.1", "review set --db shop.sqlite",
            "review undo 1 --count 2 --db shop.sqlite", "review undo --count 0 --db shop.sqlite",
            "review history --limit=-1 --db shop.sqlite", "review start --db shop.sqlite",
            "review serve --port 70000 --db shop.sqlite", "review serve --host= --db shop.sqlite",
            "train --out x --hidden a,b",
            "train --out x --architecture residual --activation tanh", "train --out x --weight-decay 1",
            "train --out x --temperature 0", "train --out x --threads 0", "train --out x --scale 2-1",
            "study --out x --only vibes", "data fetch --from ftp://example.org/", "data fetch --from -",
            "categories rename Coat --db shop.sqlite", "categories --db=",
        ] { try transcript.run(line.split(separator: " ").map(String.init)) }
        try expectSnapshot(transcript.text, named: "errors-options")
    }

    @Test("Missing, foreign and damaged files")
    func files() throws {
        try folder.write(Data("not a database".utf8), to: "text.sqlite")
        try folder.write(Data(), to: "empty.sqlite")
        try folder.write(Data("not a model".utf8), to: "text.safetensors")
        try folder.write(Data("title\nx\n".utf8), to: "columns/products.csv")
        try folder.write(Data("sku,title,image\nA,a,a.png\nA,b,b.png\n".utf8), to: "twice/products.csv")
        try folder.write(Data("sku,category\nTR-501,Handbag\nTR-502,\nTR-501,Bag\n".utf8), to: "wrong.csv")
        try folder.write(Data("sku,category\nunknown,Bag\n".utf8), to: "unknown.csv")
        try folder.write(Data("mine".utf8), to: "study/README.md")
        try folder.write(Data("mine".utf8), to: "mine.md")
        try SmallDataset.write(to: folder)
        #expect(mkfifo(folder.file("pipe"), 0o600) == 0)
        var transcript = Transcript(in: folder)
        for line in [
            "--db nowhere.sqlite", "export --db nowhere.sqlite", "--db text.sqlite", "--db empty.sqlite",
            "status --db empty.sqlite", "--db . --import columns", "--db new.sqlite --import nowhere",
            "--db new.sqlite --import columns", "--db new.sqlite --import twice", "--db shop.sqlite --model nonsense",
            "--db shop.sqlite --model text.safetensors", "--db shop.sqlite --model pipe",
            "--db shop.sqlite --image-root nowhere", "models show nonsense", "predict nowhere.png", "predict .",
            "predict pipe", "predict wrong.csv", "review accept unknown --db shop.sqlite",
            "review history --sku unknown --db shop.sqlite", "review undo 99 --db shop.sqlite",
            "review apply nowhere.csv --db shop.sqlite", "review apply wrong.csv --db shop.sqlite",
            "review apply unknown.csv --db shop.sqlite", "models rollback --db shop.sqlite",
            "evaluate --model dense", "evaluate --model dense --data nowhere", "train --out nowhere/x --data .",
            "train --out mine.md --data .", "study --out study --data . --only dataset",
            "data fetch --from file:///nowhere", "report --db shop.sqlite --out mine.md",
        ] { try transcript.run(line.split(separator: " ").map(String.init)) }
        try expectSnapshot(transcript.text, named: "errors-files")
    }

    @Test("A catalog that another run uses")
    func locked() throws {
        let lock = open(catalog + "-tagger.lock", O_RDWR | O_CREAT, 0o600)
        #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
        defer { close(lock) }
        var transcript = Transcript(in: folder)
        try transcript.run("--db", "shop.sqlite")
        try transcript.run("learn", "--db", "shop.sqlite")
        try transcript.run("models", "rollback", "--db", "shop.sqlite")
        try expectSnapshot(transcript.text, named: "errors-locked")
    }
}
