import NeuralNetwork
import Reporting
import Statistics

/// One hidden layer, narrow and wide.
struct UnitsExperiment: Experiment {
    let name = "units"
    let title = "Number of units"
    let question = "How many units does the hidden layer need?"

    private func training(_ settings: StudySettings, units: Int) -> StudyTraining {
        StudyTraining(hidden: [units], epochs: settings.epochs, seed: 0)
    }

    func trainings(_ settings: StudySettings) -> [StudyTraining] {
        settings.units.flatMap { training(settings, units: $0).with(seeds: settings.seeds) }
    }

    func write(_ page: inout StudyPage, from results: StudyResults) throws {
        let settings = results.settings, seeds = settings.seeds
        let trainings = settings.units.map { training(settings, units: $0) }
        let losses = trainings.map { results.last($0, seeds: seeds, \.validationLoss) }
        let usual = results.last(training(settings, units: 256), seeds: seeds, \.validationLoss)
        // The narrowest network that is not shown to be worse than any other.
        let enough = losses.indices.first { candidate in
            losses.indices.allSatisfy {
                $0 == candidate || PairedDifference(losses[candidate], minus: losses[$0]).verdict != .higher
            }
        }
        let best = losses.indices.min { losses[$0].mean < losses[$1].mean } ?? 0
        page.answer = """
            \(enough.map { "\(settings.units[$0]) are enough: no other number has a validation loss that is lower by more than chance" } ?? "None of these numbers is enough") \
            after \(settings.epochs.word) epochs. The lowest mean loss, \(losses[best].mean.text(4)), is that of \
            \(settings.units[best]) units\(settings.units[best] == 256 ? ", the study's number" : "; the study's 256 have \(usual.mean.text(4))").
            """
        func points(_ measurement: (EpochRecord) -> Double?) -> (points: [(x: Double, y: Double)], spread: [Double]) {
            let samples = trainings.map { results.last($0, seeds: seeds, measurement) }
            return (
                zip(settings.units, samples).map { (Double($0), $1.mean) }, samples.map(\.standardDeviation)
            )
        }
        let trained = points(\.loss), validated = points(\.validationLoss)
        page.paragraph(
            """
            \(Self.course(trained.points.map { (Int($0.x), $0.y) })) What more units are worth on other images is the solid \
            line. Means over \(seeds.count.word) seeds; bars and ± are standard deviations.
            """)
        page.plot(
            "loss", alternative: "Loss by number of units, in training and validation",
            LineChart(
                title: "Loss after \(settings.epochs) epochs by number of hidden units",
                description:
                    "Means over seeds with bars of one standard deviation; dashed in training, solid in validation.",
                x: Axis("units of the hidden layer", isLogarithmic: true, ticks: settings.units.map(Double.init)),
                y: Axis("loss (nats)"),
                series: [
                    .init(
                        "validation", colour: 0, points: validated.points, spread: validated.spread, hasPoints: true),
                    .init(
                        "training", colour: 1, points: trained.points, spread: trained.spread, isDashed: true,
                        hasPoints: true),
                ]
            ).svg)
        var table = MarkdownTable(
            [],
            numbers: [
                "units", "parameters", "training loss", "validation loss", "validation accuracy", "loss against 256",
            ])
        for (training, loss) in zip(trainings, losses) {
            let isUsual = training.hidden == [256]
            table.add([
                "\(training.hidden[0])", try training.architecture.parameterCount().grouped,
                results.last(training, seeds: seeds, \.loss).text(4), loss.text(4),
                results.last(training, seeds: seeds, \.validationAccuracy).percent,
                isUsual ? "" : PairedDifference(loss, minus: usual).text(4),
            ])
        }
        page.paragraph("The last column is the difference seed by seed with its 95% confidence interval:")
        page.table(table, example: trainings.last)
    }

    /// What more units do on the images that are trained on, given their numbers, ascending, with the training losses.
    static func course(_ losses: [(units: Int, loss: Double)]) -> String {
        guard let first = losses.first, let last = losses.last else { return "" }
        let falls = zip(losses, losses.dropFirst()).allSatisfy { $0.loss > $1.loss }
        return """
            On the images that are trained on, the loss \(falls ? "falls with each larger number of units" : "does not fall with each larger number of units"): \
            it is \(first.loss.text(4)) with \(first.units) and \(last.loss.text(4)) with \(last.units).
            """
    }
}
