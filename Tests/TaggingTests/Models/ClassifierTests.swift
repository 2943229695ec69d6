import Foundation
import Imaging
import NeuralNetwork
import Platform
import Testing
import TestSupport

@testable import Tagging

@Suite struct ClassifierTests {
    private func thumbnail(_ number: Int) throws -> Thumbnail {
        try SmallShop.image(number).withUnsafeBytes { bytes in
            Result { () throws(ImagingError) in try ThumbnailMaker().thumbnail(png: bytes) }
        }.get()
    }

    @Test func defaultModelHasTheTenCategories() throws {
        let model = try NamedModel(nameOrFile: NamedModel.defaultName)
        #expect(NamedModel.shippedNames.contains(NamedModel.defaultName))
        #expect(model.model.classes == Category.names)
        #expect(model.digest.count == 32)
    }

    @Test func predictionDoesNotDependOnTheBatch() throws {
        let classifier = Classifier(try NamedModel(nameOrFile: "dense"))
        let thumbnails = try (0..<20).map { try thumbnail($0) }
        let together = try classifier.predictions(for: thumbnails)
        for (thumbnail, prediction) in zip(thumbnails, together) {
            #expect(try classifier.predictions(for: [thumbnail]) == [prediction])
            #expect(abs(prediction.probabilities.reduce(0, +) - 1) < 1e-9)
            #expect(prediction.best.confidence == prediction.probabilities.max())
        }
    }

    @Test func blankThumbnailGetsEqualProbabilities() throws {
        let blank = try #require(Thumbnail(pixels: Array(repeating: 0, count: Thumbnail.pixelCount)))
        let prediction = try Classifier(NamedModel(nameOrFile: "dense")).predictions(for: [blank])[0]
        #expect(prediction.probabilities == Array(repeating: 0.1, count: 10))
    }

    /// `dense` was trained without close-ups.
    @Test(arguments: ["shop", "dense"]) func modelTrainedWithCloseUpsAveragesOverThumbnailAndCloseUp(name: String)
        throws
    {
        let whole = try thumbnail(1), near = try thumbnail(12)
        let both = try #require(Thumbnail(pixels: whole.pixels, closeUp: near.pixels))
        let model = try NamedModel(nameOrFile: name)
        let predictions = try Classifier(model).predictions(for: [whole, near, both, whole])
        let usesCloseUps = model.model.preprocessing == ThumbnailMaker.version
        #expect(usesCloseUps == (name == "shop"))
        #expect(predictions[0] == predictions[3] && predictions[0] != predictions[1])
        for index in model.model.classes.indices {
            let (first, second) = (predictions[0].probabilities[index], predictions[1].probabilities[index])
            let expected = usesCloseUps ? (first + second) / 2 : first
            #expect(abs(predictions[2].probabilities[index] - expected) < 1e-12)
        }
    }

    @Test func nonFiniteLogitsAreAnError() throws {
        let good = try NamedModel(nameOrFile: "dense").model
        let bad = try Model(
            name: "bad", architecture: good.architecture, classes: good.classes, pixelScale: good.pixelScale,
            preprocessing: good.preprocessing, temperature: 1, provenance: [:],
            weights: Array(repeating: 3e38, count: good.weights.count))
        let folder = try TemporaryFolder()
        try bad.write(to: URL(fileURLWithPath: folder.file("bad.safetensors")))
        let classifier = Classifier(try NamedModel(nameOrFile: folder.file("bad.safetensors")))
        #expect(throws: TaggerError.self) { try classifier.predictions(for: [thumbnail(1)]) }
    }

    @Test func errorNamesTheMissingOrDamagedModel() throws {
        let folder = try TemporaryFolder()
        func error(_ name: String) -> TaggerError? {
            #expect(throws: TaggerError.self) { try NamedModel(nameOrFile: name) }
        }
        #expect(error("shop2")?.kind == .notFound)
        #expect(error("shop2")?.description.contains("dense") == true)
        let damaged = try folder.write(Data("no model".utf8), to: "mine.safetensors")
        #expect(error(damaged)?.kind == .invalidData)
        #expect(error(damaged)?.description.contains("mine") == true)
    }
}
