import ArgumentParser
import Catalog
import Foundation
import Platform
import Reporting
import Tagging

/// The nightly run.
struct TagCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tag", abstract: "Tag what is new or changed (the default).")

    @OptionGroup var catalog: CatalogOption

    @Option(
        name: .customLong("import"),
        help: ArgumentHelp(
            "First import FOLDER/products.csv and its PNGs; the catalog is made when it does not exist.",
            valueName: "folder"))
    var importFolder: String?

    @Flag(
        inversion: .prefixedNo,
        help: "With --import: keep the PNGs as files, and only their paths in the catalog; kept (at first --no-link).")
    var link: Bool?

    @OptionGroup var network: ModelOption

    @Option(
        help: ArgumentHelp(
            "The share of automatic tags that has to be right; kept with the catalog (at first 0.97).", valueName: "p"))
    var precision: Double?

    @Option(
        help: ArgumentHelp(
            "In place of a precision: what is less confident than this waits for a person; kept with the catalog.",
            valueName: "p"))
    var reviewBelow: Double?

    @Flag(help: "First learn from what people decided since; see tagger learn.")
    var learn = false

    @OptionGroup var dataset: DatasetOption

    @Option(
        help: ArgumentHelp(
            "The folder that images' paths are relative to; kept with the catalog (at first the catalog's own folder).",
            valueName: "folder"))
    var imageRoot: String?

    @Option(help: ArgumentHelp("Threads (default: one for each core).", valueName: "n"))
    var jobs: Int?

    @Option(help: ArgumentHelp("Look at no more products than this.", valueName: "n"))
    var limit: Int?

    @Flag(help: "Do everything, and write nothing.")
    var dryRun = false

    @Flag(help: "Print the result as one JSON object.")
    var json = false

    @Flag(help: "Print errors only.")
    var quiet = false

    func validate() throws {
        if let reviewBelow, !(0...1).contains(reviewBelow) {
            throw ValidationError("--review-below is a probability, from 0 to 1.")
        }
        if let jobs, !(1...1024).contains(jobs) { throw ValidationError("--jobs is a number from 1 to 1024.") }
        if let limit, limit < 0 { throw ValidationError("--limit is 0 or more.") }
        if let precision, !(0.5...0.999).contains(precision) {
            throw ValidationError("--precision is a share of the tags, from 0.5 to 0.999, such as 0.97.")
        }
        if precision != nil, reviewBelow != nil {
            throw ValidationError("--precision and --review-below are two ways to say the same: give one.")
        }
        if dryRun, importFolder != nil || reviewBelow != nil || precision != nil || imageRoot != nil || learn {
            throw ValidationError(
                "--dry-run writes nothing: it goes without --import, --precision, --review-below, --image-root and --learn."
            )
        }
        if link != nil, importFolder == nil { throw ValidationError("--link goes with --import.") }
    }

    func run() throws {
        let stop = StopRequest()
        let signals = SignalWatch(stop)
        defer { withExtendedLifetime(signals) {} }
        let progress = ProgressLine(isQuiet: quiet)

        let opened: Catalog
        var imported: ImportCounts?
        if let importFolder {
            (opened, imported) = try ImportCommand.importProducts(
                from: importFolder, into: catalog.path, isLinked: link, stop: stop, progress: progress)
        } else {
            opened = try Catalog(path: catalog.path, access: dryRun ? .preview : .run)
        }
        if let precision { try opened.setPrecision(precision) }
        if let reviewBelow { try opened.setReviewBelow(reviewBelow) }
        if let imageRoot { try opened.setImageRoot(imageRoot) }

        var learned: LearningResult?
        if learn {
            learned = try LearnCommand.learn(
                in: opened, from: network.loadBase(), dataset: dataset, stop: stop, progress: progress)
        }
        let model = try network.load(for: opened)
        if !dryRun { try Certification.refresh(for: model, in: opened) }

        var tagging = TaggingRun()
        tagging.limit = limit
        tagging.isDryRun = dryRun
        if let jobs { tagging.jobs = jobs }
        let show: @Sendable (TaggingRun.Progress) -> Void = {
            progress.show("Tagging", done: $0.done, total: $0.total, failed: $0.failed)
        }
        let mayAdjust = try !dryRun && network.model == nil && limit == nil && !opened.hasActivatedModels()
        let seen = mayAdjust ? SeenPictures() : nil
        var summary = try tagging.perform(on: opened, with: model, seen: seen, stop: stop, progress: show)
        if mayAdjust, !summary.isInterrupted, let adjusted = try model.adjusted(toFrequenciesIn: opened) {
            summary.follow(
                with: try tagging.perform(on: opened, with: adjusted, seen: seen, stop: stop, progress: show))
        }
        progress.clear()

        if json {
            try StandardOutput.writeJSON(TagResult(summary, imported: imported))
        } else if !quiet {
            if let learned { StandardOutput.write(LearnCommand.text(learned, catalog: catalog.path)) }
            var text = SummaryText(summary: summary, imported: imported, catalog: catalog.path)
            if !dryRun, try opened.chosenReviewBelow() == nil {
                text.trust = CertificationText(try Certification(of: network.load(for: opened), in: opened)).text
            }
            StandardOutput.write(text.text(statuses: dryRun ? [:] : try summary.found?.countsByStatus() ?? [:]))
        }
        if quiet {
            for failure in summary.failures { StandardError.write("\(failure.sku): \(failure.reason)\n") }
        }
        if let signal = stop.receivedSignal { throw ExitStatus.interrupted(by: signal) }
        if summary.counts.failed > 0 { throw ExitStatus.someFailed }
    }
}

/// What `tagger tag --json` prints.
private struct TagResult: Encodable {
    let run: OrNull<Int64>
    let model: String
    let reviewBelow: Double
    let considered: Int, unchanged: Int, tagged: Int, review: Int, failed: Int, changed: Int
    let seconds: Double
    let dryRun: Bool
    let interrupted: Bool
    let categories: [String: Int]
    let failures: [Failure]
    let imported: ImportCounts?

    init(_ summary: RunSummary, imported: ImportCounts?) {
        run = OrNull(summary.run)
        model = summary.model
        reviewBelow = summary.reviewBelow
        considered = summary.counts.considered
        unchanged = summary.unchanged
        tagged = summary.counts.tagged
        review = summary.counts.review
        failed = summary.counts.failed
        changed = summary.counts.changed
        seconds = summary.seconds
        dryRun = summary.run == nil
        interrupted = summary.isInterrupted
        categories = summary.counts.taggedByCategory
        failures = summary.failures
        self.imported = imported
    }
}
