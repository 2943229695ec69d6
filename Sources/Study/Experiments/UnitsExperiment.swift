import NeuralNetwork
import Reporting
import Statistics

/// Compares numbers of hidden units.
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
        let losses = trainings.map { results.sample($0, seeds: seeds, \.validationLoss) }
        let usual = results.sample(training(settings, units: 256), seeds: seeds, \.validationLoss)
        // The smallest network that is not significantly worse than any other.
        let enough = losses.indices.first { candidate in
            losses.indices.allSatisfy {
                $0 == candidate
                    || PairedDifference(losses[candidate], minus: losses[$0]).conclusion != .higher
            }
        }
        let best = losses.indices.min { losses[$0].mean < losses[$1].mean } ?? 0
        let sufficient =
            enough.map {
                """
                \(settings.units[$0]) units are enough: after \(settings.epochs.spelledOut) epochs, no other number of units \
                gives a significantly lower validation loss.
                """
            } ?? "Each of these numbers gives a significantly higher validation loss than another one."
        page.answer = """
            \(sufficient) The lowest mean loss is \(losses[best].mean.fixed(4)), with \(settings.units[best]) units. With the 256 \
            units of the original study it is \(usual.mean.fixed(4)).
            """
        func points(_ measurement: (EpochRecord) -> Double?) -> (points: [(x: Double, y: Double)], spread: [Double]) {
            let samples = trainings.map { results.sample($0, seeds: seeds, measurement) }
            return (
                zip(settings.units, samples).map { (Double($0), $1.mean) }, samples.map(\.standardDeviation)
            )
        }
        let trained = points(\.loss), validated = points(\.validationLoss)
        page.paragraph(
            """
            \(Self.trainingLosses(trained.points.map { (Int($0.x), $0.y) })) The plot and the table show means over \
            \(seeds.count.spelledOut) seeds; bars and ± are standard deviations.
            """)
        page.plot(
            "loss", alternative: "Loss by number of units, in training and validation",
            LineChart(
                title: "Loss after \(settings.epochs) epochs by number of hidden units",
                description: "Means over seeds with bars of one standard deviation; training is dashed.",
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
                "units", "parameters", "training loss", "validation loss", "validation accuracy",
                "difference in loss to 256",
            ])
        for (training, loss) in zip(trainings, losses) {
            let isUsual = training.hidden == [256]
            table.add([
                "\(training.hidden[0])", try training.architecture.parameterCount().grouped,
                results.sample(training, seeds: seeds, \.loss).text(4), loss.text(4),
                results.sample(training, seeds: seeds, \.validationAccuracy).percent,
                isUsual ? "" : PairedDifference(loss, minus: usual).text(4),
            ])
        }
        page.paragraph("The last column is the paired difference with its 95% confidence interval.")
        page.table(table, example: trainings.last)
    }

    /// Describes the training loss as a function of the number of units, which must be ascending.
    static func trainingLosses(_ losses: [(units: Int, loss: Double)]) -> String {
        guard let first = losses.first, let last = losses.last else { return "" }
        let decreases = zip(losses, losses.dropFirst()).allSatisfy { $0.loss > $1.loss }
        return """
            The training loss \(decreases ? "decreases" : "does not decrease") with each larger number of units: it is \
            \(first.loss.fixed(4)) with \(first.units) units and \(last.loss.fixed(4)) with \(last.units).
            """
    }
}
