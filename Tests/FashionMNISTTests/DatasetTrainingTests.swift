import FashionMNIST
import NeuralNetwork
import TestSupport
import Testing

/// The network of the study on the whole dataset.
@Suite struct DatasetTrainingTests {
    @Test(.enabled(if: TestData.fashionMNIST != nil, TestData.missing))
    func twoEpochsReachTheExpectedAccuracy() throws {
        let folder = try #require(TestData.fashionMNIST)
        var configuration = TrainingConfiguration(architecture: .dense(hidden: [256]))
        configuration.epochs = 2
        let model = try Trainer(configuration).train(
            on: LabeledImages(folder: folder, split: .training), name: "dense", classes: FashionMNISTClass.names,
            preprocessing: "none")
        let test = try LabeledImages(folder: folder, split: .test)
        let inference = Inference(model: model)
        let predictions = inference.probabilities(inference.logits(test.images, count: test.count))
        let correct = zip(predictions, test.labels).count { $0.firstIndex(of: $0.max() ?? 0) == Int($1) }
        #expect(Double(correct) / Double(test.count) > 0.84)
        // After two epochs the probabilities are nearly calibrated.
        #expect(0.8...1.3 ~= model.temperature)
    }
}
