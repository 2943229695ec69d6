import FashionMNIST
import Foundation
import NeuralNetwork
import Platform
import Testing
import TestSupport

@testable import Tagging

@Suite struct TrainingTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func training(epochs: Int = 1) -> Training {
        var configuration = TrainingConfiguration(architecture: .dense(hidden: [16]))
        configuration.epochs = epochs
        return Training(configuration: configuration, name: "test", command: "tagger train")
    }

    @Test func filesOfAnotherKindAreNotOverwritten() throws {
        let dataset = try Dataset(folder: folder.path)
        let catalog = try folder.write(Data("SQLite format 3\0".utf8), to: "shop.sqlite")
        func kind(_ output: String, _ history: String? = nil) -> TaggerError.Kind? {
            let error = #expect(throws: TaggerError.self) {
                try training().perform(on: dataset, output: output, history: history)
            }
            return error?.kind
        }
        #expect(kind(catalog) == .usage)
        #expect(kind(folder.file("new.safetensors"), catalog) == .usage)
        #expect(kind(folder.file("new"), folder.file("new")) == .usage)
        #expect(kind(folder.path) == .usage)
        #expect(kind(folder.file("nowhere/new")) == .notFound)
        #expect(try Data(contentsOf: URL(fileURLWithPath: catalog)) == Data("SQLite format 3\0".utf8))
        // The destination can be written; the dataset is missing.
        #expect(kind(folder.file("new.safetensors")) == .notFound)
    }

    @Test(.enabled(if: TestData.fashionMNIST != nil, TestData.missing))
    func trainedModelIsWrittenAndCanBeEvaluated() throws {
        let dataset = try Dataset(folder: #require(TestData.fashionMNIST).path)
        let output = folder.file("mine.safetensors"), history = folder.file("history.csv")
        _ = try training(epochs: 2).perform(on: dataset, output: output, history: history)
        let lines = try String(contentsOfFile: history, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0] == "epoch,loss,accuracy,validation_loss,validation_accuracy,seconds")
        let model = try NamedModel(nameOrFile: output)
        #expect(model.model.provenance["command"] == "tagger train")
        let evaluation = try Evaluation(of: model, on: dataset.images(.test))
        #expect(evaluation.report.accuracy > 0.8)
        #expect(evaluation.report.confusion.joined().reduce(0, +) == 10_000)
        // The second pass classifies mirrored images.
        #expect(evaluation.mirroredAccuracy != evaluation.report.accuracy)
        // A model file may be overwritten by another model.
        _ = try training().perform(on: dataset, output: output, history: history)
    }

    @Test(.enabled(if: TestData.fashionMNIST != nil, TestData.missing))
    func shippedModelDenseHasTheDocumentedAccuracy() throws {
        let dataset = try Dataset(folder: #require(TestData.fashionMNIST).path)
        let evaluation = try Evaluation(of: NamedModel(nameOrFile: "dense"), on: dataset.images(.test))
        #expect(abs(evaluation.report.accuracy - 0.9041) < 0.0005)
        #expect(evaluation.parameterCount == 784 * 256 + 256 + 256 * 10 + 10)
        #expect(evaluation.report.expectedCalibrationError < 0.02)
    }
}
