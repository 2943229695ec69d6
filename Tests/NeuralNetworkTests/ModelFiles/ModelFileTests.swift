import Foundation
import Testing

@testable import NeuralNetwork

@Suite struct ModelFileTests {
    /// Returns a small model with characters that JSON must escape and extreme numbers.
    static func model() throws -> Model {
        let architecture = Architecture.dense(hidden: [1], dropout: 0.25)
        var weights = randomFloats(try architecture.parameterCount(), seed: 1)
        weights[0] = -0.0
        weights[1] = .leastNonzeroMagnitude
        weights[2] = .greatestFiniteMagnitude
        return try Model(
            name: "näme \"quoted\" \\ 👚", architecture: architecture, classes: ["T-shirt/top"] + tenClasses.dropLast(),
            pixelScale: .unit, preprocessing: "p1", temperature: 1.2345678901234567,
            provenance: ["command": "tagger train\n\t--data \u{1}", "seed": "7", "": "é"], weights: weights)
    }

    @Test func modelIsUnchangedByWritingAndReading() throws {
        let model = try Self.model()
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("model.safetensors")
            try model.write(to: url)
            let read = try Model(contentsOf: url)
            #expect(read == model)
            #expect(read.weights.map(\.bitPattern) == model.weights.map(\.bitPattern))
            #expect(try read.serialized() == model.serialized())
            // Writing again replaces the file.
            try read.write(to: url)
            #expect(try Model(contentsOf: url) == model)
        }
    }

    /// The network has all kinds of layers and tensors.
    @Test func convolutionalModelIsUnchangedByWritingAndReading() throws {
        let architecture = ResidualReferenceTests.architecture
        let weights = randomFloats(try architecture.parameterCount(), seed: 1).map { abs($0) }
        func model(_ weights: [Float]) throws -> Model {
            try Model(
                name: "residual", architecture: architecture, classes: tenClasses, pixelScale: .unit,
                preprocessing: "p1", temperature: 1, provenance: [:], weights: weights)
        }
        let file = try model(weights).serialized()
        let read = try Model(data: file, path: "residual")
        #expect(try read == model(weights))
        #expect(read.weights.map(\.bitPattern) == weights.map(\.bitPattern))
        let images = LabeledImages.ofFormula(count: 3).images
        #expect(
            try Inference(model: read).logits(images, count: 3)
                == Inference(model: model(weights)).logits(images, count: 3))

        // A negative variance has no real square root.
        let variance = try #require(architecture.parameterTensors().first { $0.role == .variance })
        var negative = weights
        negative[variance.offset] = -1e-9
        let error = #expect(throws: ModelError.self) { try model(negative) }
        #expect(error?.problem.contains("batch_normalisation1.running_variance") == true)
    }

    @Test func errorsOfMissingAndUnwritableFilesNameThePath() throws {
        try withTemporaryFolder { folder in
            let missing = folder.appendingPathComponent("none.safetensors")
            #expect(throws: ModelFileError.fileNotFound(path: missing.path)) { try Model(contentsOf: missing) }
            #expect(throws: ModelFileError.unreadable(path: folder.path, reason: "Is a directory")) {
                try Model(contentsOf: folder)
            }
            let nowhere = folder.appendingPathComponent("no/such/folder/model")
            #expect(throws: ModelFileError.unwritable(path: nowhere.path, reason: "No such file or directory")) {
                try Self.model().write(to: nowhere)
            }
            #expect(throws: ModelFileError.unwritable(path: folder.path, reason: "it is not a regular file")) {
                try Self.model().write(to: folder)
            }
        }
    }

    @Test func writingFollowsSymbolicLinks() throws {
        try withTemporaryFolder { folder in
            let file = folder.appendingPathComponent("model.safetensors")
            let link = folder.appendingPathComponent("current.safetensors")
            try Self.model().write(to: file)
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
            try Self.model().write(to: link)
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == file.path)
            #expect(try Model(contentsOf: file) == Self.model())
        }
    }

    @Test func truncatedFilesAreRefused() throws {
        let file = try Self.model().serialized()
        for length in 0..<file.count {
            #expect(throws: ModelFileError.self, "cut to \(length)") {
                try Model(data: file.prefix(length), path: "cut")
            }
        }
        #expect(throws: ModelFileError.self) { try Model(data: file + [0], path: "longer") }
    }

    /// Some bits belong to names, with which the result is another valid model.
    @Test func anyChangedBitOfTheHeaderGivesAModelOrAnError() throws {
        let file = [UInt8](try Self.model().serialized())
        let headerEnd = 8 + Int(file[0]) + Int(file[1]) << 8
        var refused = 0
        for index in 0..<headerEnd {
            for bit in 0..<8 {
                var changed = file
                changed[index] ^= 1 << bit
                do {
                    let model = try Model(data: Data(changed), path: "changed")
                    #expect(model.weights.count == 805)
                } catch is ModelFileError {
                    refused += 1
                }
            }
        }
        #expect(refused > headerEnd * 4)
    }

    /// A change of the text of the header, and a word of the error message.
    struct Damage: CustomTestStringConvertible {
        let from: String
        let to: String
        let word: String
        var testDescription: String { "\(from.prefix(50)) to \(to.prefix(50)): \(word)" }

        init(_ from: String, _ to: String, _ word: String) {
            (self.from, self.to, self.word) = (from, to, word)
        }
    }

    static let bias = #""dense1.bias":{"data_offsets":[3136,3140],"dtype":"F32","shape":[1]}"#
    static let damages = [
        // The JSON.
        Damage("{", "", "JSON"),
        Damage(bias, "\(bias),", "JSON"),
        Damage(bias, #""dense1.bias":[[[[[[[[]]]]]]]]"#, "JSON"),
        Damage(bias, #""dense1.bias":\#(String(repeating: "[", count: 500_000))"#, "JSON"),
        Damage(bias, #""dense1.bias":\#(String(repeating: #"{"a":"#, count: 100_000))"#, "JSON"),
        Damage(bias, #""dense1.bias":null"#, "JSON"),
        Damage("\"pixel_scale\"", "\"\\ud800\"", "JSON"),
        Damage("\"pixel_scale\"", "\"\\uD83D\\u0041\"", "JSON"),
        Damage("\"pixel_scale\"", "\"\\x\"", "JSON"),
        Damage("\"pixel_scale\"", "\"\u{1}\"", "JSON"),
        Damage(bias, "\(bias),\(bias)", "twice"),
        Damage("\"name\":", "\"name\":\"first\",\"name\":", "twice"),
        Damage("\"__metadata__\":", "\"__metadata__\":{},\"__metadata__\":", "twice"),
        Damage("\"dtype\":\"F32\",\"shape\":[1]", "\"shape\":[1],\"shape\":[1]", "JSON"),
        Damage("\"dtype\":\"F32\",\"shape\":[1]", "\"shape\":[1]", "JSON"),
        Damage("\"dtype\":\"F32\",\"shape\":[1]", "\"dtype\":\"F32\",\"shape\":[1],\"shape\":[1]", "twice"),
        Damage("\"dtype\":\"F32\",\"shape\":[1]", "\"dtype\":\"F32\",\"note\":1,\"shape\":[1]", "does not have"),
        // The positions of the tensors.
        Damage("[3136,3140]", "[3136,3139]", "does not begin where the one before ends"),
        Damage("[3136,3140]", "[3135,3140]", "does not begin where the one before ends"),
        Damage("[3136,3140]", "[3140,3136]", "does not begin where the one before ends"),
        Damage("[3136,3140]", "[0,3136]", "does not begin where the one before ends"),
        Damage("[3136,3140]", "[-1,3140]", "JSON"),
        Damage("[3136,3140]", "[3136,99999999999999999999]", "JSON"),
        Damage("[3136,3140]", "[3136,9223372036854775807]", "does not begin where the one before ends"),
        Damage("[3136,3140]", "[3136,3140.0]", "JSON"),
        Damage("[3136,3140]", "[03136,3140]", "JSON"),
        Damage("[3136,3140]", "[3136]", "JSON"),
        Damage("[3180,3220]", "[3180,3216]", "bytes of tensors"),
        Damage("[3180,3220]", "[3180,9223372036854775807]", "bytes of tensors"),
        // The names, types and shapes of the tensors.
        Damage("\"dense1.bias\"", "\"dense9.bias\"", "dense9.bias"),
        Damage(bias, "\(bias),\"extra\":{\"data_offsets\":[3220,3220],\"dtype\":\"F32\",\"shape\":[0]}", "extra"),
        Damage("\"dtype\":\"F32\",\"shape\":[1]", "\"dtype\":\"I32\",\"shape\":[1]", "type 'I32'"),
        Damage("\"shape\":[784,1]", "\"shape\":[1,784]", "shape"),
        Damage("\"shape\":[784,1]", "\"shape\":[784]", "shape"),
        Damage("\"shape\":[784,1]", "\"shape\":[4294967296,4294967296]", "shape"),
        // The metadata.
        Damage("\"format\":\"tagger-model\"", "\"format\":\"pt\"", "another program"),
        Damage("\"format_version\":\"1\"", "\"format_version\":\"x\"", "format_version"),
        Damage("\"format_version\":\"1\"", "\"format_version\":\"-1\"", "format_version"),
        Damage("\"pixel_scale\":\"1/255\"", "\"pixel_scale\":\"2\"", "pixel_scale"),
        Damage("\"preprocessing\":\"p1\",", "", "preprocessing"),
        Damage("\"preprocessing\":\"p1\"", "\"preprocessing\":\"\"", "preprocessing"),
        Damage("1.2345678901234567", "0", "temperature"),
        Damage("1.2345678901234567", "-1", "temperature"),
        Damage("1.2345678901234567", "nan", "temperature"),
        Damage("1.2345678901234567", "inf", "temperature"),
        Damage("1.2345678901234567", "warm", "temperature"),
        Damage("{\\\"units\\\":1}", "{\\\"units\\\":2}", "shape"),
        Damage("{\\\"units\\\":1}", "{\\\"units\\\":9223372036854775807}", "units"),
        Damage("{\\\"units\\\":1}", "{\\\"units\\\":65536}", "parameters"),
        Damage("{\\\"relu\\\":{}}", "{\\\"attention\\\":{}}", "architecture"),
        Damage("{\\\"relu\\\":{}}", String(repeating: "[", count: 100_000), "architecture"),
        Damage("\\\"class 0\\\",", "", "last layer"),
        Damage("\\\"class 0\\\"", "\\\"Class 1\\\"", "same name"),
        Damage("\\\"class 0\\\"", "\\\"\\\"", "empty"),
        Damage("\\\"class 0\\\"", "\\\"\(String(repeating: "x", count: 101))\\\"", "longer"),
        Damage("\\\"class 0\\\"", "\\\"\\u001b[31m\\\"", "classes"),
        Damage("\\\"class 0\\\"", "\\\"\u{202E}x\\\"", "cannot be printed"),
        Damage("\\\"class 0\\\"", "7", "classes"),
        Damage("\\\"seed\\\":\\\"7\\\"", "\\\"seed\\\":7", "provenance"),
    ]

    @Test(arguments: damages) func damagedHeaderIsRefused(damage: Damage) throws {
        let (header, tensors) = try parts()
        let changed = header.replacing(damage.from, with: damage.to, maxReplacements: 1)
        try #require(changed != header, "the header is unchanged")
        let error = #expect(throws: ModelFileError.self) {
            try Model(data: file(changed, tensors), path: "changed")
        }
        guard case .damaged("changed", let problem) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(problem.contains(damage.word), "\(problem)")
    }

    @Test func newerFormatIsReportedAsSuch() throws {
        let (header, tensors) = try parts()
        let newer = header.replacing("\"format_version\":\"1\"", with: "\"format_version\":\"2\"")
        #expect(throws: ModelFileError.newerVersion(path: "newer", version: 2)) {
            try Model(data: file(newer, tensors), path: "newer")
        }
    }

    /// The order is that of Python's safetensors for the same tensors.
    @Test func tensorsMayBeInAnyOrder() throws {
        let model = try Self.model()
        let (header, tensors) = try parts()
        let reordered =
            header
            .replacing("[0,3136]", with: "[4,3140]").replacing("[3136,3140]", with: "[0,4]")
        let data = file(reordered, tensors[3136..<3140] + tensors[..<3136] + tensors[3140...])
        #expect(try Model(data: data, path: "reordered") == model)
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity]) func nonFiniteWeightsAreRefused(weight: Float) throws {
        var (header, tensors) = try parts()
        withUnsafeBytes(of: weight.bitPattern.littleEndian) { tensors.replaceSubrange(400..<404, with: $0) }
        header += " "
        let error = #expect(throws: ModelFileError.self) { try Model(data: file(header, tensors), path: "x") }
        #expect(error?.description.contains("infinite or undefined") == true)
    }

    @Test func oversizedFilesAndHeadersAreRefused() throws {
        let huge = Data(count: Model.maximumFileBytes + 1)
        #expect(throws: ModelFileError.tooLarge(path: "huge", maximumBytes: 64 << 20)) {
            try Model(data: huge, path: "huge")
        }
        for length: UInt64 in [(1 << 20) + 1, UInt64(Int64.max), .max] {
            let data = withUnsafeBytes(of: length.littleEndian) { Data($0) } + Data(count: 2 << 20)
            let error = #expect(throws: ModelFileError.self) { try Model(data: data, path: "long") }
            #expect(error?.description.contains("limit") == true)
        }
        let model = try Self.model()
        let verbose = try Model(
            name: "test", architecture: model.architecture, classes: model.classes, pixelScale: .unit,
            preprocessing: "p1", temperature: 1,
            provenance: ["command": String(repeating: "x", count: 1 << 20)], weights: model.weights)
        #expect(throws: ModelError.self) { try verbose.serialized() }
    }

    /// Returns the text of the header and the bytes of the tensors of a valid file.
    private func parts() throws -> (header: String, tensors: [UInt8]) {
        let bytes = [UInt8](try Self.model().serialized())
        let end = 8 + Int(bytes[0]) + Int(bytes[1]) << 8
        return (String(decoding: bytes[8..<end], as: UTF8.self), Array(bytes[end...]))
    }

    private func file(_ header: String, _ tensors: some Sequence<UInt8>) -> Data {
        withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) } + Data(header.utf8) + Data(tensors)
    }
}
