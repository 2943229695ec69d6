import NeuralNetwork
import Reporting
import Statistics

/// The same network with pixels as they are stored, and divided by 255.
struct NormalisationExperiment: Experiment {
    let name = "normalisation"
    let title = "Normalisation"
    let question = "Does it matter whether pixels come as numbers from 0 to 255 or from 0 to 1?"

    private func training(_ settings: StudySettings, isNormalised: Bool) -> StudyTraining {
        StudyTraining(isNormalised: isNormalised, epochs: settings.epochs, seed: 0)
    }

    func trainings(_ settings: StudySettings) -> [StudyTraining] {
        [true, false].flatMap { training(settings, isNormalised: $0).with(seeds: settings.seeds) }
    }

    func write(_ page: inout StudyPage, from results: StudyResults) throws {
        let settings = results.settings, seeds = settings.seeds
        let normalised = training(settings, isNormalised: true), raw = training(settings, isNormalised: false)
        let ways = [("0 to 1", normalised), ("0 to 255", raw)]

        let difference = PairedDifference(
            results.last(raw, seeds: seeds, \.validationAccuracy),
            minus: results.last(normalised, seeds: seeds, \.validationAccuracy))
        let firstLoss = ways.map { results.curve($0.1, seeds: seeds, \.loss)[0].y }
        page.answer = """
            \(difference.verdict == .lower ? "Yes" : difference.verdict == .noise ? "It does not show here" : "Yes, the other way round"): \
            after \(settings.epochs.word) epochs the validation accuracy with pixels from 0 to 255 is \
            \(results.last(raw, seeds: seeds, \.validationAccuracy).percent), with pixels from 0 to 1 \
            \(results.last(normalised, seeds: seeds, \.validationAccuracy).percent). In the first epoch the training loss is \
            \(firstLoss[1].text(2)) against \(firstLoss[0].text(2)).
            """
        page.paragraph(
            """
            The first weights are of the same size whatever comes in. Pixels that are 255 times as large make first logits that \
            are 255 times as large, and a softmax that is sure of its answers before anything is learned. The plots and the table are means over \(seeds.count.word) seeds; ± is the standard deviation.
            """)
        for (part, title, axis, training, validation) in [
            (
                "loss", "Loss by epoch", Axis("loss (nats, logarithmic)", isLogarithmic: true),
                \EpochRecord.optionalLoss, \EpochRecord.validationLoss
            ),
            (
                "accuracy", "Accuracy by epoch", Axis("accuracy", style: .percent),
                \EpochRecord.optionalAccuracy, \EpochRecord.validationAccuracy
            ),
        ] {
            let series = ways.enumerated().flatMap { index, way in
                [
                    LineChart.Series(
                        "\(way.0), training", colour: index,
                        points: results.curve(way.1, seeds: seeds) { $0[keyPath: training] },
                        isDashed: true),
                    LineChart.Series(
                        "\(way.0), validation", colour: index,
                        points: results.curve(way.1, seeds: seeds) { $0[keyPath: validation] }),
                ]
            }
            page.plot(
                part, alternative: "\(title) with pixels from 0 to 1 and from 0 to 255, in training and validation",
                LineChart(
                    title: "\(title): pixels from 0 to 1 and from 0 to 255",
                    description: "Mean over seeds of the network 784-256-10; dashed in training, solid in validation.",
                    x: Axis("epoch", style: .count), y: axis, series: series
                ).svg)
        }
        var table = MarkdownTable(
            ["pixels"], numbers: ["training loss", "validation loss", "training accuracy", "validation accuracy"])
        for (label, training) in ways {
            table.add([
                label, results.last(training, seeds: seeds, \.loss).text(4),
                results.last(training, seeds: seeds, \.validationLoss).text(4),
                results.last(training, seeds: seeds, \.accuracy).percent,
                results.last(training, seeds: seeds, \.validationAccuracy).percent,
            ])
        }
        page.paragraph("After \(settings.epochs.word) epochs:")
        page.table(table, example: raw)
    }
}

extension EpochRecord {
    var optionalLoss: Double? { loss }
    var optionalAccuracy: Double? { accuracy }
}
