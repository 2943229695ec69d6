import NeuralNetwork
import TestSupport
import Testing

/// The study's network on the real dataset.
@Suite struct FashionMNISTTests {
    @Test(.enabled(if: TestData.fashionMNIST != nil, TestData.missing))
    func twoEpochsReachWhatTheyShould() throws {
        let folder = try #require(TestData.fashionMNIST)
        var configuration = TrainingConfiguration(architecture: .dense(hidden: [256]))
        configuration.epochs = 2
        let model = try Trainer(configuration).train(
            on: LabeledImages(folder: folder, split: .training), name: "dense", classes: tenClasses,
            preprocessing: "none")
        let test = try LabeledImages(folder: folder, split: .test)
        let inference = Inference(model: model)
        let answers = inference.probabilities(inference.logits(test.images, count: test.count))
        let correct = zip(answers, test.labels).count { $0.firstIndex(of: $0.max() ?? 0) == Int($1) }
        #expect(Double(correct) / Double(test.count) > 0.84)
        // Two epochs are few enough for the network to be neither too sure nor too shy by much.
        #expect(0.8...1.3 ~= model.temperature)
    }
}
