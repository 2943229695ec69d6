import Catalog
import Foundation
import Platform
import Reporting
import Tagging

/// The end of a run, for a person.
struct SummaryText {
    let summary: RunSummary
    let imported: ImportCounts?
    let catalog: String
    /// What can be promised of the tags, in sentences.
    var trust = ""

    /// Failures that are shown; the rest is counted.
    private static let shownFailures = 20

    /// The text.
    ///
    /// - Parameter statuses: How many products of the whole catalog have each status, after the run.
    func text(statuses: [ProductStatus: Int]) -> String {
        var text = ""
        if let imported { text += imported.text }
        let counts = summary.counts
        let pending = statuses[.pending] ?? 0, failedBefore = (statuses[.failed] ?? 0) - counts.failed
        if counts.considered == 0, !summary.isInterrupted {
            text += "Nothing changed: \(products(summary.products)), "
            text +=
                pending > 0
                ? "\(pending) not looked at yet (\(duration)).\n" : "all as the last run left them (\(duration)).\n"
        } else {
            let verb = summary.run == nil ? "Would have looked at" : "Looked at"
            text += "\(verb) \(products(counts.considered)) with the network “\(summary.model)” in \(duration)"
            let left = summary.isInterrupted || pending > 0 ? "not looked at" : "unchanged"
            text += summary.unchanged > 0 ? "; \(summary.unchanged) \(left).\n" : ".\n"
            text += "\n\(pad(counts.tagged)) tagged\n"
            let byCategory = counts.taggedByCategory.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            for (category, count) in byCategory { text += "\(pad(count))   \(category)\n" }
            text += "\(pad(counts.review)) less sure than \(summary.reviewBelow): a person decides\n"
            text += "\(pad(counts.failed)) failed\n"
            if counts.changed > 0 { text += "\(pad(counts.changed)) have another category than before\n" }
            for failure in summary.failures.prefix(Self.shownFailures) {
                text += "         \(failure.sku.harmless): \(failure.reason.harmless)\n"
            }
            let hidden = counts.failed - min(summary.failures.count, Self.shownFailures)
            if hidden > 0 {
                text += "         and \(hidden) more: \(programName) status --failures --db \(catalogArgument)\n"
            }
        }
        if summary.isInterrupted {
            text += "\nInterrupted. What was finished is kept; the next run does the rest.\n"
        }
        if failedBefore > 0 {
            text += "\n\(products(failedBefore)) failed in an earlier run: "
            text += "\(programName) status --failures --db \(catalogArgument)\n"
        }
        if !trust.isEmpty { text += "\n" + trust }
        let waiting = statuses[.review] ?? 0
        if waiting > 0 {
            text += "\n\(products(waiting)) \(waiting == 1 ? "waits" : "wait") for review: "
            text += "\(programName) review --db \(catalogArgument)\n"
        }
        return text
    }

    private var duration: String {
        summary.seconds < 10 ? String(format: "%.2f s", summary.seconds) : String(format: "%.0f s", summary.seconds)
    }

    private var catalogArgument: String { shellQuoted(catalog).harmless }

    private func products(_ count: Int) -> String { count == 1 ? "1 product" : "\(count) products" }

    private func pad(_ count: Int) -> String {
        let digits = "\(count)"
        return String(repeating: " ", count: max(0, 7 - digits.count)) + digits
    }
}

extension ImportCounts {
    /// What an import did, on one line.
    var text: String {
        let text = "Imported: \(added) new, \(changed) changed, \(unchanged) as they were"
        guard !withoutImage.isEmpty else { return text + ".\n" }
        let shown = withoutImage.prefix(10).map(\.harmless).joined(separator: ", ")
        let rest = withoutImage.count > 10 ? " and \(withoutImage.count - 10) more" : ""
        return text + """
            .
            \(withoutImage.count) without a picture that can be read (one that the catalog has already stays): \(shown)\(rest).

            """
    }
}
