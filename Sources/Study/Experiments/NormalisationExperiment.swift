import NeuralNetwork
import Reporting
import Statistics

/// Compares pixels from 0 to 255 with pixels divided by 255.
struct NormalisationExperiment: Experiment {
    let name = "normalisation"
    let title = "Normalisation"
    let question = "Does the division of the pixels by 255 improve the training?"

    private func training(_ settings: StudySettings, isNormalised: Bool) -> StudyTraining {
        StudyTraining(isNormalised: isNormalised, epochs: settings.epochs, seed: 0)
    }

    func trainings(_ settings: StudySettings) -> [StudyTraining] {
        [true, false].flatMap { training(settings, isNormalised: $0).with(seeds: settings.seeds) }
    }

    func write(_ page: inout StudyPage, from results: StudyResults) throws {
        let settings = results.settings, seeds = settings.seeds
        let normalised = training(settings, isNormalised: true), raw = training(settings, isNormalised: false)
        let variants = [("0 to 1", normalised), ("0 to 255", raw)]
        func accuracy(_ training: StudyTraining) -> Sample {
            results.sample(training, seeds: seeds, \.validationAccuracy)
        }
        let conclusion =
            switch PairedDifference(accuracy(raw), minus: accuracy(normalised)).conclusion {
            case .lower: "Yes"
            case .higher: "No, it makes the training worse"
            case .notSignificant: "The experiment shows no significant difference"
            }
        let firstLoss = variants.map { results.curve($0.1, seeds: seeds, \.loss)[0].y }
        page.answer = """
            \(conclusion): after \(settings.epochs.spelledOut) epochs, the validation accuracy is \(accuracy(raw).percent) with \
            pixels from 0 to 255 and \(accuracy(normalised).percent) with pixels from 0 to 1. The training loss of the first epoch \
            is \(firstLoss[1].fixed(2)) and \(firstLoss[0].fixed(2)).
            """
        page.paragraph(
            """
            The initial weights do not depend on the range of the pixels. Pixels that are 255 times as large give initial logits \
            that are 255 times as large. The softmax of such logits is close to 0 or 1 before the training, which gives a large \
            loss. The plots and the table show means over \(seeds.count.spelledOut) seeds; ± is the standard deviation.
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
            let series = variants.enumerated().flatMap { index, variant in
                [
                    LineChart.Series(
                        "\(variant.0), training", colour: index,
                        points: results.curve(variant.1, seeds: seeds) { $0[keyPath: training] },
                        isDashed: true),
                    LineChart.Series(
                        "\(variant.0), validation", colour: index,
                        points: results.curve(variant.1, seeds: seeds) { $0[keyPath: validation] }),
                ]
            }
            page.plot(
                part, alternative: "\(title) with pixels from 0 to 1 and from 0 to 255, in training and validation",
                LineChart(
                    title: "\(title): pixels from 0 to 1 and from 0 to 255",
                    description: "Means over seeds of networks with the shape 784-256-10; training is dashed.",
                    x: Axis("epoch", style: .count), y: axis, series: series
                ).svg)
        }
        var table = MarkdownTable(
            ["pixels"], numbers: ["training loss", "validation loss", "training accuracy", "validation accuracy"])
        for (label, training) in variants {
            table.add([
                label, results.sample(training, seeds: seeds, \.loss).text(4),
                results.sample(training, seeds: seeds, \.validationLoss).text(4),
                results.sample(training, seeds: seeds, \.accuracy).percent, accuracy(training).percent,
            ])
        }
        page.paragraph("After \(settings.epochs.spelledOut) epochs:")
        page.table(table, example: raw)
    }
}

extension EpochRecord {
    // Key paths of the type of the validation measurements.
    var optionalLoss: Double? { loss }
    var optionalAccuracy: Double? { accuracy }
}
