import Foundation
import Imaging
import NeuralNetwork
import TestSupport
import Testing

@testable import Tagging

@Suite struct SeenPicturesTests {
    private func thumbnails() throws -> [Thumbnail] {
        let pictures = try (0..<20).map { number in
            try SmallShop.picture(number).withUnsafeBytes { bytes in
                Result { () throws(ImagingError) in try ThumbnailMaker().thumbnail(png: bytes) }
            }.get()
        }
        // Half of them with a close-up.
        return try pictures.indices.map { index in
            let closeUp = index % 2 == 0 ? nil : pictures[(index + 7) % 20].pixels
            return try #require(Thumbnail(pixels: pictures[index].pixels, closeUp: closeUp))
        }
    }

    /// A run with the adjusted network must leave what `--model` with that network would: the very same numbers.
    @Test func predictionsAreThoseOfTheAdjustedNetworkToTheLastBit() throws {
        let thumbnails = try thumbnails()
        let digests = thumbnails.indices.map { Data([UInt8($0)]) }
        let shipped = try NamedModel(nameOrFile: "shop")
        let factors = shipped.model.classes.indices.map { 0.3 + 0.4 * Double($0) }
        let adjusted = try NamedModel(
            name: "shop-0", model: shipped.model.adjustingPriors(by: factors, name: "shop-0", provenance: [:]))
        let seen = SeenPictures()
        for model in [shipped, adjusted] {
            let (network, bias) = try #require(try model.model.withoutOutputBias())
            seen.begin(with: network)
            // Of the first network's pictures only some are known to the second.
            let count = model.digest == shipped.digest ? 13 : 20
            let classifier = Classifier(model, network: network, bias: bias, seen: seen, capacity: 16)
            let predictions = try classifier.predictions(
                for: Array(thumbnails.prefix(count)), digests: Array(digests.prefix(count)))
            #expect(try predictions == Classifier(model).predictions(for: Array(thumbnails.prefix(count))))
            #expect(seen[digests[12]] != nil && (seen[digests[13]] != nil) == (count == 20))
        }
    }

    /// What another network saw says nothing.
    @Test func anotherNetworkBeginsAnew() throws {
        let seen = SeenPictures()
        let (shop, _) = try #require(try NamedModel(nameOrFile: "shop").model.withoutOutputBias())
        let (dense, _) = try #require(try NamedModel(nameOrFile: "dense").model.withoutOutputBias())
        seen.begin(with: shop)
        seen.keep([1], of: Data([1]))
        seen.begin(with: shop)
        #expect(seen[Data([1])] == [1])
        seen.begin(with: dense)
        #expect(seen[Data([1])] == nil)
    }
}
