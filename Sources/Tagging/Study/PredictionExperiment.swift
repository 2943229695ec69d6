import FashionMNIST
import Foundation
import NeuralNetwork
import Platform
import Reporting

/// What the network says of one image.
struct PredictionExperiment: Experiment {
    let name = "prediction"
    let title = "Prediction"
    let question = "What does the network say of the first test image?"

    private func training(_ settings: StudySettings) -> StudyTraining {
        StudyTraining(epochs: settings.epochs, seed: 0)
    }

    func trainings(_ settings: StudySettings) -> [StudyTraining] { training(settings).with(seeds: settings.seeds) }

    func write(_ page: inout StudyPage, from results: StudyResults) throws {
        let test = try results.dataset.images(.test), model = results[training(results.settings)].model
        guard test.count > 0 else { throw TaggerError(.invalidData, "There are no test images.") }
        let logits = Inference(model: model).logits(test.pixels(of: 0), count: 1)
        let probabilities = logits.probabilities(temperature: 1)[0]
        let scaled = logits.probabilities(temperature: model.temperature)[0]
        let (guess, truth) = (probabilities.best, Int(test.labels[0]))
        let bySeed = training(results.settings).with(seeds: results.settings.seeds).map { training in
            Inference(model: results[training].model).logits(test.pixels(of: 0), count: 1)
                .probabilities(temperature: 1)[0][guess.index]
        }
        page.answer = """
            \(Category.names[guess.index]), with a probability of \(guess.probability.exact), and that is \
            \(guess.index == truth ? "right" : "wrong: it is of the class \(Category.names[truth])"). Over \
            \(bySeed.count.word) seeds the probability lies between \((bySeed.min() ?? 0).exact) and \
            \((bySeed.max() ?? 0).exact). The original study saw 0.99999994 for the last class, Ankle boot.
            """
        page.pictures(
            alternative: "The first test image",
            ImageGrid(
                title: "The first test image", description: "\(Category.names[truth]), 28×28 pixels.", side: 168,
                rows: [.init("", pictures: [(test.pixels(of: 0), [Category.names[truth]])])]
            ).svg)
        page.plot(
            "probabilities", alternative: "The ten probabilities of the first test image on a logarithmic axis",
            PointRangeChart(
                title: "The first test image: ten probabilities",
                description: "The softmax of the network 784-256-10 with seed 0, on a logarithmic axis.",
                x: Axis("probability (logarithmic)", isLogarithmic: true, including: 0.1...1),
                rows: zip(Category.names, probabilities).enumerated().map { index, pair in
                    .init(pair.0, mean: pair.1, note: pair.1.exact, colour: index == guess.index ? 1 : 0)
                }
            ).svg)
        var table = MarkdownTable(
            ["class"], numbers: ["logit", "probability", "at temperature \(model.temperature.text(3))"])
        for (index, name) in Category.names.enumerated() {
            table.add([name, Double(logits[index]).text(3), probabilities[index].exact, scaled[index].exact])
        }
        page.paragraph(
            """
            The probability is the softmax of the logits, as the original study printed it. The last column divides them by the \
            temperature first, fitted on the validation images: that is what this program shows as confidence.
            """)
        page.table(table, example: training(results.settings))
        var seeds = MarkdownTable([], numbers: ["seed", "probability of \(Category.names[guess.index])"])
        for (seed, probability) in zip(results.settings.seeds, bySeed) { seeds.add(["\(seed)", probability.exact]) }
        page.paragraph(
            "How sure the same network is when it begins with other weights and sees the images in another order:")
        page.table(seeds)
    }
}

extension Double {
    /// With the digits that tell a probability from 0 and from 1.
    fileprivate var exact: String {
        if self >= 0.001 {
            // So many decimals that two digits are left of what is missing to 1.
            let missing = 1 - self
            let decimals = missing > 0 ? min(10, max(4, Int((-log10(missing)).rounded(.up)) + 1)) : 10
            return String(format: "%.\(decimals)f", self)
        }
        guard self > 0 else { return "0" }
        let power = Int(log10(self).rounded(.down))
        return String(format: "%.1f", self / pow(10, Double(power))) + " · 10" + power.raised
    }
}
