import ArgumentParser
import Foundation
import Reporting
import Statistics
import Tagging

/// How right a network is on Fashion-MNIST's test set.
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Measure a network on Fashion-MNIST's test set.")

    @OptionGroup var network: ModelOption

    @OptionGroup var dataset: DatasetOption

    @Flag(help: "Print the result as one JSON object.")
    var json = false

    func run() throws {
        let model = try network.loadBase()
        let evaluation = try Evaluation(of: model, on: dataset.open().images(.test))
        if json {
            try StandardOutput.writeJSON(Result(model.name, evaluation))
        } else {
            StandardOutput.write(text(model.name, evaluation))
        }
    }

    private struct Result: Encodable {
        let model: String
        let accuracy: Double, accuracyMirrored: Double, loss: Double, ece: Double
        let parameters: Int
        let imagesPerSecond: Double
        let classes: [ClassificationMetrics.ClassMetrics]
        let confusion: [[Int]]
        let reliability: [ReliabilityBin]

        init(_ model: String, _ evaluation: Evaluation) {
            let report = evaluation.report
            self.model = model
            accuracy = report.accuracy
            accuracyMirrored = evaluation.mirroredAccuracy
            loss = report.loss
            ece = report.expectedCalibrationError
            parameters = evaluation.parameterCount
            imagesPerSecond = evaluation.imagesPerSecond
            classes = report.classes
            confusion = report.confusion
            reliability = report.reliability
        }
    }

    private func text(_ model: String, _ evaluation: Evaluation) -> String {
        let report = evaluation.report
        func percent(_ share: Double?) -> String { share.percent(decimals: 2) }
        var classes = TextTable(columns: [
            .init("CATEGORY"), .init("PRECISION", .right), .init("RECALL", .right), .init("IMAGES", .right),
        ])
        for figures in report.classes {
            classes.add([
                figures.category, percent(figures.precision), percent(figures.recall), "\(figures.support)",
            ])
        }
        var confusion = TextTable(
            columns: [.init("TRUTH \\ GUESS")] + Category.names.map { .init(String($0.prefix(8)), .right) })
        for (name, row) in zip(Category.names, report.confusion) { confusion.add([name] + row.map { "\($0)" }) }
        return """
            \(model.sanitizedForTerminal): \(evaluation.parameterCount) parameters, \(String(format: "%.0f", evaluation.imagesPerSecond)) images a second
            accuracy \(percent(report.accuracy)), averaged with the mirrored picture \(percent(evaluation.mirroredAccuracy))
            loss \(report.loss.fixed(4)), expected calibration error \(percent(report.expectedCalibrationError))

            \(classes.text())
            \(confusion.text())
            """
    }
}
