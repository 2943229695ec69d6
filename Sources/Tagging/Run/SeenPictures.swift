import Foundation
import NeuralNetwork
import Synchronization

/// What a network says of pictures, kept from one run to the next in the same program: where the second is by the same network
/// with other output biases, as after an adjustment to a shop's frequencies, it need not look at them again. Its predictions are
/// the same, bit for bit.
public final class SeenPictures: Sendable {
    private struct State {
        /// Without its output biases.
        var network: Model?
        /// By the pictures' digests: logits [views, classes] without the biases.
        var logits: [Data: [Float]] = [:]
    }

    private let state = Mutex(State())
    /// 300 bytes each. Of more pictures the rest is looked at again.
    private static let limit = 20_000

    /// No pictures.
    public init() {}

    /// Forgets everything unless it is this network's.
    func begin(with network: Model) {
        state.withLock { state in
            if state.network.map({ $0.answersLike(network) }) != true { state = State(network: network) }
        }
    }

    subscript(digest: Data) -> [Float]? { state.withLock { $0.logits[digest] } }

    func keep(_ logits: [Float], of digest: Data) {
        state.withLock { state in
            if state.logits.count < Self.limit { state.logits[digest] = logits }
        }
    }
}
