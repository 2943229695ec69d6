import NeuralNetwork
import Platform
import Reporting
import Tagging

/// Shows the prediction for the first test image.
struct PredictionExperiment: Experiment {
    let name = "prediction"
    let title = "Prediction"
    let question = "What is the prediction for the first test image?"

    private func training(_ settings: StudySettings) -> StudyTraining {
        StudyTraining(epochs: settings.epochs, seed: 0)
    }

    func trainings(_ settings: StudySettings) -> [StudyTraining] { training(settings).with(seeds: settings.seeds) }

    func write(_ page: inout StudyPage, from results: StudyResults) throws {
        let test = try results.dataset.images(.test), model = results[training(results.settings)].model
        guard test.count > 0 else { throw TaggerError(.invalidData, "The dataset contains no test images.") }
        let logits = Inference(model: model).logits(test.pixels(of: 0), count: 1)
        let probabilities = logits.probabilities(temperature: 1)[0]
        let scaled = logits.probabilities(temperature: model.temperature)[0]
        let (predicted, truth) = (probabilities.best, Int(test.labels[0]))
        let bySeed = training(results.settings).with(seeds: results.settings.seeds).map { training in
            Inference(model: results[training].model).logits(test.pixels(of: 0), count: 1)
                .probabilities(temperature: 1)[0][predicted.index]
        }
        let correctness =
            predicted.index == truth ? "The prediction is correct." : "The true class is \(Category.names[truth])."
        page.answer = """
            \(Category.names[predicted.index]), with a probability of \(predicted.probability.probabilityText) for seed 0. \
            \(correctness) Over \(bySeed.count.spelledOut) seeds the probability is between \
            \((bySeed.min() ?? 0).probabilityText) and \((bySeed.max() ?? 0).probabilityText). The original study reports \
            0.99999994 for the same class, Ankle boot.
            """
        page.images(
            "the first test image",
            ImageGrid(
                title: "The first test image", description: "\(Category.names[truth]), 28×28 pixels.", side: 168,
                rows: [.init("", images: [(test.pixels(of: 0), [Category.names[truth]])])]
            ).svg)
        page.plot(
            "probabilities", alternative: "The ten probabilities of the first test image on a logarithmic axis",
            PointRangeChart(
                title: "The first test image: ten probabilities",
                description: "The softmax of a network with the shape 784-256-10 and seed 0, on a logarithmic axis.",
                x: Axis("probability (logarithmic)", isLogarithmic: true, including: 0.1...1),
                rows: zip(Category.names, probabilities).enumerated().map { index, pair in
                    .init(
                        pair.0, mean: pair.1, note: pair.1.probabilityText, colour: index == predicted.index ? 1 : 0)
                }
            ).svg)
        var table = MarkdownTable(
            ["class"], numbers: ["logit", "probability", "probability at temperature \(model.temperature.fixed(3))"])
        for (index, name) in Category.names.enumerated() {
            table.add([
                name, Double(logits[index]).fixed(3), probabilities[index].probabilityText,
                scaled[index].probabilityText,
            ])
        }
        page.paragraph(
            """
            The probability is the softmax of the logits, as in the original study. For the last column, the logits are divided \
            by the temperature, which is fitted to the validation set. `tagger` shows this probability as confidence.
            """)
        page.table(table, example: training(results.settings))
        var seeds = MarkdownTable([], numbers: ["seed", "probability of \(Category.names[predicted.index])"])
        for (seed, probability) in zip(results.settings.seeds, bySeed) {
            seeds.add(["\(seed)", probability.probabilityText])
        }
        page.paragraph("The seed determines the initial weights and the order of the images:")
        page.table(seeds)
    }
}
