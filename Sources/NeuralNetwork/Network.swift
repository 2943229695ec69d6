// The layers of an architecture, built, and the order in which they run. It holds activations, not parameters: those
// are passed in, so that many networks (one per thread) can share them and an optimiser sees them as one array.

import CKernels

/// A network that takes up to `capacity` pictures at once. For one thread at a time.
final class Network {
    /// How many parameters all layers have together.
    let parameterCount: Int
    private let layers: [(layer: any Layer, offset: Int)]  // offset: of its first parameter

    /// - Throws: `ArchitectureError`.
    init(
        _ architecture: Architecture, capacity: Int, forTraining: Bool,
        instructionSet: InstructionSet = kernels_fastest()
    ) throws {
        var layers: [(layer: any Layer, offset: Int)] = []
        var offset = 0
        for (position, planned) in try architecture.plan().enumerated() {
            let inputs = planned.inputShape.reduce(1, *)
            let layer: any Layer =
                switch planned.layer {
                case .flatten:
                    Flatten()
                case .dense(let units):
                    Dense(
                        inputs: inputs, units: units, capacity: capacity,
                        needsInputGradient: forTraining && offset > 0, instructionSet: instructionSet)
                case .relu:
                    ReLU(
                        columns: inputs, capacity: capacity, forTraining: forTraining, instructionSet: instructionSet)
                case .dropout(let rate):
                    Dropout(
                        rate: rate, position: position, columns: inputs, capacity: capacity,
                        forTraining: forTraining, instructionSet: instructionSet)
                }
            layers.append((layer, offset))
            offset += planned.parameters.reduce(0) { $0 + $1.count }
        }
        self.layers = layers
        parameterCount = offset
    }

    /// Sets parameters [parameterCount] to what they are before training.
    func initialize(_ parameters: UnsafeMutablePointer<Float>, seed: UInt64) {
        var generator = SplitMix64(seed: seed, for: .initialization)
        for (layer, offset) in layers { layer.initialize(parameters + offset, from: &generator) }
    }

    /// The logits [N, classes] of pictures [N, 28, 28], valid until the next pass.
    func forward(_ pictures: Tensor, parameters: UnsafePointer<Float>, pass: Pass) -> Tensor {
        layers.reduce(pictures) { input, next in
            next.layer.forward(input, parameters: parameters + next.offset, pass: pass)
        }
    }

    /// Sets gradients [parameterCount] to those of the loss, given its gradient by the logits [N, classes].
    func backward(
        _ logitsGradient: Tensor, parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>
    ) {
        var gradient = logitsGradient
        for (layer, offset) in layers.reversed() {
            let next = layer.backward(gradient, parameters: parameters + offset, gradients: gradients + offset)
            guard let next else { return }
            gradient = next
        }
    }
}
