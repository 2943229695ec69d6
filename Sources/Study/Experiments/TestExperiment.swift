import NeuralNetwork
import Platform
import Reporting
import Statistics
import Tagging

/// Measures the accuracy, the confusions and the calibration on the test images.
struct TestExperiment: Experiment {
    let name = "test"
    let title = "Test"
    let question = "What is the accuracy on the test images, and which classes are confused?"

    private static let shownErrors = 12

    private func training(_ settings: StudySettings) -> StudyTraining {
        StudyTraining(epochs: settings.epochs, seed: 0)
    }

    func trainings(_ settings: StudySettings) -> [StudyTraining] { training(settings).with(seeds: settings.seeds) }

    func write(_ page: inout StudyPage, from results: StudyResults) throws {
        let training = training(results.settings)
        let test = try results.dataset.images(.test)
        guard test.count > 0 else { throw TaggerError(.invalidData, "The dataset contains no test images.") }
        let model = results[training].model
        func logits(_ model: Model) -> [Float] { Inference(model: model).logits(test.images, count: test.count) }
        func metrics(_ probabilities: [[Double]]) -> ClassificationMetrics {
            ClassificationMetrics(
                probabilities: probabilities.flatMap { $0 }, truth: test.labels.map(Int.init),
                categories: Category.names)
        }
        let firstLogits = logits(model)
        let probabilities = firstLogits.probabilities(temperature: 1)
        let plain = metrics(probabilities)
        let scaled = metrics(firstLogits.probabilities(temperature: model.temperature))
        let accuracies = Sample(
            training.with(seeds: results.settings.seeds).map { training in
                metrics(logits(results[training].model).probabilities(temperature: 1)).accuracy
            })
        page.answer = Self.answer(plain, accuracies: accuracies, imageCount: test.count)
        page.paragraph(
            """
            The network has the shape 784-256-10 and is trained for \(results.settings.epochs.spelledOut) epochs. Everything \
            below is for seed 0.
            """)
        writeClasses(plain, training, on: &page)
        writeCalibration(plain, scaled, temperature: model.temperature, on: &page)
        writeErrors(probabilities, test, on: &page)
    }

    private static func answer(_ metrics: ClassificationMetrics, accuracies: Sample, imageCount: Int) -> String {
        let worst = metrics.classes.min { ($0.recall ?? 1) < ($1.recall ?? 1) }
        let confusions = metrics.confusion.indices.flatMap { truth in
            metrics.confusion.indices.filter { $0 != truth }.map { predicted in
                (truth: truth, predicted: predicted, count: metrics.confusion[truth][predicted])
            }
        }
        let largest = confusions.filter { $0.count > 0 }.max { $0.count < $1.count }
        let confusion =
            largest.map {
                """
                The most frequent confusion is \(Category.names[$0.truth]) predicted as \(Category.names[$0.predicted]): \
                \($0.count) images.
                """
            } ?? "There are no confusions."
        return """
            The accuracy on the \(imageCount.grouped) test images is \(metrics.accuracy.percent(decimals: 2)) for seed 0 and \
            \(accuracies.percent) over \(accuracies.values.count.spelledOut) seeds; the loss for seed 0 is \
            \(metrics.loss.fixed(4)). The class with the lowest recall is \(worst?.category ?? "–"), with \
            \((worst?.recall).percent(decimals: 1)). \(confusion)
            """
    }

    private func writeClasses(_ metrics: ClassificationMetrics, _ training: StudyTraining, on page: inout StudyPage) {
        page.plot(
            "confusion", alternative: "Confusion matrix of true and predicted classes",
            HeatMap(
                title: "Confusion matrix",
                description: "Rows are true classes, columns are predicted classes. Shades show shares of the row.",
                rowTitle: "true class", columnTitle: "predicted class", names: Category.names,
                counts: metrics.confusion
            ).svg)
        var table = MarkdownTable(["class"], numbers: ["precision", "recall", "F1", "images"])
        for figures in metrics.classes {
            table.add([
                figures.category, figures.precision.percent(decimals: 1), figures.recall.percent(decimals: 1),
                figures.f1.percent(decimals: 1), "\(figures.support)",
            ])
        }
        page.paragraph(
            """
            Precision is the share of the predictions of a class that is correct. Recall is the share of the images of a class \
            that is predicted correctly. F1 is their harmonic mean.
            """)
        page.table(table, example: training)
    }

    private func writeCalibration(
        _ plain: ClassificationMetrics, _ scaled: ClassificationMetrics, temperature: Double, on page: inout StudyPage
    ) {
        let (before, after) = (plain.expectedCalibrationError, scaled.expectedCalibrationError)
        page.section("Calibration")
        page.paragraph(
            """
            Of predictions with a confidence of 90%, nine in ten should be correct. Without temperature scaling, confidence and \
            accuracy differ by \(before.percent(decimals: 2)) on average (expected calibration error, 15 bins). With temperature \
            scaling, the logits are divided by \(temperature.fixed(3)), a number fitted to the validation set. The calibration \
            error is then \(after.percent(decimals: 2)), and the loss is \(scaled.loss.fixed(4)). The predicted classes stay the \
            same. Pale bars contain less than 1% of the predictions.
            """)
        page.plot(
            "reliability", alternative: "Reliability diagrams without and with temperature scaling",
            ReliabilityDiagram(
                title: "Accuracy by confidence",
                description:
                    "Bars of a calibrated model end at the dashed diagonal. Lines are mean confidences of bins.",
                panels: [
                    .init(
                        "without scaling: error \(before.percent(decimals: 2))",
                        bins: plain.reliability.map(ReliabilityDiagram.Bin.init)),
                    .init(
                        "temperature \(temperature.fixed(2)): error \(after.percent(decimals: 2))",
                        bins: scaled.reliability.map(ReliabilityDiagram.Bin.init)),
                ]
            ).svg)
    }

    private func writeErrors(_ probabilities: [[Double]], _ test: LabeledImages, on page: inout StudyPage) {
        func trueClass(_ index: Int) -> Int { Int(test.labels[index]) }
        let errors = probabilities.indices.map { (index: $0, predicted: probabilities[$0].best) }
            .filter { $0.predicted.index != trueClass($0.index) }
            .sorted { ($1.predicted.probability, $0.index) < ($0.predicted.probability, $1.index) }
            .prefix(Self.shownErrors)
        guard !errors.isEmpty else { return page.paragraph("All predictions are correct.") }
        page.section("Most confident errors")
        page.images(
            "the \(errors.count) errors with the highest confidence",
            ImageGrid(
                title: "The errors with the highest confidence",
                description: "Test images with the predicted class, its probability, and the true class.", side: 84,
                rows: stride(from: 0, to: errors.count, by: 6).map { first in
                    ImageGrid.Row(
                        "",
                        images: errors.dropFirst(first).prefix(6).map { error in
                            (
                                test.pixels(of: error.index),
                                [
                                    Category.names[error.predicted.index],
                                    error.predicted.probability.percent(decimals: 1),
                                    "true: \(Category.names[trueClass(error.index)])",
                                ]
                            )
                        })
                }
            ).svg)
        var list = MarkdownTable(["test image", "predicted class", "true class"], numbers: ["confidence"])
        for error in errors {
            list.add([
                "\(error.index)", Category.names[error.predicted.index], Category.names[trueClass(error.index)],
                error.predicted.probability.percent(decimals: 2),
            ])
        }
        page.table(list)
    }
}

extension [Float] {
    /// Returns the probabilities of logits `[N, classes]`, one row per image.
    func probabilities(temperature: Double) -> [[Double]] {
        let classes = Category.names.count
        return stride(from: 0, to: count, by: classes).map {
            Inference.probabilities(self[$0..<$0 + classes], temperature: temperature)
        }
    }
}

extension [Double] {
    /// The index and the probability of the most probable class.
    var best: (index: Int, probability: Double) {
        let index = indices.max { self[$0] < self[$1] } ?? 0
        return (index, self[index])
    }
}
