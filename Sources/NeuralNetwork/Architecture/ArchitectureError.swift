import Foundation

/// The reason why a network cannot be built from an architecture.
public struct ArchitectureError: Error, Equatable, CustomStringConvertible, LocalizedError {
    /// The position of the layer that does not fit, from 0; nil where the problem is not that of one layer.
    public var layer: Int?
    /// What does not fit, and what is possible.
    public var problem: String

    /// The message.
    public var description: String {
        layer.map { "layer \($0 + 1) of the network: \(problem)" } ?? "the network: \(problem)"
    }

    /// The same as `description`.
    public var errorDescription: String? { description }
}
