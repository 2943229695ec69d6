import CKernels
import Foundation

@testable import NeuralNetwork

/// The instruction sets that this machine can run.
let supportedInstructionSets: [InstructionSet] = [.reference, .portable, .AVX2, .AVX512].filter(kernels_supports)

/// The names of ten classes.
let tenClasses = (0..<10).map { "class \($0)" }

extension LabeledImages {
    /// Returns images whose classes a network can learn, by the formula of `Reference/keras_losses.py`.
    static func ofFormula(count: Int) -> LabeledImages {
        let labels = (0..<count).map { UInt8($0 * 7 % 10) }
        return LabeledImages(
            images: labels.enumerated().flatMap { imageOfFormula(label: Int($1), index: $0) }, labels: labels)
    }

    /// Returns the image of a class with an index. There may be more than ten classes.
    static func imageOfFormula(label: Int, index: Int) -> [UInt8] {
        (0..<imageBytes).map { UInt8($0 * (label + 3) % 97 + (index * 31 + $0 * 7) % 59) }
    }
}

/// Training steps on images of a set, without the order and the validation of a whole training.
struct StepBench {
    let step: TrainingStep
    private let loader: BatchLoader

    init(
        _ configuration: TrainingConfiguration, stepCount: Int = 1, initialParameters: [Float]? = nil,
        instructionSet: InstructionSet = kernels_fastest()
    ) throws {
        step = try TrainingStep(
            configuration, classCount: 10, stepCount: stepCount, initialParameters: initialParameters,
            instructionSet: instructionSet)
        loader = BatchLoader(
            capacity: configuration.batchSize, classCount: 10, configuration: configuration,
            instructionSet: instructionSet, workers: step.workers)
    }

    /// Trains on the images at the given indices.
    func callAsFunction(
        _ indices: ArraySlice<Int>, of images: LabeledImages, epoch: Int = 1
    ) -> SoftmaxCrossEntropy.Score {
        step(loader.load(indices, of: images, epoch: epoch))
    }
}

/// Returns the configuration of a training that takes less than a second.
func quickConfiguration(seed: UInt64 = 1, dropout: Double = 0) -> TrainingConfiguration {
    var configuration = TrainingConfiguration(architecture: .dense(hidden: [16], dropout: dropout))
    configuration.epochs = 2
    configuration.seed = seed
    return configuration
}

/// Runs the body with a temporary folder, which is removed afterwards.
func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tagger-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
}

/// Returns numbers between −1 and 1, the same in every run.
func randomFloats(_ count: Int, seed: UInt64) -> [Float] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in generator.uniform() * 2 - 1 }
}

/// Results of other programs, in the folder `Reference` with the scripts that computed them.
enum Reference {
    /// Returns a column of a table with a header, counted from 0.
    static func losses(_ name: String, column: Int = 1) throws -> [Double] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Reference").appendingPathComponent(name)
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
            .compactMap { Double($0.split(separator: ",")[column]) }
    }
}
