import NeuralNetwork
import Reporting
import Statistics

/// What the validation split is for.
struct OverfittingExperiment: Experiment {
    let name = "overfitting"
    let title = "Overfitting and early stopping"
    let question = "When does the network begin to learn its images by heart, and does early stopping notice?"

    private static let patiences = [1, 2, 3, 5, 10]

    private func training(_ settings: StudySettings) -> StudyTraining {
        StudyTraining(epochs: settings.longEpochs, seed: 0)
    }

    func trainings(_ settings: StudySettings) -> [StudyTraining] {
        training(settings).with(seeds: settings.longSeeds)
    }

    func write(_ page: inout StudyPage, from results: StudyResults) throws {
        let settings = results.settings, training = training(settings), seeds = settings.longSeeds
        let records = results[training].records
        guard let best = records.best, let last = records.last else { return }
        let stop = EarlyStop(after: Self.patiences[3], in: records)
        let usual = records[min(settings.epochs, records.count) - 1]
        func loss(_ record: EpochRecord) -> String { (record.validationLoss ?? .nan).text(3) }
        func mistakes(_ record: EpochRecord) -> String { (1 - (record.validationAccuracy ?? .nan)).percent() }
        page.answer = """
            The validation loss is lowest after epoch \(best.epoch), with \(loss(best)). \(Self.course(from: best, to: last)) Early \
            stopping with a patience of five \(stop.epoch < records.count ? "stops after epoch \(stop.epoch)" : "does not stop before the end") \
            and keeps the weights of epoch \(stop.best).
            """
        page.paragraph(
            """
            A fifth of the training images is kept apart and only measured on. After the original study's \
            \(settings.epochs.word) epochs the loss is \(usual.loss.text(3)) in training and \(loss(usual)) in validation, after \
            \(settings.longEpochs.word) it is \(last.loss.text(3)) and \(loss(last)). The share of mistakes in validation is \
            \(mistakes(best)) after the epoch with the lowest loss and \(mistakes(last)) after the last. The curves are those of \
            seed 0.
            """)
        var marks = [LineChart.Mark(x: Double(best.epoch), label: "lowest: epoch \(best.epoch)")]
        if stop.epoch < records.count {
            marks.append(.init(x: Double(stop.epoch), label: "stop with a patience of 5: epoch \(stop.epoch)"))
        }
        page.plot(
            "loss", alternative: "Training and validation loss over \(settings.longEpochs) epochs",
            LineChart(
                title: "Loss over \(settings.longEpochs) epochs",
                description: "Network 784-256-10 with seed 0; dashed in training, solid in validation.",
                x: Axis("epoch", style: .count), y: Axis("loss (nats)", including: 0...0),
                series: [
                    .init("training", colour: 1, points: results.curve(training, seeds: [0], \.loss), isDashed: true),
                    .init("validation", colour: 0, points: results.curve(training, seeds: [0], \.validationLoss)),
                ], marks: marks
            ).svg)
        page.plot(
            "accuracy",
            alternative: "Training and validation accuracy over \(settings.longEpochs) epochs",
            LineChart(
                title: "Accuracy over \(settings.longEpochs) epochs",
                description: "Network 784-256-10 with seed 0; dashed in training, solid in validation.",
                x: Axis("epoch", style: .count), y: Axis("accuracy", style: .percent),
                series: [
                    .init(
                        "training", colour: 1, points: results.curve(training, seeds: [0], \.accuracy), isDashed: true),
                    .init("validation", colour: 0, points: results.curve(training, seeds: [0], \.validationAccuracy)),
                ]
            ).svg)

        var epochs = MarkdownTable(
            [], numbers: ["epoch", "training loss", "validation loss", "training accuracy", "validation accuracy"])
        for epoch in Set([1, usual.epoch, settings.longEpochs / 2, last.epoch]).sorted() {
            func sample(_ measurement: (EpochRecord) -> Double?) -> Sample {
                Sample(training.with(seeds: seeds).map { measurement(results[$0].records[epoch - 1]) ?? .nan })
            }
            epochs.add([
                "\(epoch)", sample(\.loss).text(4), sample(\.validationLoss).text(4), sample(\.accuracy).percent,
                sample(\.validationAccuracy).percent,
            ])
        }
        page.paragraph("Over \(seeds.count.word) seeds, ± the standard deviation:")
        page.table(epochs, example: training)

        var stops = MarkdownTable(
            [],
            numbers: ["patience", "stops after epoch", "keeps epoch", "its validation loss", "its validation accuracy"])
        for patience in Self.patiences where patience <= settings.longEpochs {
            let stop = EarlyStop(after: patience, in: records), kept = records[stop.best - 1]
            stops.add([
                "\(patience)", stop.epoch < records.count ? "\(stop.epoch)" : "–", "\(stop.best)",
                (kept.validationLoss ?? .nan).text(4), (kept.validationAccuracy ?? .nan).percent(),
            ])
        }
        page.paragraph(
            """
            Early stopping ends a training after so many epochs in a row without a lower validation loss (its patience) and \
            returns to the best. With seed 0, read off the curve above; `\(training.command) --patience 5` does it:
            """)
        page.table(stops)
    }

    /// What becomes of both losses between the epoch with the lowest validation loss and the last one.
    static func course(from best: EpochRecord, to last: EpochRecord) -> String {
        guard best.epoch < last.epoch else {
            return "That is the last epoch, with a training loss of \(last.loss.text(3)): no overfitting is seen."
        }
        let (lowest, end) = (best.validationLoss ?? .nan, last.validationLoss ?? .nan)
        let training = "from \(best.loss.text(3)) to \(last.loss.text(3))"
        return """
            From there it \(end > lowest ? "rises to \(end.text(3))" : "does not rise") by epoch \(last.epoch), while the training \
            loss \(last.loss < best.loss ? "goes on falling, \(training)" : "does not fall: it goes \(training)").
            """
    }
}

/// Where a training with early stopping ends, read off the epochs of one without.
struct EarlyStop: Equatable {
    /// The last epoch, from 1.
    let epoch: Int
    /// The epoch whose parameters are kept.
    let best: Int

    init(after patience: Int, in records: [EpochRecord]) {
        var best = 1, epoch = 1
        for record in records {
            epoch = record.epoch
            if (record.validationLoss ?? .infinity) < (records[best - 1].validationLoss ?? .infinity) {
                best = epoch
            } else if epoch - best >= patience {
                break
            }
        }
        (self.epoch, self.best) = (epoch, best)
    }
}
