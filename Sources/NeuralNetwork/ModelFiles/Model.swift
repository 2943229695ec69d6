/// A trained network with everything that is needed to use it: the contents of a model file.
///
/// A model does not change, so any number of threads can share it. Each thread needs an `Inference` of its own.
public struct Model: Sendable, Equatable {
    /// The factor by which the pixels of a thumbnail, bytes from 0 to 255, are multiplied.
    public enum PixelScale: String, Sendable {
        /// Pixels from 0 to 1.
        case unit = "1/255"
        /// Pixels from 0 to 255.
        case raw = "1"

        var factor: Float { self == .unit ? 1 / 255 : 1 }
    }

    /// The largest number of classes.
    public static let maximumClassCount = 1000
    /// The largest length of the name of a model, a class or a preprocessing, in bytes of UTF-8.
    public static let maximumNameBytes = 100

    /// The name of the model.
    public let name: String
    /// The architecture of the network.
    public let architecture: Architecture
    /// The names of the classes, in the order of the logits.
    public let classes: [String]
    /// The factor of the pixels.
    public let pixelScale: PixelScale
    /// The version of the thumbnails that the model was trained for. This module stores it only.
    public let preprocessing: String
    /// The divisor of the logits before the softmax, which calibrates the probabilities.
    public let temperature: Double
    /// The origin of the model as text: the command, the digests of the data, the seed, the measurements. It has no
    /// dates, so that the same training gives the same file.
    public let provenance: [String: String]
    /// The parameters, one tensor after the other in the order of `architecture.parameterTensors()`.
    public let weights: [Float]

    /// Creates a model from its parts.
    ///
    /// - Throws: `ModelError` or `ArchitectureError` where the parts do not fit each other or the limits.
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

    /// Checks that all names can be printed and told apart. Class names must differ in more than case, since users may
    /// enter categories in any case.
    ///
    /// - Throws: `ModelError`.
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
