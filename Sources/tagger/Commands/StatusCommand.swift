import ArgumentParser
import Catalog
import Foundation
import Platform
import Reporting
import Statistics
import Tagging

/// `tagger status`: counts, certification, recent runs and failures of a catalog.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show counts by status, the measured precision, the last runs, and failures.",
        discussion: """
            Examples:
              tagger status --db shop.sqlite
              tagger status --failures --db shop.sqlite
            """)

    @OptionGroup var catalog: CatalogOption

    @Flag(help: "List only the failed products, all of them, with the reasons.")
    var failures = false

    @Flag(help: "Print the result as one JSON object.")
    var json = false

    func run() throws {
        let opened = try Catalog(path: catalog.path, access: .read)
        let model = try NamedModel(nameOrFile: nil, in: opened)
        let certification = try Certification(of: model, in: opened)
        let chosen = try opened.chosenReviewBelow()
        let tally = try opened.tally()
        let result = Result(
            products: Dictionary(
                uniqueKeysWithValues: ProductStatus.allCases.map { ($0.rawValue, tally.byStatus[$0] ?? 0) }),
            categories: tally.byCategory,
            precision: certification.precisionTarget, chosenReviewBelow: chosen, model: model.name,
            verified: tally.verified, threshold: try opened.reviewBelow(model: model.digest),
            audits: certification.audits, auditsNeeded: certification.forecast?.audits,
            certificate: certification.certificate,
            trust: chosen.map {
                "Threshold: \($0), set with --review-below. Products below it are queued for review.\n"
            }
                ?? CertificationText(certification).text, runs: try opened.recentRuns(limit: 5),
            failures: try opened.failures(limit: failures ? nil : 10))
        if json {
            try StandardOutput.writeJSON(result)
        } else if failures {
            StandardOutput.write(result.failures.isEmpty ? "No product failed.\n" : failureLines(result))
        } else {
            StandardOutput.write(text(result))
        }
    }

    private struct Result: Encodable {
        let products: [String: Int]
        let categories: [String: Int]
        let precision: Double
        let chosenReviewBelow: Double?
        let model: String
        let verified: Int
        let threshold: Double
        let audits: Int, auditsNeeded: Int?
        let certificate: PrecisionCertificate?
        let trust: String
        let runs: [RunRecord]
        let failures: [Failure]
    }

    private func text(_ result: Result) -> String {
        var text = ""
        var statuses = TextTable(columns: [.init("STATUS"), .init("PRODUCTS", .right)])
        for status in ProductStatus.allCases.map(\.rawValue) {
            statuses.add([status, "\(result.products[status] ?? 0)"])
        }
        text += statuses.text()
        text += """

            \(result.trust)


            """
        if !result.categories.isEmpty {
            var categories = TextTable(columns: [.init("TAGGED OR CONFIRMED"), .init("PRODUCTS", .right)])
            for (category, count) in result.categories.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
                categories.add([category, "\(count)"])
            }
            text += categories.text() + "\n"
        }
        var runs = TextTable(columns: [
            .init("RUN", .right), .init("STARTED (UTC)"), .init("STATE"), .init("MODEL"), .init("TAGGED", .right),
            .init("REVIEW", .right), .init("FAILED", .right),
        ])
        for run in result.runs {
            runs.add([
                "\(run.run)", run.started, run.state.rawValue, run.model, "\(run.tagged)", "\(run.review)",
                "\(run.failed)",
            ])
        }
        text += runs.text()
        if !result.failures.isEmpty {
            text += "\nFailed products:\n" + failureLines(result)
            let hidden = (result.products["failed"] ?? 0) - result.failures.count
            if hidden > 0 {
                let command = "\(programName) status --failures --db \(shellQuoted(catalog.path).sanitizedForTerminal)"
                text += "and \(hidden) more: \(command)\n"
            }
        }
        return text
    }

    private func failureLines(_ result: Result) -> String {
        result.failures.map { "\($0.sku.sanitizedForTerminal): \($0.reason.sanitizedForTerminal)\n" }.joined()
    }
}
