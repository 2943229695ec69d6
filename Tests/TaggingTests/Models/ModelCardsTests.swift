import Foundation
import NeuralNetwork
import Platform
import Testing
import TestSupport

@testable import Tagging

@Suite struct ModelCardsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A few pictures that need no dataset; the figures are as good as any.
    private let images = LabeledImages(
        images: (0..<20 * 784).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 / 784) }, labels: (0..<20).map { $0 % 10 })

    private func cards(_ models: [NamedModel]) throws -> ModelCards {
        try ModelCards(of: models, on: images, command: "tagger models cards", vectorsPath: "vectors")
    }

    /// A network of every kind of layer, its weights from a generator of its own.
    private func everyLayer(name: String = "mine", provenance: [String: String] = [:]) throws -> NamedModel {
        let architecture = Architecture(layers: [
            .convolution(channels: 3, stride: 2, padding: 2), .batchNormalisation, .relu,
            .residual([.convolution(channels: 3), .batchNormalisation]), .maximumPooling(size: 2),
            .averagePooling(size: 2), .flatten, .dropout(rate: 0.5), .dense(units: 10),
        ])
        let weights = (0..<(try architecture.parameterCount())).map { 0.1 + Float($0 * 7919 % 101) / 500 }
        let model = try Model(
            name: "mine", architecture: architecture, classes: Category.names, pixelScale: .unit, preprocessing: "1",
            temperature: 2, provenance: provenance, weights: weights)
        return try NamedModel(name: name, data: model.serialized(), path: "mine")
    }

    private struct File: Decodable {
        struct Vector: Decodable {
            let name: String
            let pixels: [Int]
            let logits: [Double]
        }
        let format: String
        let weightsSha256: String
        let vectors: [Vector]
    }

    private func file(_ model: NamedModel) throws -> File {
        try Self.decode(Data(TestVectors(of: model).json.utf8))
    }

    private static func decode(_ json: Data) throws -> File {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(File.self, from: json)
    }

    /// The card's description of a dense network, computed by it alone in double precision.
    @Test func theVectorsAreWhatTheCardsDescriptionGives() throws {
        let model = try NamedModel(nameOrFile: "dense")
        let file = try file(model)
        #expect(file.weightsSha256 == model.digest.hexadecimal)
        let weights = model.model.weights.map(Double.init)
        func dense(_ x: [Double], units: Int, at offset: Int) -> [Double] {
            (0..<units).map { unit in
                x.indices.reduce(weights[offset + x.count * units + unit]) {
                    $0 + x[$1] * weights[offset + $1 * units + unit]
                }
            }
        }
        #expect(file.vectors.map(\.name) == ["gradient", "ellipse", "mixed"])
        #expect(file.vectors[0].pixels == (0..<784).map { 6 * ($0 / 28) + 3 * ($0 % 28) })
        for vector in file.vectors {
            let hidden = dense(vector.pixels.map { Double($0) / 255 }, units: 256, at: 0).map { max($0, 0) }
            let logits = dense(hidden, units: 10, at: 784 * 256 + 256)
            #expect(logits.count == vector.logits.count)
            for (mine, theirs) in zip(logits, vector.logits) { #expect(abs(mine - theirs) < 1e-4) }
        }
    }

    /// The cards in docs/ are those of the networks that the program has now.
    @Test(arguments: NamedModel.shippedNames) func theDocumentsKnowTheNetworksOfThisState(name: String) throws {
        let docs = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../docs")
        let model = try NamedModel(nameOrFile: name)
        let cards = try String(contentsOf: docs.appendingPathComponent("MODELS.md"), encoding: .utf8)
        #expect(
            cards.contains(model.digest.hexadecimal),
            "run tagger models cards --out docs/MODELS.md --vectors docs/test-vectors")
        let kept = try Self.decode(Data(contentsOf: docs.appendingPathComponent("test-vectors/\(name).json")))
        let now = try file(model)
        #expect(kept.weightsSha256 == now.weightsSha256)
        for (kept, now) in zip(kept.vectors, now.vectors) {
            #expect(kept.pixels == now.pixels)
            // Other processors add in another order.
            for (kept, now) in zip(kept.logits, now.logits) { #expect(abs(kept - now) < 1e-4) }
        }
    }

    @Test func theCardSaysWhatIsNeededToUseTheWeights() throws {
        let text = try cards([everyLayer(provenance: ["command": "tagger train", "dataset": "Fashion-MNIST"])]).markdown
        for words in [
            "Made by `tagger models cards`", "| pixel scale | 1/255 |", "| temperature | 2.0 |", "vectors/mine.json",
            "`convolution1.weight` [3, 3, 1, 3]", "| 3 channels, 3×3, stride 2, padding 2 | [3, 15, 15] |",
            "| › convolution |", "`batch_normalisation2.running_variance` [3]", "+ 1e-05", "`dense1.weight` [27, 10]",
            "    tagger train\n", "contain no photo of a shop", "T-shirt/top, Trouser, Pullover",
        ] {
            #expect(text.contains(words), "\(words)")
        }
        // Each kind of layer is defined, once.
        for kind in [
            "convolution", "batch normalisation", "ReLU", "residual", "maximum pooling", "average pooling", "flatten",
            "dropout", "dense",
        ] {
            #expect(text.components(separatedBy: "- **\(kind)**: ").count == 2, "\(kind)")
        }
    }

    @Test func whatAFileSaysOfItselfIsShownHarmless() throws {
        let text = try cards([
            everyLayer(provenance: ["command": "x\n# Pwned", "note": "<script>|a`", "dataset": "[a](b)"])
        ]).markdown
        #expect(!text.contains("\n# Pwned") && !text.contains("<script>") && !text.contains("[a](b)"))
        // What combines with a character, before it or behind it, does not hide it.
        let combined = try cards([
            everyLayer(provenance: ["command": "a", "dataset": "\u{0D4E}[a](b)", "note": "\u{0D4E}<b>|\u{301}a"])
        ]).markdown.unicodeScalars
        for (bare, escaped) in [
            ("\u{0D4E}[", "\u{0D4E}\\["), ("\u{0D4E}<", "\u{0D4E}&lt;"), ("b>|", "b&gt;\\|\u{301}"),
        ] {
            #expect(combined.firstRange(of: bare.unicodeScalars) == nil)
            #expect(combined.firstRange(of: escaped.unicodeScalars) != nil)
        }
        // Nor does it borrow what is said of a network that comes with the program.
        let pretender = try cards([everyLayer(name: "dense")]).markdown
        #expect(!pretender.contains("compiled into the program") && !pretender.contains("contain no photo"))
    }

    @Test func onlyItsOwnFilesAreReplaced() throws {
        let cards = try cards([NamedModel(nameOrFile: "dense")])
        let output = folder.file("MODELS.md"), vectors = folder.file("vectors")
        try cards.write(toFile: output, vectorsFolder: vectors)
        try cards.write(toFile: output, vectorsFolder: vectors)
        #expect(try String(contentsOfFile: output, encoding: .utf8) == cards.markdown)
        try folder.write(Data("mine".utf8), to: "vectors/dense.json")
        #expect(throws: TaggerError.self) { try cards.write(toFile: output, vectorsFolder: vectors) }
        #expect(throws: TaggerError.self) {
            try cards.write(toFile: folder.file("vectors/dense.json"), vectorsFolder: folder.file("v"))
        }
        #expect(try String(contentsOfFile: folder.file("vectors/dense.json"), encoding: .utf8) == "mine")
        #expect(throws: TaggerError.self) { try self.cards([everyLayer(), everyLayer()]) }
        #expect(throws: TaggerError.self) { try self.cards([everyLayer(name: "../x")]) }
    }
}
