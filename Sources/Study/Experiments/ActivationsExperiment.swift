import NeuralNetwork
import Reporting
import Statistics

/// Compares activation functions of the hidden layer.
struct ActivationsExperiment: Experiment {
    let name = "activations"
    let title = "Activation functions"
    let question = "Does the hidden layer need an activation function, and is ReLU the best one?"

    private func training(_ settings: StudySettings, _ activation: Architecture.Activation) -> StudyTraining {
        StudyTraining(activation: activation, epochs: settings.epochs, seed: 0)
    }

    func trainings(_ settings: StudySettings) -> [StudyTraining] {
        Architecture.Activation.allCases.flatMap { training(settings, $0).with(seeds: settings.seeds) }
    }

    func write(_ page: inout StudyPage, from results: StudyResults) throws {
        let settings = results.settings, seeds = settings.seeds
        func sample(
            _ activation: Architecture.Activation, _ measurement: (EpochRecord) -> Double?
        ) -> Sample { results.sample(training(settings, activation), seeds: seeds, measurement) }
        func againstReLU(_ activation: Architecture.Activation) -> PairedDifference {
            PairedDifference(sample(activation, \.validationLoss), minus: sample(.relu, \.validationLoss))
        }
        let better = [Architecture.Activation.sigmoid, .tanh].filter { againstReLU($0).conclusion == .lower }
        let isNeeded =
            PairedDifference(sample(.none, \.validationAccuracy), minus: sample(.relu, \.validationAccuracy))
            .conclusion == .lower
        let comparison =
            better.isEmpty
            ? "Neither sigmoid nor tanh has a significantly lower validation loss than ReLU."
            : "The validation loss is significantly lower with \(better.map(\.rawValue).joined(separator: " and ")) than with ReLU."
        page.answer = """
            \(isNeeded ? "An activation function is needed" : "The experiment does not show that an activation function is needed"): \
            after \(settings.epochs.spelledOut) epochs, the validation accuracy is \
            \(sample(.none, \.validationAccuracy).percent) without one and \(sample(.relu, \.validationAccuracy).percent) with \
            ReLU. \(comparison)
            """
        page.paragraph(
            """
            Without an activation function, two dense layers compute a single linear map, so the model is a multinomial logistic \
            regression. All networks have the shape 784-256-10, and all activation functions are trained with the same \
            \(seeds.count.spelledOut) seeds.
            """)
        page.plot(
            "loss", alternative: "Validation loss by activation function, for each seed",
            PointRangeChart(
                title: "Validation loss after \(settings.epochs) epochs by activation function",
                description: "Small points are seeds, large points are means, bars are one standard deviation.",
                x: Axis("validation loss (nats)"),
                rows: Architecture.Activation.allCases.map { activation in
                    let loss = sample(activation, \.validationLoss)
                    return .init(
                        activation.rawValue, values: loss.values, mean: loss.mean, halfWidth: loss.standardDeviation,
                        note: loss.text(4))
                }
            ).svg)
        var table = MarkdownTable(
            ["activation"],
            numbers: ["training loss", "validation loss", "validation accuracy", "difference in loss to ReLU"])
        for activation in Architecture.Activation.allCases {
            table.add([
                activation.rawValue, sample(activation, \.loss).text(4), sample(activation, \.validationLoss).text(4),
                sample(activation, \.validationAccuracy).percent,
                activation == .relu ? "" : againstReLU(activation).text(4),
            ])
        }
        page.paragraph(
            "± is the standard deviation over seeds; in the last column it is the 95% confidence interval of the paired difference."
        )
        page.table(table, example: training(settings, .tanh))
    }
}
