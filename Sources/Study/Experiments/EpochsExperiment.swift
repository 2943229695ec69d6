import Foundation
import NeuralNetwork
import Reporting
import Statistics

/// What more epochs give, and what they take.
struct EpochsExperiment: Experiment {
    let name = "epochs"
    let title = "Epochs"
    let question = "What do more epochs give, and does the time grow linearly with them?"

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
            \(TimeGrowth(times).sentence) The training loss after \(longest.epochs) epochs is \(last.loss.text(3)); the \
            validation loss is lowest in epoch \(best.epoch), with \((best.validationLoss ?? .nan).text(3)), and ends at \
            \((last.validationLoss ?? .nan).text(3)).
            """
        let areBeginnings = trainings.allSatisfy { training in
            zip(results[training].records, results[longest].records).allSatisfy {
                $0.loss == $1.loss && $0.validationLoss == $1.validationLoss
            }
        }
        page.paragraph(
            """
            The power is that of the least-squares line through the logarithms of epochs and seconds: 1 where twice the epochs \
            take twice the time. \
            \(areBeginnings ? "The shorter trainings were the beginnings of the longest, number by number: only the time differs." : "The shorter trainings were not the beginnings of the longest, number by number.")
            """)
        page.plot(
            "loss", alternative: "Training and validation loss by epoch",
            LineChart(
                title: "Loss by epoch",
                description:
                    "One training of the network 784-256-10 with seed 0; dashed in training, solid in validation.",
                x: Axis("epoch", style: .count), y: Axis("loss (nats)"),
                series: [
                    .init(
                        "training", colour: 1, points: results.curve(longest, seeds: [0], \.loss), isDashed: true),
                    .init("validation", colour: 0, points: results.curve(longest, seeds: [0], \.validationLoss)),
                ], marks: [.init(x: Double(best.epoch), label: "lowest validation loss: epoch \(best.epoch)")]
            ).svg)
        page.plot(
            "seconds", alternative: "Seconds of a training by its number of epochs, and the line that fits them best",
            LineChart(
                title: "Time of a training by its number of epochs",
                description: "Each point is a training, one at a time; the line is the least-squares fit.",
                x: Axis("epochs", style: .count, including: 0...0), y: Axis("time (s)", including: 0...0),
                series: [
                    .init(
                        "\(fit.slope.text(2)) s an epoch", colour: 1,
                        points: times.map { ($0.x, fit($0.x)) }),
                    .init(nil, colour: 0, points: times, hasLine: false, hasPoints: true),
                ]
            ).svg)
        var table = MarkdownTable(
            [], numbers: ["epochs", "seconds", "fit", "training loss", "validation loss", "validation accuracy"])
        for training in trainings {
            let outcome = results[training]
            guard let record = outcome.records.last else { continue }
            table.add([
                "\(training.epochs)", outcome.seconds.text(2), fit(Double(training.epochs)).text(2),
                record.loss.text(4), (record.validationLoss ?? .nan).text(4),
                (record.validationAccuracy ?? .nan).percent(),
            ])
        }
        page.paragraph(
            "784-256-10 on one thread, one training at a time, validation included:")
        page.table(table, example: longest)
    }
}

/// How the time of a training grows with the number of its epochs. A straight line fits a curve well too: what tells them apart
/// is the power of the number of epochs that the time grows with.
struct TimeGrowth {
    /// How far the power may be from 1: measuring is not exact, and what a training does but once makes the power smaller.
    private static let tolerance = 0.1

    /// What the time grows with.
    let exponent: Double
    private let line: LeastSquaresLine

    /// From the numbers of epochs and the seconds of trainings, at least two of different length.
    init(_ times: [(x: Double, y: Double)]) {
        exponent = LeastSquaresLine(times.map { (log($0.x), log($0.y)) }).slope
        line = LeastSquaresLine(times)
    }

    var isLinear: Bool { abs(exponent - 1) <= Self.tolerance }

    /// What is found, for a reader.
    var sentence: String {
        guard isLinear else {
            return "Not linearly: the time grows with the power \(exponent.text(2)) of the number of epochs."
        }
        return """
            Linearly: the time grows with the power \(exponent.text(2)) of the number of epochs, by \(line.slope.text(2)) s an \
            epoch (R² = \(line.determination.text(4))).
            """
    }
}
