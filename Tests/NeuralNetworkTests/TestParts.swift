import CKernels
import Foundation

@testable import NeuralNetwork

/// The instruction sets that this machine can run.
let supportedInstructionSets: [InstructionSet] = [.reference, .portable, .AVX2, .AVX512].filter(kernels_supports)

/// The names of ten classes.
let tenClasses = (0..<10).map { "class \($0)" }

extension LabeledImages {
    /// Images that a network can learn to tell apart, by the formula of `Reference/keras_losses.py`.
    static func ofFormula(count: Int) -> LabeledImages {
        let labels = (0..<count).map { UInt8($0 * 7 % 10) }
        return LabeledImages(
            images: labels.enumerated().flatMap { imageOfFormula(label: Int($1), index: $0) }, labels: labels)
    }

    /// The image at an index, were it of that class; there may be more than ten.
    static func imageOfFormula(label: Int, index: Int) -> [UInt8] {
        (0..<imageBytes).map { UInt8($0 * (label + 3) % 97 + (index * 31 + $0 * 7) % 59) }
    }
}

/// A training of a second or less.
func quickConfiguration(seed: UInt64 = 1, dropout: Double = 0) -> TrainingConfiguration {
    var configuration = TrainingConfiguration(architecture: .dense(hidden: [16], dropout: dropout))
    configuration.epochs = 2
    configuration.seed = seed
    return configuration
}

/// Runs the body with a folder of its own, which is removed afterwards.
func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tagger-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
}

/// Numbers between −1 and 1, the same in every run.
func randomFloats(_ count: Int, seed: UInt64) -> [Float] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in generator.uniform() * 2 - 1 }
}

/// Numbers from other programs, in the folder `Reference` beside the scripts that made them.
enum Reference {
    /// A column, counted from 1 after the first, of a table with a header.
    static func losses(_ name: String, column: Int = 1) throws -> [Double] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Reference").appendingPathComponent(name)
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
            .compactMap { Double($0.split(separator: ",")[column]) }
    }
}
