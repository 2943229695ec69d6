import NeuralNetwork
import Reporting
import Statistics

/// Compares networks with one, two and three hidden layers.
struct HiddenLayersExperiment: Experiment {
    let name = "hidden-layers"
    let title = "Hidden layers"
    let question = "Does a second or a third hidden layer reduce the loss?"

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
        let losses = trainings.map { results.sample($0, seeds: seeds, \.validationLoss) }
        let second = PairedDifference(losses[1], minus: losses[0])
        let third = PairedDifference(losses[2], minus: losses[1])
        page.answer = """
            After \(settings.epochs.spelledOut) epochs, a second hidden layer changes the validation loss by \(second.text(4)), \
            and a third one changes it by a further \(third.text(4)) (95% confidence intervals, \(seeds.count.spelledOut) seeds). \
            The original study reports a small decrease with the second layer: \
            \(Self.comparison(second, reported: .lower)). It reports an increase with the third layer: \
            \(Self.comparison(third, reported: .higher)).
            """
        page.paragraph(
            """
            All networks are trained with the same \(seeds.count.spelledOut) seeds. A difference is computed for each seed, and \
            the confidence interval of the mean difference follows from Student's t distribution.
            """)
        page.plot(
            "loss", alternative: "Validation loss of networks with one, two and three hidden layers, for each seed",
            PointRangeChart(
                title: "Validation loss after \(settings.epochs) epochs",
                description: "Small points are seeds, large points are means, bars are one standard deviation.",
                x: Axis("validation loss (nats)"),
                rows: zip(trainings, losses).map { training, sample in
                    .init(
                        training.shape, values: sample.values, mean: sample.mean, halfWidth: sample.standardDeviation,
                        note: sample.text(4))
                }
            ).svg)
        page.plot(
            "differences", alternative: "Change of the validation loss by a second and a third hidden layer",
            PointRangeChart(
                title: "Change of the validation loss by one more hidden layer",
                description: "Small points are seeds, large points are means, bars are 95% confidence intervals.",
                x: Axis("difference in validation loss (nats)"),
                rows: zip(["second layer", "third layer"], [second, third]).map { name, difference in
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
                results.sample(training, seeds: seeds, \.loss).text(4), loss.text(4),
                results.sample(training, seeds: seeds, \.validationAccuracy).percent,
                Sample(training.with(seeds: seeds).map { results[$0].seconds }).text(2),
            ])
        }
        page.paragraph(
            "± is the standard deviation over seeds. The seconds are those of a whole training on one thread, one training at a time."
        )
        page.table(table, example: trainings[1])
        let trained = trainings.map { results.sample($0, seeds: seeds, \.loss) }
        page.paragraph(
            """
            The second layer changes the training loss by \(PairedDifference(trained[1], minus: trained[0]).text(4)), the third \
            layer by \(PairedDifference(trained[2], minus: trained[1]).text(4)).
            """)
    }

    /// Compares a measured difference with the direction that the original study reports.
    static func comparison(_ difference: PairedDifference, reported: PairedDifference.Conclusion) -> String {
        switch difference.conclusion {
        case reported: "this study finds the same"
        case .notSignificant: "in this study the difference is not significant"
        default: "this study finds the opposite"
        }
    }
}
