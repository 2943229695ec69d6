import NeuralNetwork
import Reporting
import Statistics

/// The ReLU and what else can stand in its place.
struct ActivationsExperiment: Experiment {
    let name = "activations"
    let title = "Activation functions"
    let question = "Is the ReLU the right activation, and is one needed at all?"

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
        ) -> Sample { results.last(training(settings, activation), seeds: seeds, measurement) }
        func against(_ activation: Architecture.Activation) -> PairedDifference {
            PairedDifference(sample(activation, \.validationLoss), minus: sample(.relu, \.validationLoss))
        }
        let better = [Architecture.Activation.sigmoid, .tanh].filter { against($0).verdict == .lower }
        let needed =
            PairedDifference(sample(.none, \.validationAccuracy), minus: sample(.relu, \.validationAccuracy)).verdict
            == .lower
        page.answer = """
            \(needed ? "One is needed" : "That one is needed does not show here"): without any the validation accuracy is \
            \(sample(.none, \.validationAccuracy).percent), with the ReLU \(sample(.relu, \.validationAccuracy).percent). \
            After \(settings.epochs.word) epochs \
            \(better.isEmpty ? "neither sigmoid nor tanh" : better.map(\.rawValue).joined(separator: " as well as ")) has a lower \
            validation loss than the ReLU by more than chance.
            """
        page.paragraph(
            """
            Without an activation two dense layers are one linear map: what is left is multinomial logistic regression, \
            with more parameters than it needs. All networks are 784-256-10, with the same \(seeds.count.word) seeds.
            """)
        page.plot(
            "loss", alternative: "Validation loss with each activation function and every seed",
            PointRangeChart(
                title: "Validation loss after \(settings.epochs) epochs by activation function",
                description: "Small points are seeds, the large one is their mean, the bar one standard deviation.",
                x: Axis("validation loss (nats)"),
                rows: Architecture.Activation.allCases.map { activation in
                    let loss = sample(activation, \.validationLoss)
                    return .init(
                        activation.rawValue, values: loss.values, mean: loss.mean, halfWidth: loss.standardDeviation,
                        note: loss.text(4))
                }
            ).svg)
        var table = MarkdownTable(
            ["activation"], numbers: ["training loss", "validation loss", "validation accuracy", "loss against ReLU"])
        for activation in Architecture.Activation.allCases {
            table.add([
                activation.rawValue, sample(activation, \.loss).text(4), sample(activation, \.validationLoss).text(4),
                sample(activation, \.validationAccuracy).percent,
                activation == .relu ? "" : against(activation).text(4),
            ])
        }
        page.paragraph(
            "± is the standard deviation over seeds; in the last column it is the 95% confidence interval of the difference seed by seed:"
        )
        page.table(table, example: training(settings, .tanh))
    }
}
