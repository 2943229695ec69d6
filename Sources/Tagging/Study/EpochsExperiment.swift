import NeuralNetwork
import Reporting

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
            \(fit.determination > 0.99 ? "Linearly" : "Not quite linearly"): \(fit.slope.text(2)) s an epoch and \
            \(fit.intercept.text(2)) s besides (R² = \(fit.determination.text(4))). The training loss falls to \
            \(last.loss.text(3)) in \(longest.epochs) epochs; the validation loss is lowest in epoch \(best.epoch), with \
            \((best.validationLoss ?? .nan).text(3)), and ends at \((last.validationLoss ?? .nan).text(3)).
            """
        page.paragraph(
            """
            Trainings of different lengths with the same seed go the same way: a shorter one is the beginning of a longer \
            one, number by number. What differs is the time.
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
                description: "Each point is a training that ran alone, the line is the least-squares fit.",
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
            "784-256-10 on one thread, one training after the other with nothing else running, validation included:")
        page.table(table, example: longest)
    }
}
