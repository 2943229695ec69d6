import Catalog
import Foundation
import Reporting
import Tagging

/// The end of a run, for a person.
struct SummaryText {
    let summary: RunSummary
    let imported: ImportCounts?
    let catalog: String

    /// Failures that are shown; the rest is counted.
    private static let shownFailures = 20

    /// The text.
    ///
    /// - Parameter statuses: How many products of the whole catalog have each status, after the run.
    func text(statuses: [String: Int]) -> String {
        var text = ""
        if let imported { text += imported.text }
        let counts = summary.counts
        if counts.considered == 0, !summary.isInterrupted {
            text += "Nothing changed: \(products(summary.products)), all as the last run left them (\(duration)).\n"
        } else {
            let verb = summary.run == nil ? "Would have looked at" : "Looked at"
            text += "\(verb) \(products(counts.considered)) with the network “\(summary.model)” in \(duration)"
            text += summary.unchanged > 0 ? "; \(summary.unchanged) unchanged.\n" : ".\n"
            text += "\n\(pad(counts.tagged)) tagged\n"
            let byCategory = counts.taggedByCategory.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            for (category, count) in byCategory { text += "\(pad(count))   \(category)\n" }
            text += "\(pad(counts.review)) less sure than \(summary.reviewBelow): a person decides\n"
            text += "\(pad(counts.failed)) failed\n"
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
        let waiting = statuses["review"] ?? 0
        if waiting > 0 {
            text += "\n\(products(waiting)) \(waiting == 1 ? "waits" : "wait") for review: "
            text += "\(programName) review --db \(catalogArgument)\n"
        }
        return text
    }

    private var duration: String {
        summary.seconds < 10 ? String(format: "%.2f s", summary.seconds) : String(format: "%.0f s", summary.seconds)
    }

    private var catalogArgument: String { catalog.contains(" ") ? "'\(catalog.harmless)'" : catalog.harmless }

    private func products(_ count: Int) -> String { count == 1 ? "1 product" : "\(count) products" }

    private func pad(_ count: Int) -> String {
        let digits = "\(count)"
        return String(repeating: " ", count: max(0, 7 - digits.count)) + digits
    }
}

extension ImportCounts {
    /// What an import did, on one line.
    var text: String {
        var text = "Imported: \(added) new, \(changed) changed, \(unchanged) as they were"
        if withoutImage > 0 { text += "; \(withoutImage) without a picture that can be read" }
        return text + ".\n"
    }
}
