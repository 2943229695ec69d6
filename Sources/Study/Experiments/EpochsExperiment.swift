import Foundation
import NeuralNetwork
import Reporting
import Statistics

/// Measures loss and time as functions of the number of epochs.
struct EpochsExperiment: Experiment {
    let name = "epochs"
    let title = "Epochs"
    let question = "How do more epochs change the loss, and does the time grow linearly with the number of epochs?"

    private func training(epochs: Int) -> StudyTraining { StudyTraining(epochs: epochs, seed: 0) }

    func trainings(_ settings: StudySettings) -> [StudyTraining] { settings.timedEpochs.map(training(epochs:)) }

    func timedTrainings(_ settings: StudySettings) -> [StudyTraining] { trainings(settings) }

    func write(_ page: inout StudyPage, from results: StudyResults) throws {
        let trainings = trainings(results.settings)
        guard let longest = trainings.last, let last = results[longest].records.last,
            let best = results[longest].records.best
        else { return }
        let times = trainings.map { (x: Double($0.epochs), y: results[$0].seconds) }
        let fit = LeastSquaresLine(times)
        page.answer = """
            After \(longest.epochs) epochs the training loss is \(last.loss.fixed(3)). The validation loss is lowest in epoch \
            \(best.epoch), with \((best.validationLoss ?? .nan).fixed(3)), and is \
            \((last.validationLoss ?? .nan).fixed(3)) at the end. \(TimeGrowth(times).sentence)
            """
        let arePrefixes = trainings.allSatisfy { training in
            zip(results[training].records, results[longest].records).allSatisfy {
                $0.loss == $1.loss && $0.validationLoss == $1.validationLoss
            }
        }
        page.paragraph(
            """
            The exponent is the slope of the least-squares line through the logarithms of epochs and seconds. An exponent of 1 \
            means that twice the number of epochs takes twice the time. \
            \(arePrefixes ? "The losses of each shorter training are exactly those of the first epochs of the longest one." : "The losses of the shorter trainings differ from those of the first epochs of the longest one.")
            """)
        page.plot(
            "loss", alternative: "Training and validation loss by epoch",
            LineChart(
                title: "Loss by epoch",
                description: "One training of a network with the shape 784-256-10 and seed 0; training is dashed.",
                x: Axis("epoch", style: .count), y: Axis("loss (nats)"),
                series: [
                    .init(
                        "training", colour: 1, points: results.curve(longest, seeds: [0], \.loss), isDashed: true),
                    .init("validation", colour: 0, points: results.curve(longest, seeds: [0], \.validationLoss)),
                ], marks: [.init(x: Double(best.epoch), label: "lowest validation loss: epoch \(best.epoch)")]
            ).svg)
        page.plot(
            "seconds", alternative: "Duration of a training by its number of epochs, with the least-squares line",
            LineChart(
                title: "Duration of a training by its number of epochs",
                description: "Each point is a training that ran alone; the line is the least-squares fit.",
                x: Axis("epochs", style: .count, including: 0...0), y: Axis("time (s)", including: 0...0),
                series: [
                    .init("\(fit.slope.fixed(2)) s per epoch", colour: 1, points: times.map { ($0.x, fit($0.x)) }),
                    .init(nil, colour: 0, points: times, hasLine: false, hasPoints: true),
                ]
            ).svg)
        var table = MarkdownTable(
            [], numbers: ["epochs", "seconds", "fit", "training loss", "validation loss", "validation accuracy"])
        for training in trainings {
            let outcome = results[training]
            guard let record = outcome.records.last else { continue }
            table.add([
                "\(training.epochs)", outcome.seconds.fixed(2), fit(Double(training.epochs)).fixed(2),
                record.loss.fixed(4), (record.validationLoss ?? .nan).fixed(4),
                record.validationAccuracy.percent(decimals: 2),
            ])
        }
        page.paragraph(
            "The seconds are those of a network with the shape 784-256-10 on one thread, one training at a time, including validation."
        )
        page.table(table, example: longest)
    }
}

/// The growth of the duration of a training with its number of epochs.
///
/// R² does not distinguish a line from a curve: a line fits times that grow with the power 1.3 with an R² above 0.99. The
/// exponent of a power law does.
struct TimeGrowth {
    /// The largest distance of the exponent from 1 that counts as linear. Noise, and the fixed costs of each training, move
    /// the exponent of a linear growth away from 1.
    private static let tolerance = 0.1

    /// The exponent of the power law.
    let exponent: Double
    private let line: LeastSquaresLine

    /// Fits numbers of epochs and seconds of at least two trainings with different numbers of epochs.
    init(_ times: [(x: Double, y: Double)]) {
        exponent = LeastSquaresLine(times.map { (log($0.x), log($0.y)) }).slope
        line = LeastSquaresLine(times)
    }

    var isLinear: Bool { abs(exponent - 1) <= Self.tolerance }

    /// The result as a sentence.
    var sentence: String {
        guard isLinear else {
            return "The time does not grow linearly with the number of epochs: the exponent is \(exponent.fixed(2))."
        }
        return """
            The time grows linearly with the number of epochs (exponent \(exponent.fixed(2))), by \(line.slope.fixed(2)) s per \
            epoch (R² = \(line.determination.fixed(4))).
            """
    }
}
