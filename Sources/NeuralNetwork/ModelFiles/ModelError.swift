import Foundation

/// The reason why values do not make a model.
public struct ModelError: Error, Equatable, CustomStringConvertible, LocalizedError {
    /// The problem, as a clause that follows "the model:".
    public var problem: String

    /// The message.
    public var description: String { "the model: \(problem)" }

    /// The same as `description`.
    public var errorDescription: String? { description }
}
