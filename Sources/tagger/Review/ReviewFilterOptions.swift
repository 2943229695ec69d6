import ArgumentParser
import Catalog
import Review
import Tagging

/// Which of the products that wait.
struct ReviewFilterOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Only products with this guess.", valueName: "category"))
    var category: String?

    @Option(help: ArgumentHelp("Only products with this in their SKU or title.", valueName: "words"))
    var text: String?

    @Option(
        help: ArgumentHelp(
            "Only what is asked for this reason: \(ReviewItem.Reason.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "reason"))
    var reason: String?

    @Option(help: ArgumentHelp("Only guesses that are as sure as this or surer.", valueName: "p"))
    var minConfidence: Double?

    @Option(help: ArgumentHelp("Only guesses that are no surer than this.", valueName: "p"))
    var maxConfidence: Double?

    func validate() throws {
        for (name, value) in [("--min-confidence", minConfidence), ("--max-confidence", maxConfidence)] {
            if let value, !(0...1).contains(value) { throw ValidationError("\(name) is between 0 and 1.") }
        }
        guard minConfidence ?? 0 <= maxConfidence ?? 1 else {
            throw ValidationError("--min-confidence is not above --max-confidence.")
        }
        if let reason, ReviewItem.Reason(rawValue: reason) == nil {
            let reasons = ReviewItem.Reason.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("“\(reason)” is no reason; --reason is one of: \(reasons).")
        }
    }

    /// What a catalog is asked for.
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
