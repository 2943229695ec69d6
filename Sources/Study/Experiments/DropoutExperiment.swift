import NeuralNetwork
import Reporting
import Statistics

/// Dropout where it is said to help: in trainings long enough to overfit.
struct DropoutExperiment: Experiment {
    let name = "dropout"
    let title = "Dropout"
    let question = "Does dropout keep a long training from overfitting?"

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
        let losses = trainings.map { results.last($0, seeds: seeds, \.validationLoss) }
        let strongest = PairedDifference(losses[2], minus: losses[0])
        page.answer = """
            \(strongest.verdict == .lower ? "Yes" : strongest.verdict == .noise ? "It does not show here" : "No"): after \
            \(settings.longEpochs.word) epochs the validation loss is \(losses[0].mean.text(3)) without dropout, \
            \(losses[1].mean.text(3)) with a rate of 0.2 and \(losses[2].mean.text(3)) with 0.5. The validation accuracy is \
            \(zip([" without", " with 0.2", " with 0.5"], trainings).map { results.last($1, seeds: seeds, \.validationAccuracy).percent + $0 }.joined(separator: ", ")).
            """
        page.paragraph(
            """
            In training each of the 256 hidden units is dropped with the rate given, anew for each image; in validation none \
            is. So the training loss is that of a handicapped network, and can be higher than the validation loss. Means over \
            \(seeds.count.word) seeds.
            """)
        page.plot(
            "loss", alternative: "Validation loss by epoch without dropout and with rates of 0.2 and 0.5",
            LineChart(
                title: "Validation loss by epoch", description: "Means over seeds of the network 784-256-10.",
                x: Axis("epoch", style: .count), y: Axis("validation loss (nats)"),
                series: zip(Self.rates, trainings).enumerated().map { index, pair in
                    .init(
                        pair.0 == 0 ? "no dropout" : "dropout \(pair.0)", colour: index,
                        points: results.curve(pair.1, seeds: seeds, \.validationLoss))
                }
            ).svg)
        page.plot(
            "accuracy", alternative: "Validation accuracy by epoch without dropout and with rates of 0.2 and 0.5",
            LineChart(
                title: "Validation accuracy by epoch", description: "Means over seeds of the network 784-256-10.",
                x: Axis("epoch", style: .count), y: Axis("validation accuracy", style: .percent),
                series: zip(Self.rates, trainings).enumerated().map { index, pair in
                    .init(
                        pair.0 == 0 ? "no dropout" : "dropout \(pair.0)", colour: index,
                        points: results.curve(pair.1, seeds: seeds, \.validationAccuracy))
                }
            ).svg)
        var table = MarkdownTable(
            ["dropout"],
            numbers: ["training loss", "validation loss", "lowest validation loss", "at epoch", "validation accuracy"])
        for (rate, training) in zip(Self.rates, trainings) {
            let best = training.with(seeds: seeds).map { results[$0].records.best }
            table.add([
                rate == 0 ? "none" : "\(rate)", results.last(training, seeds: seeds, \.loss).text(4),
                results.last(training, seeds: seeds, \.validationLoss).text(4),
                Sample(best.map { $0?.validationLoss ?? .nan }).text(4),
                best.map { "\($0?.epoch ?? 0)" }.joined(separator: ", "),
                results.last(training, seeds: seeds, \.validationAccuracy).percent,
            ])
        }
        page.paragraph(
            "After \(settings.longEpochs.word) epochs; ± is the standard deviation over seeds, and the epoch is given for each seed:"
        )
        page.table(table, example: trainings[2])
    }
}

extension [EpochRecord] {
    /// The epoch with the lowest validation loss, the first one where there are several.
    var best: EpochRecord? {
        filter { $0.validationLoss != nil }.min { ($0.validationLoss ?? 0) < ($1.validationLoss ?? 0) }
    }
}
