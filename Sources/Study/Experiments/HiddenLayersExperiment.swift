import NeuralNetwork
import Reporting
import Statistics

/// One, two and three hidden layers, and whether the difference is more than chance.
struct HiddenLayersExperiment: Experiment {
    let name = "hidden-layers"
    let title = "Hidden layers"
    let question = "Does a second or a third hidden layer lessen the loss?"

    private static let networks = [[256], [256, 128], [256, 128, 64]]

    private func training(_ settings: StudySettings, hidden: [Int]) -> StudyTraining {
        StudyTraining(hidden: hidden, epochs: settings.epochs, seed: 0)
    }

    func trainings(_ settings: StudySettings) -> [StudyTraining] {
        Self.networks.flatMap { training(settings, hidden: $0).with(seeds: settings.seeds) }
    }

    func timedTrainings(_ settings: StudySettings) -> [StudyTraining] { trainings(settings) }

    func write(_ page: inout StudyPage, from results: StudyResults) throws {
        let settings = results.settings, seeds = settings.seeds
        let trainings = Self.networks.map { training(settings, hidden: $0) }
        let losses = trainings.map { results.last($0, seeds: seeds, \.validationLoss) }
        let second = PairedDifference(losses[1], minus: losses[0]),
            third = PairedDifference(losses[2], minus: losses[1])
        page.answer = """
            After \(settings.epochs.word) epochs, a second hidden layer changes the validation loss by \(second.text(4)) and a \
            third one by \(third.text(4)) more (95% confidence over \(seeds.count.word) seeds). The original study saw a \
            little less loss with the second: \(Self.judged(second, claim: .lower)). It saw more with the third: \
            \(Self.judged(third, claim: .higher)).
            """
        page.paragraph(
            """
            Each network is trained with the same \(seeds.count.word) seeds. A difference is taken seed by seed and compared \
            with its standard error (Student's t): it counts where 0 lies outside of its 95% confidence interval.
            """)
        page.plot(
            "loss",
            alternative: "Validation loss of networks with one, two and three hidden layers, each with every seed",
            PointRangeChart(
                title: "Validation loss after \(settings.epochs) epochs",
                description: "Small points are seeds, the large one is their mean, the bar one standard deviation.",
                x: Axis("validation loss (nats)"),
                rows: zip(trainings, losses).map { training, sample in
                    .init(
                        training.shape, values: sample.values, mean: sample.mean, halfWidth: sample.standardDeviation,
                        note: sample.text(4))
                }
            ).svg)
        page.plot(
            "differences", alternative: "Differences in validation loss that a second and a third hidden layer make",
            PointRangeChart(
                title: "What one more hidden layer changes",
                description:
                    "Small points are seeds, the large one is their mean, the bar its 95% confidence interval.",
                x: Axis("difference in validation loss (nats)"),
                rows: zip(["the second layer", "the third layer"], [second, third]).map { name, difference in
                    .init(
                        name, values: difference.differences.values, mean: difference.mean,
                        halfWidth: difference.halfWidth, note: difference.text(4), colour: 1)
                }, reference: (0, "no difference")
            ).svg)
        var table = MarkdownTable(
            ["network"],
            numbers: ["parameters", "training loss", "validation loss", "validation accuracy", "seconds"])
        for (training, loss) in zip(trainings, losses) {
            table.add([
                training.shape, try training.architecture.parameterCount().grouped,
                results.last(training, seeds: seeds, \.loss).text(4), loss.text(4),
                results.last(training, seeds: seeds, \.validationAccuracy).percent,
                Sample(training.with(seeds: seeds).map { results[$0].seconds }).text(2),
            ])
        }
        page.paragraph(
            "± is the standard deviation over seeds. Seconds are those of a whole training on one thread, one at a time:"
        )
        page.table(table, example: trainings[1])
        let trained = trainings.map { results.last($0, seeds: seeds, \.loss) }
        page.paragraph(
            """
            On the training images themselves the second layer changes the loss by \
            \(PairedDifference(trained[1], minus: trained[0]).text(4)), the third by \
            \(PairedDifference(trained[2], minus: trained[1]).text(4)).
            """)
    }

    /// Whether a claim of the original study holds here.
    static func judged(_ difference: PairedDifference, claim: PairedDifference.Verdict) -> String {
        switch difference.verdict {
        case claim: "that holds here"
        case .noise: "here that is noise"
        default: "here it is the other way round"
        }
    }
}
