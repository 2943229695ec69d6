import ArgumentParser
import Catalog
import Foundation
import Platform
import Reporting
import Tagging

/// `tagger tag`, the default command: the nightly run.
struct TagCommand: QuietCommand {
    static let configuration = CommandConfiguration(
        commandName: "tag", abstract: "Tag new and changed products.",
        discussion: """
            Classifies new and changed products, and failed products whose image or decoder changed. Decisions of reviewers are \
            never changed. An interrupted run keeps its outcomes, and the next run continues.

            Examples:
              tagger --db shop.sqlite --import my-shop
              tagger --db shop.sqlite --precision 0.98
              tagger --db shop.sqlite --learn --quiet
            """)

    @OptionGroup var catalog: CatalogOption

    @Option(
        name: .customLong("import"),
        help: ArgumentHelp(
            "First import FOLDER/products.csv and its PNG files. Creates the catalog if the file does not exist.",
            valueName: "folder"))
    var importFolder: String?

    @Flag(
        inversion: .prefixedNo,
        help: """
            With --import: store the paths of the PNG files instead of copies. Stored in the catalog. (default: --no-link)
            """)
    var link: Bool?

    @OptionGroup var network: ModelOption

    @Option(
        help: ArgumentHelp(
            "The precision target: the minimum share of correct automatic tags. Stored in the catalog. (default: 0.97)",
            valueName: "p"))
    var precision: Double?

    @Option(
        help: ArgumentHelp(
            "A fixed threshold instead of a precision target: products below it are queued for review. Stored in the catalog.",
            valueName: "p"))
    var reviewBelow: Double?

    @Flag(help: "First learn from new decisions, as tagger learn does.")
    var learn = false

    @OptionGroup var dataset: DatasetOption

    @Option(
        help: ArgumentHelp(
            "The folder that paths of images are relative to. Stored in the catalog. (default: the folder of the catalog)",
            valueName: "folder"))
    var imageRoot: String?

    @Option(help: ArgumentHelp("The number of threads. (default: the number of cores)", valueName: "n"))
    var jobs: Int?

    @Option(help: ArgumentHelp("The maximum number of products in this run. (default: all)", valueName: "n"))
    var limit: Int?

    @Flag(help: "Classify and print the result, but write nothing.")
    var dryRun = false

    @Flag(help: "Print the result as one JSON object.")
    var json = false

    @Flag(help: "Print errors only.")
    var quiet = false

    func validate() throws {
        if let reviewBelow, !(0...1).contains(reviewBelow) {
            throw ValidationError(shareMessage("--review-below", reviewBelow, 0...1))
        }
        if let jobs, !(1...1024).contains(jobs) { throw ValidationError("--jobs must be from 1 to 1024.") }
        if let limit, limit < 0 { throw ValidationError("--limit must be 0 or more.") }
        if let precision, !(0.5...0.999).contains(precision) {
            throw ValidationError(shareMessage("--precision", precision, 0.5...0.999))
        }
        if precision != nil, reviewBelow != nil {
            throw ValidationError("--precision and --review-below exclude each other: use one.")
        }
        if dryRun, importFolder != nil || reviewBelow != nil || precision != nil || imageRoot != nil || learn {
            throw ValidationError(
                "--dry-run cannot be combined with --import, --precision, --review-below, --image-root or --learn, which write."
            )
        }
        if link != nil, importFolder == nil { throw ValidationError("--link and --no-link need --import.") }
    }

    func run() throws {
        let stop = StopRequest()
        let signals = SignalWatch(stop)
        defer { withExtendedLifetime(signals) {} }
        let progress = ProgressLine(isQuiet: quiet)
        let result = try nightlyRun.perform(onCatalogAt: catalog.path, stop: stop, progress: progress.show)
        progress.clear()
        guard let summary = result.summary else { return }
        if json {
            try StandardOutput.writeJSON(TagResult(summary, imported: result.imported))
        } else if !quiet {
            if let learned = result.learning {
                StandardOutput.write(LearnCommand.text(learned, catalog: catalog.path))
            }
            var text = SummaryText(summary: summary, imported: result.imported, catalog: catalog.path)
            if !dryRun, try result.catalog.chosenReviewBelow() == nil {
                text.trust = CertificationText(try Certification(of: result.model, in: result.catalog)).text
            }
            StandardOutput.write(text.text(statuses: dryRun ? [:] : try summary.countsByStatus()))
        }
        if quiet {
            for failure in summary.failures { log.error("\(failure.sku): \(failure.reason)") }
        }
        if let signal = stop.receivedSignal { throw ExitStatus.interrupted(by: signal) }
        if summary.counts.failed > 0 { throw ExitStatus.someFailed }
    }

    /// The run that the options ask for.
    private var nightlyRun: NightlyRun {
        var run = NightlyRun()
        run.productImport = importFolder.map { NightlyRun.Import(folder: $0, isLinked: link) }
        run.precisionTarget = precision
        run.reviewBelow = reviewBelow
        run.imageRoot = imageRoot
        run.learning = learn ? .always : .never
        run.model = network.model
        run.replayImages = { [dataset] in try dataset.imagesIfPresent() }
        run.tagging.limit = limit
        run.tagging.isDryRun = dryRun
        if let jobs { run.tagging.jobs = jobs }
        return run
    }
}

/// The object that `tagger tag --json` prints.
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
