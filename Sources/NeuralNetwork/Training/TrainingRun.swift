import CKernels

/// A training in progress: epochs of steps, each followed by an evaluation of the validation split. For one caller at a
/// time.
final class TrainingRun {
    /// The state of a training, apart from its tensors.
    struct Progress: Codable, Equatable {
        /// The current epoch, from 1; after the last epoch, the number of epochs plus 1.
        var epoch = 1
        /// The number of images of the epoch that have been trained on.
        var position = 0
        /// The loss and the accuracy over these images.
        var score = SoftmaxCrossEntropy.Score()
        /// The duration of the epoch so far.
        var seconds = 0.0
        /// The measurements of the finished epochs.
        var records: [EpochRecord] = []
        /// The epoch with the smallest validation loss, where the configuration has a patience.
        var bestEpoch: Int?
        /// Whether the training has ended.
        var isFinished = false
    }

    let configuration: TrainingConfiguration
    let images: LabeledImages
    let classCount: Int
    /// The number of training images, which are the first; the others are the validation split.
    let trainingCount: Int
    private(set) var progress = Progress()
    private let step: TrainingStep
    private let loader: BatchLoader
    private let best: Tensor?  // [1, parameters], of the best epoch; nil without a patience
    private let forwardPass: ForwardPass

    /// Creates a training before its first step.
    ///
    /// - Throws: `TrainingError.tooFewImages`, `ArchitectureError`.
    init(
        _ configuration: TrainingConfiguration, images: LabeledImages, classCount: Int,
        synthesis: (any ImageSynthesis.Type)? = nil
    ) throws {
        self.configuration = configuration
        self.images = images
        self.classCount = classCount
        trainingCount = configuration.trainingCount(of: images.count)
        guard trainingCount > 0, configuration.validationSplit == 0 || trainingCount < images.count else {
            throw TrainingError.tooFewImages(count: images.count, validationSplit: configuration.validationSplit)
        }
        let stepsPerEpoch = (trainingCount + configuration.batchSize - 1) / configuration.batchSize
        step = try TrainingStep(
            configuration, classCount: classCount, stepCount: stepsPerEpoch * configuration.epochs)
        loader = BatchLoader(
            capacity: configuration.batchSize, classCount: classCount, configuration: configuration,
            instructionSet: kernels_fastest(), workers: step.workers,
            synthesis: synthesis?.init(images: images, count: trainingCount))
        best = configuration.patience == nil ? nil : Tensor(capacity: 1, columns: step.parameters.columns)
        forwardPass = try ForwardPass(
            configuration.architecture, pixelScale: configuration.pixelScale,
            workers: Workers(threads: configuration.threads, rows: ForwardPass.capacity))
    }

    /// The parameters to keep: those of the best epoch where there is a patience, else those of the last epoch.
    var result: Tensor { best ?? step.result }

    /// The measurements of the epoch of `result`.
    var resultRecord: EpochRecord? { progress.bestEpoch.map { progress.records[$0 - 1] } ?? progress.records.last }

    /// All tensors that the rest of the training depends on, with their names in checkpoints.
    var state: [(name: String, tensor: Tensor)] {
        step.state + (best.map { [("best", $0)] } ?? [])
    }

    /// Whether a training of this configuration can have this progress.
    func isPossible(_ progress: Progress) -> Bool {
        let batchSize = configuration.batchSize
        guard 1...configuration.epochs + 1 ~= progress.epoch, progress.records.count == progress.epoch - 1,
            progress.records.map(\.epoch) == Array(1..<progress.epoch),
            0...trainingCount ~= progress.position,
            progress.position == trainingCount || progress.position % batchSize == 0,
            progress.score.count == progress.position, 0...progress.position ~= progress.score.correct,
            progress.isFinished || progress.epoch <= configuration.epochs
        else { return false }
        let needsBest = best != nil && !progress.records.isEmpty
        return progress.bestEpoch.map { needsBest && 1..<progress.epoch ~= $0 } ?? !needsBest
    }

    /// Continues from the state of another run of the same configuration.
    ///
    /// - Parameter floats: The values of the tensors of `state`, one after the other.
    func resume(at progress: Progress, floats: [Float]) {
        precondition(isPossible(progress))
        self.progress = progress
        var first = 0
        for (_, tensor) in state {
            tensor.values.update(from: Array(floats[first..<first + tensor.columns]), count: tensor.columns)
            first += tensor.columns
        }
        let batchSize = configuration.batchSize
        let stepsPerEpoch = (trainingCount + batchSize - 1) / batchSize
        step.resume(at: (progress.epoch - 1) * stepsPerEpoch + (progress.position + batchSize - 1) / batchSize)
    }

    /// Runs the rest of the current epoch and returns its measurements.
    ///
    /// - Throws: `TrainingError.nonFiniteLoss`, or `.stopped` where `shouldStop` returns true; the run can continue
    ///   afterwards.
    func finishEpoch(shouldStop: () -> Bool) throws -> EpochRecord {
        let clock = ContinuousClock()
        let start = clock.now
        let secondsBefore = progress.seconds
        defer { if progress.position > 0 { progress.seconds = secondsBefore + (clock.now - start) / .seconds(1) } }
        let order = Trainer.order(ofEpoch: progress.epoch, count: trainingCount, seed: configuration.seed)
        while progress.position < trainingCount {
            guard !shouldStop() else { throw TrainingError.stopped }
            let end = min(progress.position + configuration.batchSize, trainingCount)
            progress.score += step(loader.load(order[progress.position..<end], of: images, epoch: progress.epoch))
            progress.position = end
            guard progress.score.loss.isFinite else { throw TrainingError.nonFiniteLoss(epoch: progress.epoch) }
        }
        guard step.parameters.contents.allSatisfy(\.isFinite) else {
            throw TrainingError.nonFiniteLoss(epoch: progress.epoch)
        }
        let validation = try validationScore(shouldStop: shouldStop)
        let record = EpochRecord(
            epoch: progress.epoch, loss: progress.score.meanLoss, accuracy: progress.score.accuracy,
            validationLoss: validation?.meanLoss, validationAccuracy: validation?.accuracy,
            seconds: secondsBefore + (clock.now - start) / .seconds(1))
        finish(record)
        return record
    }

    /// Records an epoch, and decides whether the training has ended.
    private func finish(_ record: EpochRecord) {
        progress.records.append(record)
        if let best, let patience = configuration.patience, let loss = record.validationLoss {
            let smallest = progress.bestEpoch.flatMap { progress.records[$0 - 1].validationLoss } ?? .infinity
            if loss < smallest || progress.bestEpoch == nil {
                progress.bestEpoch = record.epoch
                best.values.update(from: step.result.values, count: best.columns)
            } else if let bestEpoch = progress.bestEpoch {
                progress.isFinished = record.epoch - bestEpoch >= patience
            }
        }
        progress.isFinished = progress.isFinished || record.epoch == configuration.epochs
        progress.epoch += 1
        progress.position = 0
        progress.score = SoftmaxCrossEntropy.Score()
        progress.seconds = 0
    }

    private func validationScore(shouldStop: () -> Bool) throws -> SoftmaxCrossEntropy.Score? {
        guard trainingCount < images.count else { return nil }
        let logits = try validationLogits(parameters: step.result, shouldStop: shouldStop)
        return images.labels.withUnsafeBufferPointer { labels in
            labels.baseAddress.map {
                SoftmaxCrossEntropy.score(
                    logits, labels: $0 + trainingCount, count: images.count - trainingCount, classCount: classCount)
            }
        }
    }

    /// Returns the logits `[N, classes]` of the validation split.
    func validationLogits(parameters: Tensor, shouldStop: () -> Bool) throws -> [Float] {
        var logits: [Float] = []
        forwardPass.prepare(parameters.values)
        for first in stride(from: trainingCount, to: images.count, by: ForwardPass.capacity) {
            guard !shouldStop() else { throw TrainingError.stopped }
            let last = min(first + ForwardPass.capacity, images.count)
            let bytes = first * LabeledImages.imageBytes..<last * LabeledImages.imageBytes
            logits += images.images[bytes].withUnsafeBufferPointer {
                forwardPass.logits($0, count: last - first, parameters: parameters.values)
            }
        }
        return logits
    }
}
