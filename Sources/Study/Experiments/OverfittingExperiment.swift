import NeuralNetwork
import Reporting
import Statistics

/// Compares training and validation curves of long trainings.
struct OverfittingExperiment: Experiment {
    let name = "overfitting"
    let title = "Overfitting and early stopping"
    let question = """
        Up to which epoch do the training and validation curves stay close, and when does early stopping end the training?
        """

    private static let patiences = [1, 2, 3, 5, 10]
    /// The limits for "close": in nats, and as shares of 1.
    private static let lossLimits = [0.02, 0.05, 0.1], accuracyLimits = [0.01, 0.02, 0.05]
    /// The limits that the answer uses.
    private static let lossLimit = 0.05, accuracyLimit = 0.02

    private func training(_ settings: StudySettings) -> StudyTraining {
        StudyTraining(epochs: settings.longEpochs, seed: 0)
    }

    func trainings(_ settings: StudySettings) -> [StudyTraining] {
        training(settings).with(seeds: settings.longSeeds)
    }

    func write(_ page: inout StudyPage, from results: StudyResults) throws {
        let training = training(results.settings)
        let records = results[training].records
        guard let best = records.best, let last = records.last else { return }
        let stop = EarlyStop(after: 5, in: records)
        let (lossGap, accuracyGap) = gaps(results)
        let stopText = stop.epoch < records.count ? "stops after epoch \(stop.epoch)" : "does not stop before the end"
        page.answer = """
            \(Self.closeness(loss: lossGap.lastCloseEpoch(limit: Self.lossLimit), accuracy: accuracyGap.lastCloseEpoch(limit: Self.accuracyLimit), of: records.count)) \
            \(Self.course(from: best, to: last)) Early stopping with a patience of five epochs \(stopText) and keeps the weights \
            of epoch \(stop.best).
            """
        writeCurves(results, best: best, stop: stop, on: &page)
        writeRule(lossGap, accuracyGap, results, on: &page)
        writeEarlyStopping(results, on: &page)
    }

    /// Returns the gaps between the mean curves over the seeds.
    private func gaps(_ results: StudyResults) -> (loss: GeneralisationGap, accuracy: GeneralisationGap) {
        func curve(_ measurement: (EpochRecord) -> Double?) -> [Double] {
            results.curve(training(results.settings), seeds: results.settings.longSeeds, measurement).map(\.y)
        }
        return (
            GeneralisationGap(trainingLoss: curve(\.loss), validationLoss: curve(\.validationLoss)),
            GeneralisationGap(trainingAccuracy: curve(\.accuracy), validationAccuracy: curve(\.validationAccuracy))
        )
    }

    private func writeCurves(
        _ results: StudyResults, best: EpochRecord, stop: EarlyStop, on page: inout StudyPage
    ) {
        let settings = results.settings, training = training(settings), seeds = settings.longSeeds
        page.paragraph(
            """
            The validation set, one fifth of the training images, is not used for training. The plots show seed 0. The table \
            shows means over \(seeds.count.spelledOut) seeds; ± is the standard deviation.
            """)
        var marks = [LineChart.Mark(x: Double(best.epoch), label: "lowest: epoch \(best.epoch)")]
        if stop.epoch < settings.longEpochs {
            marks.append(.init(x: Double(stop.epoch), label: "early stopping, patience 5: epoch \(stop.epoch)"))
        }
        for (part, title, axis, measurements, marks) in [
            (
                "loss", "loss", Axis("loss (nats)", including: 0...0),
                (\EpochRecord.optionalLoss, \EpochRecord.validationLoss), marks
            ),
            (
                "accuracy", "accuracy", Axis("accuracy", style: .percent),
                (\EpochRecord.optionalAccuracy, \EpochRecord.validationAccuracy), []
            ),
        ] {
            page.plot(
                part, alternative: "Training and validation \(title) over \(settings.longEpochs) epochs",
                LineChart(
                    title: "\(title.prefix(1).uppercased() + title.dropFirst()) over \(settings.longEpochs) epochs",
                    description: "A network with the shape 784-256-10 and seed 0; training is dashed.",
                    x: Axis("epoch", style: .count), y: axis,
                    series: [
                        .init(
                            "training", colour: 1,
                            points: results.curve(training, seeds: [0]) { $0[keyPath: measurements.0] },
                            isDashed: true),
                        .init(
                            "validation", colour: 0,
                            points: results.curve(training, seeds: [0]) { $0[keyPath: measurements.1] }),
                    ], marks: marks
                ).svg)
        }
        var table = MarkdownTable(
            [], numbers: ["epoch", "training loss", "validation loss", "training accuracy", "validation accuracy"])
        for epoch in Set([1, min(settings.epochs, settings.longEpochs), settings.longEpochs / 2, settings.longEpochs])
            .sorted()
        {
            func sample(_ measurement: (EpochRecord) -> Double?) -> Sample {
                results.sample(training, seeds: seeds, epoch: epoch, measurement)
            }
            table.add([
                "\(epoch)", sample(\.loss).text(4), sample(\.validationLoss).text(4), sample(\.accuracy).percent,
                sample(\.validationAccuracy).percent,
            ])
        }
        page.table(table, example: training)
    }

    private func writeRule(
        _ loss: GeneralisationGap, _ accuracy: GeneralisationGap, _ results: StudyResults, on page: inout StudyPage
    ) {
        let usual = min(results.settings.epochs, results.settings.longEpochs) - 1
        page.section("The rule of the original study")
        page.paragraph(
            """
            The original study sees overfitting after ten epochs. [Its rule](\(Study.originalURL)): use the numbers of epochs for \
            which the training loss and accuracy still improve and the validation results are still close to them. The original \
            study does not define "close". Here the curves are close in an epoch if the validation result is worse than the \
            training result by at most a limit, with means over \(results.settings.longSeeds.count.spelledOut) seeds. The curves \
            stay close up to the last epoch before the first one in which they are not close. The answer above uses limits of \
            \(Self.lossLimit) nats for the loss and \((Self.accuracyLimit * 100).fixed(0)) percentage points for the accuracy. In \
            epoch \(usual + 1) the differences are \(loss.gaps[usual].fixed(3)) nats and \
            \((accuracy.gaps[usual] * 100).fixed(1)) percentage points.
            """)
        var table = MarkdownTable(["curve"], numbers: ["limit of the difference", "close up to epoch"])
        for limit in Self.lossLimits {
            table.add(["loss", "\(limit.fixed(2)) nats", "\(loss.lastCloseEpoch(limit: limit))"])
        }
        for limit in Self.accuracyLimits {
            table.add([
                "accuracy", limit.percentagePoints, "\(accuracy.lastCloseEpoch(limit: limit))",
            ])
        }
        page.table(table)
    }

    private func writeEarlyStopping(_ results: StudyResults, on page: inout StudyPage) {
        let training = training(results.settings), records = results[training].records
        var table = MarkdownTable(
            [],
            numbers: ["patience", "stops after epoch", "keeps epoch", "its validation loss", "its validation accuracy"])
        for patience in Self.patiences where patience <= results.settings.longEpochs {
            let stop = EarlyStop(after: patience, in: records), kept = records[stop.best - 1]
            table.add([
                "\(patience)", stop.epoch < records.count ? "\(stop.epoch)" : "–", "\(stop.best)",
                (kept.validationLoss ?? .nan).fixed(4), kept.validationAccuracy.percent(decimals: 2),
            ])
        }
        page.section("Early stopping")
        page.paragraph(
            """
            Early stopping ends a training when the validation loss has not improved for a number of epochs, the patience, and \
            keeps the weights of the epoch with the lowest validation loss. The table is computed from the training with seed 0. \
            `\(training.command) --patience 5` stops in this way.
            """)
        page.table(table)
    }

    /// Describes the epochs up to which the curves stay close.
    static func closeness(loss: Int, accuracy: Int, of epochs: Int) -> String {
        func range(_ epoch: Int) -> String {
            switch epoch {
            case 0: "are not close in any epoch"
            case epochs: "stay close in all \(epochs) epochs"
            default: "stay close up to epoch \(epoch)"
            }
        }
        return """
            The loss curves \(range(loss)) (difference of at most \(lossLimit) nats), and the accuracy curves \(range(accuracy)) (at \
            most \((accuracyLimit * 100).fixed(0)) percentage points).
            """
    }

    /// Describes both losses between the epoch with the lowest validation loss and the last epoch.
    static func course(from best: EpochRecord, to last: EpochRecord) -> String {
        let lowest = best.validationLoss ?? .nan, end = last.validationLoss ?? .nan
        let minimum = "The validation loss is lowest in epoch \(best.epoch), with \(lowest.fixed(3))"
        guard best.epoch < last.epoch else {
            return "\(minimum), which is the last epoch: there is no overfitting."
        }
        let training = "from \(best.loss.fixed(3)) to \(last.loss.fixed(3))"
        return """
            \(minimum). Up to epoch \(last.epoch) it \(end > lowest ? "rises to \(end.fixed(3))" : "does not rise"), and the \
            training loss \(last.loss < best.loss ? "falls \(training)" : "does not fall: it changes \(training)").
            """
    }
}
