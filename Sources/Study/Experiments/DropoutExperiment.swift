import NeuralNetwork
import Reporting
import Statistics

/// Compares dropout rates at the length of the original study and in trainings that are long enough to overfit.
struct DropoutExperiment: Experiment {
    let name = "dropout"
    let title = "Dropout"
    let question = "Does dropout reduce overfitting?"

    private static let rates = [0, 0.2, 0.5]

    private func training(_ settings: StudySettings, rate: Double) -> StudyTraining {
        StudyTraining(dropout: rate, epochs: settings.longEpochs, seed: 0)
    }

    func trainings(_ settings: StudySettings) -> [StudyTraining] {
        Self.rates.flatMap { training(settings, rate: $0).with(seeds: settings.longSeeds) }
    }

    func write(_ page: inout StudyPage, from results: StudyResults) throws {
        let settings = results.settings, seeds = settings.longSeeds
        let trainings = Self.rates.map { training(settings, rate: $0) }
        func losses(_ epoch: Int) -> [Sample] {
            trainings.map { results.sample($0, seeds: seeds, epoch: epoch, \.validationLoss) }
        }
        page.answer = """
            \(Self.sentence(epochs: settings.epochs, losses: losses(settings.epochs))) \
            \(Self.sentence(epochs: settings.longEpochs, losses: losses(settings.longEpochs)))
            """
        page.paragraph(
            """
            During training, dropout sets the output of each of the 256 hidden units to 0 with the given probability, \
            independently for each image. Validation uses all units. Therefore the training loss is measured on a weaker network \
            and can be higher than the validation loss. The plots show means over \(seeds.count.spelledOut) seeds.
            """)
        for (part, title, axis, measurement) in [
            ("loss", "Validation loss", Axis("validation loss (nats)"), \EpochRecord.validationLoss),
            (
                "accuracy", "Validation accuracy", Axis("validation accuracy", style: .percent),
                \EpochRecord.validationAccuracy
            ),
        ] {
            page.plot(
                part, alternative: "\(title) by epoch without dropout and with rates of 0.2 and 0.5",
                LineChart(
                    title: "\(title) by epoch", description: "Means over seeds of networks with the shape 784-256-10.",
                    x: Axis("epoch", style: .count), y: axis,
                    series: zip(Self.rates, trainings).enumerated().map { index, pair in
                        .init(
                            pair.0 == 0 ? "no dropout" : "dropout \(pair.0)", colour: index,
                            points: results.curve(pair.1, seeds: seeds) { $0[keyPath: measurement] })
                    }, marks: [.init(x: Double(settings.epochs), label: "original study: \(settings.epochs) epochs")]
                ).svg)
        }
        for epoch in [settings.epochs, settings.longEpochs] {
            page.section("After \(epoch.spelledOut) epochs")
            page.table(
                table(results, trainings, epoch: epoch),
                example: epoch == settings.longEpochs ? trainings[2] : nil)
        }
        page.paragraph(
            """
            ± is the standard deviation over seeds; in the column of differences it is the 95% confidence interval of the paired \
            difference to no dropout. The lowest validation loss is the lowest one up to this epoch, with its epoch for each seed. \
            The values after \(settings.epochs.spelledOut) epochs are those of the long trainings at that epoch: a shorter training \
            gives the same numbers.
            """)
    }

    private func table(_ results: StudyResults, _ trainings: [StudyTraining], epoch: Int) -> MarkdownTable {
        let seeds = results.settings.longSeeds
        func sample(_ training: StudyTraining, _ measurement: (EpochRecord) -> Double?) -> Sample {
            results.sample(training, seeds: seeds, epoch: epoch, measurement)
        }
        var table = MarkdownTable(
            ["dropout"],
            numbers: [
                "training loss", "validation loss", "difference", "lowest validation loss", "at epoch",
                "validation accuracy",
            ])
        for (rate, training) in zip(Self.rates, trainings) {
            let best = training.with(seeds: seeds).map { Array(results[$0].records.prefix(epoch)).best }
            let loss = sample(training, \.validationLoss)
            table.add([
                rate == 0 ? "none" : "\(rate)", sample(training, \.loss).text(4), loss.text(4),
                rate == 0
                    ? "" : PairedDifference(loss, minus: sample(trainings[0], \.validationLoss)).text(4),
                Sample(best.map { $0?.validationLoss ?? .nan }).text(4),
                best.map { "\($0?.epoch ?? 0)" }.joined(separator: ", "),
                sample(training, \.validationAccuracy).percent,
            ])
        }
        return table
    }

    /// Returns whether dropout lowers the validation loss after a number of epochs.
    ///
    /// - Parameter losses: The validation losses without dropout and with rates of 0.2 and 0.5.
    static func sentence(epochs: Int, losses: [Sample]) -> String {
        let conclusions = losses.dropFirst().map { PairedDifference($0, minus: losses[0]).conclusion }
        let effect =
            if conclusions.allSatisfy({ $0 == .lower }) {
                "both dropout rates lower the validation loss significantly"
            } else if conclusions.contains(.lower) {
                "one of the two dropout rates lowers the validation loss significantly"
            } else if conclusions.contains(.higher) {
                "dropout raises the validation loss"
            } else {
                "dropout does not change the validation loss significantly"
            }
        return """
            After \(epochs.spelledOut) epochs, \(effect): \(losses[0].text(3)) without dropout, \(losses[1].text(3)) with a rate \
            of 0.2, and \(losses[2].text(3)) with 0.5.
            """
    }
}
