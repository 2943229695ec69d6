import CKernels

/// The residual connection with an identity shortcut: output `[N, C, H, W]` = input + body(input) (He et al., "Deep
/// residual learning for image recognition", 2015).
///
/// Backward: input gradient = output gradient + the input gradient of the body.
final class Residual: Layer {
    private let body: LayerSequence
    private let resources: Resources
    private let output: Tensor  // [N, H, W, C]
    private let inputGradient: Tensor?  // [N, H, W, C]

    init(body: LayerSequence, columns: Int, resources: Resources) {
        self.body = body
        self.resources = resources
        output = Tensor(capacity: resources.capacity, columns: columns)
        inputGradient = resources.forTraining ? Tensor(capacity: resources.capacity, columns: columns) : nil
    }

    func initialize(_ parameters: UnsafeMutablePointer<Float>, from generator: inout SplitMix64) {
        body.initialize(parameters, from: &generator)
    }

    func prepare(_ parameters: UnsafePointer<Float>) {
        body.prepare(parameters)
    }

    func forward(_ input: Tensor, parameters: UnsafePointer<Float>, pass: Pass) -> Tensor {
        add(input, body.forward(input, parameters: parameters, pass: pass), into: output)
        return output
    }

    func backward(
        _ outputGradient: Tensor, parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>
    ) -> Tensor? {
        guard let inputGradient else { preconditionFailure("backward without forTraining") }
        let fromBody = body.backward(outputGradient, parameters: parameters, gradients: gradients)
        guard let fromBody else { return nil }
        add(outputGradient, fromBody, into: inputGradient)
        return inputGradient
    }

    func updateStatistics(_ parameters: UnsafeMutablePointer<Float>) {
        body.updateStatistics(parameters)
    }

    private func add(_ left: Tensor, _ right: Tensor, into sum: Tensor) {
        precondition(left.columns == sum.columns && right.columns == sum.columns && left.rows == right.rows)
        sum.rows = left.rows
        resources.workers.shards(of: left.rows) { _, rows, _ in
            let first = rows.lowerBound
            kernels_add(
                resources.instructionSet, rows.count * sum.columns, left.row(first), right.row(first), sum.row(first))
        }
    }
}
