import Catalog
import Foundation
import Platform
import Reporting
import Tagging

/// The summary of a run, printed at its end.
struct SummaryText {
    let summary: RunSummary
    let imported: ImportCounts?
    let catalog: String
    /// The state of certification in sentences; empty if a threshold was set instead of a precision target.
    var trust = ""

    /// The number of failures that are listed; the others are counted.
    private static let shownFailures = 20

    /// Returns the text.
    ///
    /// - Parameter statuses: The number of products with each status in the whole catalog after the run.
    func text(statuses: [ProductStatus: Int]) -> String {
        var text = ""
        if let imported { text += imported.text }
        let counts = summary.counts
        let pending = statuses[.pending] ?? 0, failedBefore = (statuses[.failed] ?? 0) - counts.failed
        if counts.considered == 0, !summary.isInterrupted {
            text += "Nothing changed: \(summary.products.counted("product")), "
            text += pending > 0 ? "\(pending) not classified yet (\(duration)).\n" : "all up to date (\(duration)).\n"
        } else {
            let verb = summary.run == nil ? "Dry run: would classify" : "Classified"
            text += "\(verb) \(counts.considered.counted("product")) with the model “\(summary.model)” in \(duration)"
            let left = summary.isInterrupted || pending > 0 ? "not classified" : "unchanged"
            text += summary.unchanged > 0 ? "; \(summary.unchanged) \(left).\n" : ".\n"
            text += "\n\(pad(counts.tagged)) tagged\n"
            let byCategory = counts.taggedByCategory.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            for (category, count) in byCategory { text += "\(pad(count))   \(category)\n" }
            text += "\(pad(counts.review)) below \(summary.reviewBelow), queued for review\n"
            text += "\(pad(counts.failed)) failed\n"
            if counts.changed > 0 { text += "\(pad(counts.changed)) with another category than before\n" }
            for failure in summary.failures.prefix(Self.shownFailures) {
                text += "         \(failure.sku.sanitizedForTerminal): \(failure.reason.sanitizedForTerminal)\n"
            }
            let hidden = counts.failed - min(summary.failures.count, Self.shownFailures)
            if hidden > 0 {
                text += "         and \(hidden) more: \(programName) status --failures --db \(catalogArgument)\n"
            }
        }
        if summary.isInterrupted {
            text += "\nInterrupted. The outcomes so far are stored; the next run classifies the other products.\n"
        }
        if failedBefore > 0 {
            text += "\n\(failedBefore.counted("product")) failed in an earlier run: "
            text += "\(programName) status --failures --db \(catalogArgument)\n"
        }
        if !trust.isEmpty { text += "\n" + trust }
        let waiting = statuses[.review] ?? 0
        if waiting > 0 {
            text += "\n\(waiting.counted("product")) queued for review: "
            text += "\(programName) review --db \(catalogArgument)\n"
        }
        return text
    }

    private var duration: String { summary.seconds.fixed(summary.seconds < 10 ? 2 : 0) + " s" }

    private var catalogArgument: String { shellQuoted(catalog).sanitizedForTerminal }

    private func pad(_ count: Int) -> String {
        let digits = "\(count)"
        return String(repeating: " ", count: max(0, 7 - digits.count)) + digits
    }
}

extension ImportCounts {
    /// The counts of an import on one line, and products without a readable image on a second line.
    var text: String {
        let text = "Imported products: \(added) new, \(changed) changed, \(unchanged) unchanged.\n"
        guard !withoutImage.isEmpty else { return text }
        let shown = withoutImage.prefix(10).map(\.sanitizedForTerminal).joined(separator: ", ")
        let rest = withoutImage.count > 10 ? " and \(withoutImage.count - 10) more" : ""
        return text + """
            \(withoutImage.count.counted("product")) without a readable image file: \(shown)\(rest). Images that the catalog \
            already contains are kept.

            """
    }
}
