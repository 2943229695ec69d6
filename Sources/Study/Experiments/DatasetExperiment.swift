import FashionMNIST
import NeuralNetwork
import Reporting
import Tagging

/// Describes the dataset: class counts and pixel statistics.
struct DatasetExperiment: Experiment {
    let name = "dataset"
    let title = "The dataset"
    let question = "What does Fashion-MNIST contain?"

    private static let examplesPerClass = 10

    func write(_ page: inout StudyPage, from results: StudyResults) throws {
        let images = results.images, test = try results.dataset.images(.test)
        let trainingCount = StudyTraining(epochs: 1, seed: 0).configuration.trainingCount(of: images.count)
        var table = MarkdownTable(["label", "class"], numbers: ["training", "validation", "test"])
        func count(_ labels: some Collection<UInt8>, _ label: Int) -> Int { labels.count { $0 == label } }
        let training = images.labels[..<trainingCount], validation = images.labels[trainingCount...]
        for (label, name) in Category.names.enumerated() {
            let counts = [count(training, label), count(validation, label), count(test.labels, label)]
            table.add(["\(label)", name] + counts.map(\.grouped))
        }
        table.add(["", "all"] + [training.count, validation.count, test.count].map(\.grouped))

        let histogram = images.histogram, pixels = Double(images.images.count)
        let mean = histogram.enumerated().reduce(0) { $0 + Double($1.offset * $1.element) } / pixels
        let square = histogram.enumerated().reduce(0) { $0 + Double($1.offset * $1.offset * $1.element) } / pixels
        let deviation = (square - mean * mean).squareRoot(), black = Double(histogram[0]) / pixels
        page.answer = """
            \((images.count + test.count).grouped) grayscale images of 28×28 pixels in ten classes: \(training.count.grouped) for \
            training, \(validation.count.grouped) for validation, and \(test.count.grouped) for the test.
            """
        page.paragraph(
            """
            A pixel is a byte from 0 (black) to 255 (white). The background is black. Over the training and validation images, \
            the mean of the pixels is \(mean.fixed(1)) (\((mean / 255).fixed(3)) after division by 255), the standard deviation \
            is \(deviation.fixed(1)), and \(black.percent(decimals: 0)) of the pixels are 0. The validation set is the last fifth \
            of the training images of Fashion-MNIST, as with `validation_split` in Keras.
            """)
        page.table(table)
        page.images(
            "the first \(Self.examplesPerClass) training images of each class",
            ImageGrid(
                title: "The first \(Self.examplesPerClass) training images of each class",
                description: "One row for each of the ten classes, from T-shirt/top to Ankle boot.", side: 48,
                rows: Category.names.enumerated().map { label, name in
                    let examples = images.labels.indices.lazy.filter { images.labels[$0] == label }
                    return ImageGrid.Row(
                        name, images: examples.prefix(Self.examplesPerClass).map { (images.pixels(of: $0), []) })
                }
            ).svg)
    }
}

extension LabeledImages {
    /// Returns the 28×28 bytes of one image.
    func pixels(of index: Int) -> [UInt8] {
        Array(images[index * Self.imageBytes..<(index + 1) * Self.imageBytes])
    }
}
