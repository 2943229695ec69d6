import Foundation
import NeuralNetwork
import Platform

/// Images that need no dataset, with a model's logits for them. A reimplementation of the model is checked with them.
public struct TestVectors: Sendable {
    /// The value of `format` in a file of test vectors.
    static let format = "tagger-test-vectors"

    /// The largest difference to a logit that a correct reimplementation in 32-bit floats may have.
    static let toleranceText = "0.0001"

    /// An image made by a formula.
    struct Pattern {
        let name: String
        /// The formula of row r and column c; both begin with 0.
        let formula: String
        /// [28 · 28]
        let pixels: [UInt8]

        init(_ name: String, _ formula: String, _ pixel: (Int, Int) -> Int) {
            self.name = name
            self.formula = formula
            pixels = (0..<28 * 28).map { UInt8(truncatingIfNeeded: pixel($0 / 28, $0 % 28)) }
        }
    }

    /// A smooth image, an image with edges, and an image of many different values. None is symmetric, so that exchanged rows
    /// and columns change the logits.
    static let patterns = [
        Pattern("gradient", "(6·r + 3·c) mod 256") { 6 * $0 + 3 * $1 },
        Pattern("ellipse", "255 where 4·(r − 15)² + 9·(c − 12)² < 600, else 0") {
            4 * ($0 - 15) * ($0 - 15) + 9 * ($1 - 12) * ($1 - 12) < 600 ? 255 : 0
        },
        Pattern("mixed", "(37·r + 101·c + 7·r·c) mod 256") { 37 * $0 + 101 * $1 + 7 * $0 * $1 },
    ]

    /// The content of the file: JSON with pixels [784] as integers, row by row, and logits [classes]. Nine significant digits
    /// distinguish any two 32-bit floats.
    public let json: String

    /// Computes the test vectors of a model.
    public init(of model: NamedModel) throws {
        let logits = Inference(model: model.model).logits(
            Self.patterns.flatMap(\.pixels), count: Self.patterns.count)
        let classes = model.model.classes.count
        func quoted(_ text: String) throws -> String { String(decoding: try JSONEncoder().encode(text), as: UTF8.self) }
        let vectors = try Self.patterns.enumerated().map { index, pattern in
            let rows = stride(from: 0, to: pattern.pixels.count, by: 28).map { start in
                pattern.pixels[start..<start + 28].map { "\($0)" }.joined(separator: ",")
            }
            let numbers = logits[index * classes..<(index + 1) * classes].map { String(format: "%.9g", $0) }
            return """
                    {
                      "name": \(try quoted(pattern.name)),
                      "formula": \(try quoted(pattern.formula)),
                      "pixels": [
                        \(rows.joined(separator: ",\n        "))
                      ],
                      "logits": [\(numbers.joined(separator: ", "))]
                    }
                """
        }
        json = """
            {
              "format": "\(Self.format)",
              "network": \(try quoted(model.name)),
              "weights_sha256": "\(model.digest.hexadecimal)",
              "tolerance": \(Self.toleranceText),
              "vectors": [
            \(vectors.joined(separator: ",\n"))
              ]
            }

            """
    }
}
