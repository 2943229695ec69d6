import ArgumentParser
import Foundation
import Reporting
import Statistics
import Tagging

/// `tagger evaluate`: accuracy and calibration of a model on the test set of Fashion-MNIST.
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Evaluate a model on the test set of Fashion-MNIST.",
        discussion: """
            Prints accuracy, loss, calibration error, precision and recall of each category, and the confusion matrix.

            Examples:
              tagger evaluate --model record
              tagger evaluate --model mine.safetensors --data fashion-mnist --json
            """)

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
        var classes = TextTable(columns: [
            .init("CATEGORY"), .init("PRECISION", .right), .init("RECALL", .right), .init("IMAGES", .right),
        ])
        for figures in report.classes {
            classes.add([
                figures.category, figures.precision.percent(decimals: 2), figures.recall.percent(decimals: 2),
                "\(figures.support)",
            ])
        }
        var confusion = TextTable(
            columns: [.init("TRUE \\ PREDICTED")] + Category.names.map { .init(String($0.prefix(8)), .right) })
        for (name, row) in zip(Category.names, report.confusion) { confusion.add([name] + row.map { "\($0)" }) }
        return """
            \(model.sanitizedForTerminal): \(evaluation.parameterCount) parameters, \(evaluation.imagesPerSecond.fixed(0)) images per second
            accuracy \(report.accuracy.percent(decimals: 2)), averaged with the mirrored image \
            \(evaluation.mirroredAccuracy.percent(decimals: 2))
            loss \(report.loss.fixed(4)), expected calibration error \
            \(report.expectedCalibrationError.percent(decimals: 2))

            \(classes.text())
            \(confusion.text())
            """
    }
}
