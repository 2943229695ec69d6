import ArgumentParser
import Catalog
import Review
import Tagging

/// The options that filter the review queue.
struct ReviewFilterOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Only products with this predicted category.", valueName: "category"))
    var category: String?

    @Option(help: ArgumentHelp("Only products with this text in the SKU or title.", valueName: "text"))
    var text: String?

    @Option(
        help: ArgumentHelp(
            "Only products with this reason: \(ReviewItem.Reason.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "reason"))
    var reason: String?

    @Option(help: ArgumentHelp("Only predictions with this confidence or a higher one.", valueName: "p"))
    var minConfidence: Double?

    @Option(help: ArgumentHelp("Only predictions with this confidence or a lower one.", valueName: "p"))
    var maxConfidence: Double?

    func validate() throws {
        for (name, value) in [("--min-confidence", minConfidence), ("--max-confidence", maxConfidence)] {
            if let value, !(0...1).contains(value) { throw ValidationError(shareMessage(name, value, 0...1)) }
        }
        guard minConfidence ?? 0 <= maxConfidence ?? 1 else {
            throw ValidationError("--min-confidence must not be higher than --max-confidence.")
        }
        if let reason, ReviewItem.Reason(rawValue: reason) == nil {
            let reasons = ReviewItem.Reason.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("“\(reason)” is not a reason. --reason must be one of: \(reasons).")
        }
    }

    /// Returns the filter for a catalog, whose category names apply.
    func filter(of catalog: Catalog) throws -> ReviewFilter {
        var filter = ReviewFilter()
        if let category { filter.category = try CategoryNames(of: catalog).category(named: category) }
        filter.text = text
        filter.reason = reason.flatMap(ReviewItem.Reason.init)
        if minConfidence != nil || maxConfidence != nil {
            filter.confidence = (minConfidence ?? 0)...(maxConfidence ?? 1)
        }
        return filter
    }
}
