import FashionMNIST
import NeuralNetwork
import Platform
import Reporting

/// How right the study's network is on images that nothing was decided on.
struct TestExperiment: Experiment {
    let name = "test"
    let title = "Test"
    let question = "How right is the network on images it has never seen, and what does it take for what?"

    private static let shownMistakes = 12

    private func training(_ settings: StudySettings) -> StudyTraining {
        StudyTraining(epochs: settings.epochs, seed: 0)
    }

    func trainings(_ settings: StudySettings) -> [StudyTraining] { training(settings).with(seeds: settings.seeds) }

    func write(_ page: inout StudyPage, from results: StudyResults) throws {
        let training = training(results.settings), seeds = results.settings.seeds
        let test = try results.dataset.images(.test)
        guard test.count > 0 else { throw TaggerError(.invalidData, "There are no test images.") }
        let truth = test.labels.map(Int.init)
        let model = results[training].model
        let logits = Inference(model: model).logits(test.images, count: test.count)
        func report(temperature: Double) -> (report: ClassificationReport, rows: [[Double]]) {
            let rows = logits.probabilities(temperature: temperature)
            let report = ClassificationReport(
                probabilities: rows.flatMap { $0 }, truth: truth, categories: Category.names)
            return (report, rows)
        }
        let (plain, rows) = report(temperature: 1), (scaled, _) = report(temperature: model.temperature)
        let accuracies = Sample(
            training.with(seeds: seeds).map { training in
                let model = results[training].model
                let logits = Inference(model: model).logits(test.images, count: test.count)
                return ClassificationReport(
                    probabilities: logits.probabilities(temperature: 1).flatMap { $0 }, truth: truth,
                    categories: Category.names
                ).accuracy
            })
        let worst = plain.classes.min { ($0.recall ?? 1) < ($1.recall ?? 1) }
        let confusion = Confusion(plain.confusion)
        page.answer = """
            \(plain.accuracy.percent()) of the \(test.count.grouped) test images are told right with seed 0, and \
            \(accuracies.percent) over \(seeds.count.word) seeds; the loss is \(plain.loss.text(4)). Hardest is \
            \(worst?.category ?? "–"), of which \((worst?.recall ?? 0).percent(1)) are found. The commonest mistake: \
            \(confusion.largest.map { "\($0.count) × \(Category.names[$0.truth]) taken for \(Category.names[$0.guess])" } ?? "none").
            """
        page.paragraph(
            "784-256-10, \(results.settings.epochs.word) epochs. All that follows is seed 0, the network that the first line tells of."
        )
        page.plot(
            "confusion", alternative: "Confusion matrix: what each class is taken for",
            HeatMap(
                title: "What is taken for what",
                description:
                    "Rows are true classes, columns guesses. A cell is the darker the more of its row it holds.",
                rowTitle: "true class", columnTitle: "taken for", names: Category.names, counts: plain.confusion
            ).svg)
        var classes = MarkdownTable(["class"], numbers: ["precision", "recall", "F1", "images"])
        for figures in plain.classes {
            let (precision, recall) = (figures.precision ?? 0, figures.recall ?? 0)
            let f1 = precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0
            classes.add([
                figures.category, figures.precision?.percent(1) ?? "–", figures.recall?.percent(1) ?? "–",
                f1.percent(1),
                "\(figures.support)",
            ])
        }
        page.paragraph(
            "Precision: of those called so, the share that is. Recall: of those that are, the share called so. F1: their harmonic mean."
        )
        page.table(classes, example: training)

        page.paragraph(
            """
            **How far its confidence can be trusted.** A guess that is 90% sure should be right nine times in ten. As \
            trained, confidence and accuracy differ by \(plain.expectedCalibrationError.percent()) on average (expected \
            calibration error over fifteen bins). Dividing the logits by one temperature, \(model.temperature.text(3)), fitted on \
            the validation images, makes that \(scaled.expectedCalibrationError.percent()) and the loss \(scaled.loss.text(4)); no guess \
            changes. Pale bars hold less than 1% of the guesses.
            """)
        page.plot(
            "reliability", alternative: "Reliability diagrams before and after temperature scaling",
            ReliabilityDiagram(
                title: "How sure, and how often right",
                description:
                    "Bars up to the dashed diagonal are calibrated; the line across is the mean confidence of the bin; pale bars hold less than 1% of the guesses.",
                panels: [
                    .init("as trained: error \(plain.expectedCalibrationError.percent())", bins: plain.reliability),
                    .init(
                        "temperature \(model.temperature.text(2)): error \(scaled.expectedCalibrationError.percent())",
                        bins: scaled.reliability),
                ]
            ).svg)

        let mistakes = rows.indices.map { (index: $0, guess: rows[$0].best) }
            .filter { $0.guess.index != truth[$0.index] }
            .sorted { ($1.guess.probability, $0.index) < ($0.guess.probability, $1.index) }
            .prefix(Self.shownMistakes)
        guard !mistakes.isEmpty else { return page.paragraph("It makes no mistakes.") }
        page.paragraph("The mistakes it is surest of:")
        page.pictures(
            alternative: "The \(mistakes.count) most confident mistakes",
            ImageGrid(
                title: "The mistakes it is surest of",
                description: "Test images with the guess, its probability, and the true class.", side: 84,
                rows: stride(from: 0, to: mistakes.count, by: 6).map { first in
                    ImageGrid.Row(
                        "",
                        pictures: mistakes.dropFirst(first).prefix(6).map { mistake in
                            (
                                test.pixels(of: mistake.index),
                                [
                                    Category.names[mistake.guess.index],
                                    "sure: \(mistake.guess.probability.percent(1))",
                                    "is: \(Category.names[truth[mistake.index]])",
                                ]
                            )
                        })
                }
            ).svg)
        var list = MarkdownTable(["test image", "taken for", "is"], numbers: ["how sure"])
        for mistake in mistakes {
            list.add([
                "\(mistake.index)", Category.names[mistake.guess.index], Category.names[truth[mistake.index]],
                mistake.guess.probability.percent(),
            ])
        }
        page.table(list)
    }
}

/// Mistakes, counted.
private struct Confusion {
    /// The mistake that is made most often; nil where there is none.
    let largest: (truth: Int, guess: Int, count: Int)?

    /// - Parameter counts: `[truth, guess]`.
    init(_ counts: [[Int]]) {
        let mistakes = counts.indices.flatMap { truth in
            counts.indices.filter { $0 != truth }.map { (truth: truth, guess: $0, count: counts[truth][$0]) }
        }
        largest = mistakes.filter { $0.count > 0 }.max { $0.count < $1.count }
    }
}

extension [Float] {
    /// The probabilities of logits `[N, classes]`, a row for each image.
    func probabilities(temperature: Double) -> [[Double]] {
        let classes = Category.names.count
        return stride(from: 0, to: count, by: classes).map {
            Inference.probabilities(self[$0..<$0 + classes], temperature: temperature)
        }
    }
}

extension [Double] {
    /// The most probable class.
    var best: (index: Int, probability: Double) {
        let index = indices.max { self[$0] < self[$1] } ?? 0
        return (index, self[index])
    }
}
