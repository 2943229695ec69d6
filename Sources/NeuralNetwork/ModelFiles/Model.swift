import Foundation

/// A trained network and all that is needed to use it: what a model file holds.
///
/// It never changes, so any number of threads can share it, each with an `Inference` of its own.
public struct Model: Sendable, Equatable {
    /// What the network's pixels are multiplied by, from bytes 0 to 255.
    public enum PixelScale: String, Sendable {
        /// Pixels from 0 to 1.
        case unit = "1/255"
        /// Pixels from 0 to 255.
        case raw = "1"

        var factor: Float { self == .unit ? 1 / 255 : 1 }
    }

    /// The most classes.
    public static let maximumClassCount = 1000
    /// The longest name of a model, a class or a preprocessing, in UTF-8.
    public static let maximumNameBytes = 100

    /// What people call it.
    public let name: String
    /// Its layers.
    public let architecture: Architecture
    /// The names of the classes, in the order of the logits.
    public let classes: [String]
    /// What pixels are multiplied by.
    public let pixelScale: PixelScale
    /// Which way of making thumbnails the model is for. This module only keeps it.
    public let preprocessing: String
    /// What logits are divided by before the softmax, so that probabilities mean what they say.
    public let temperature: Double
    /// Where it comes from, in words: the command, the digests of the data, the seed, what was measured. No dates, so that
    /// the same training gives the same file.
    public let provenance: [String: String]
    /// Its parameters, one tensor after the other as `architecture.parameterTensors()` lists them.
    public let weights: [Float]

    /// - Throws: `ModelError` or `ArchitectureError` where the parts do not make a model.
    public init(
        name: String, architecture: Architecture, classes: [String], pixelScale: PixelScale, preprocessing: String,
        temperature: Double, provenance: [String: String], weights: [Float]
    ) throws {
        try Self.checkNames(name: name, classes: classes, preprocessing: preprocessing)
        try architecture.validate(classCount: classes.count)
        guard temperature.isFinite, temperature > 0 else {
            throw ModelError(problem: "its temperature is \(temperature), not a positive number")
        }
        let parameterCount = try architecture.parameterCount()
        guard weights.count == parameterCount else {
            throw ModelError(problem: "it has \(weights.count) weights instead of \(parameterCount)")
        }
        guard weights.allSatisfy(\.isFinite) else {
            throw ModelError(problem: "some of its weights are infinite or undefined")
        }
        for tensor in try architecture.parameterTensors() where tensor.role == .variance {
            guard weights[tensor.offset..<tensor.offset + tensor.count].allSatisfy({ $0 >= 0 }) else {
                throw ModelError(problem: "the tensor '\(tensor.name)' has a variance below 0")
            }
        }
        self.name = name
        self.architecture = architecture
        self.classes = classes
        self.pixelScale = pixelScale
        self.preprocessing = preprocessing
        self.temperature = temperature
        self.provenance = provenance
        self.weights = weights
    }

    /// Throws a `ModelError` where a name could not be printed or told from another. Categories are given by people in any
    /// case, so two classes must differ in more than that.
    static func checkNames(name: String, classes: [String], preprocessing: String) throws {
        guard 2...maximumClassCount ~= classes.count else {
            throw ModelError(problem: "it has \(classes.count) classes; there can be from 2 to \(maximumClassCount)")
        }
        for (what, text) in [("name", name), ("preprocessing", preprocessing)] + classes.map({ ("class", $0) }) {
            guard 1...maximumNameBytes ~= text.utf8.count else {
                throw ModelError(
                    problem: "its \(what) '\(text.prefix(40))' is empty or longer than \(maximumNameBytes) bytes")
            }
            let categories = text.unicodeScalars.map(\.properties.generalCategory)
            guard
                !categories.contains(where: { [.control, .format, .lineSeparator, .paragraphSeparator].contains($0) })
            else {
                throw ModelError(problem: "its \(what) has characters that cannot be printed")
            }
        }
        guard Set(classes.map { $0.lowercased() }).count == classes.count else {
            throw ModelError(problem: "two of its classes have the same name")
        }
    }
}

/// Why something is not a model.
public struct ModelError: Error, Equatable, CustomStringConvertible, LocalizedError {
    /// What is wrong, as what follows "the model:".
    public var problem: String

    /// The sentence for a person.
    public var description: String { "the model: \(problem)" }

    /// The same as `description`.
    public var errorDescription: String? { description }
}
