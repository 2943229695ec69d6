/// Training as Keras' `fit` does it: epochs of shuffled batches, Adam, and a look at the validation split after each.
///
/// The same configuration and images give the same model, bit for bit, on processors with the same kind of
/// instructions and for any number of threads. Dense layers use one: a step of 784-256-10 takes a third of a millisecond,
/// and dividing it between two gained a tenth.
public struct Trainer: Sendable {
    /// What is to be done.
    public let configuration: TrainingConfiguration

    /// A trainer; nothing happens before `train`.
    public init(_ configuration: TrainingConfiguration) {
        self.configuration = configuration
    }

    /// Trains a network and fits its temperature on the validation split (1 without one).
    ///
    /// - Parameters:
    ///   - images: What to learn from, the validation split at the end.
    ///   - name: The model's name.
    ///   - classes: The names of the classes, in the order of the labels.
    ///   - preprocessing: Which way of making thumbnails the model is for.
    ///   - provenance: Where the model comes from; the configuration and the last epoch's measurements are added.
    ///   - progress: Told of every epoch, and free to throw, which ends the training.
    ///   - shouldStop: Asked before every step; true ends the training.
    /// - Throws: `TrainingError`, `ArchitectureError`, `ModelError` for a name that cannot be, or what `progress` throws.
    public func train(
        on images: LabeledImages, name: String, classes: [String], preprocessing: String,
        provenance: [String: String] = [:], progress: (EpochRecord) throws -> Void = { _ in },
        shouldStop: () -> Bool = { false }
    ) throws -> Model {
        try configuration.validate(classCount: classes.count)
        try Model.checkNames(name: name, classes: classes, preprocessing: preprocessing)
        guard images.labels.allSatisfy({ $0 < classes.count }) else {
            throw TrainingError.invalidConfiguration("the images have more classes than the \(classes.count) named")
        }
        // Rounded down, as in Keras.
        let trainingCount = Int(Double(images.count) * (1 - configuration.validationSplit))
        let validation = trainingCount..<images.count
        guard trainingCount > 0, configuration.validationSplit == 0 || !validation.isEmpty else {
            throw TrainingError.tooFewImages(count: images.count, validationSplit: configuration.validationSplit)
        }

        let step = try TrainingStep(configuration, classCount: classes.count)
        let forwardPass = try ForwardPass(
            configuration.architecture, pixelScale: configuration.pixelScale,
            workers: Workers(count: configuration.threads))
        var validationLogits: [Float] = []
        var record: EpochRecord?
        for epoch in 1...configuration.epochs {
            let clock = ContinuousClock()
            let start = clock.now
            let order = order(ofEpoch: epoch, count: trainingCount)
            var score = SoftmaxCrossEntropy.Score()
            for first in stride(from: 0, to: trainingCount, by: configuration.batchSize) {
                guard !shouldStop() else { throw TrainingError.stopped }
                score += step(order[first..<min(first + configuration.batchSize, trainingCount)], of: images)
                guard score.loss.isFinite else { throw TrainingError.nonFiniteLoss(epoch: epoch) }
            }
            guard step.parameters.contents.allSatisfy(\.isFinite) else {
                throw TrainingError.nonFiniteLoss(epoch: epoch)
            }
            validationLogits = try logits(
                of: images, in: validation, parameters: step.parameters, forwardPass: forwardPass,
                shouldStop: shouldStop)
            let validationScore = images.labels.withUnsafeBufferPointer { labels in
                labels.baseAddress.map {
                    SoftmaxCrossEntropy.score(
                        validationLogits, labels: $0 + trainingCount, count: validation.count,
                        classCount: classes.count)
                }
            }
            let measured = validation.isEmpty ? nil : validationScore
            let epochRecord = EpochRecord(
                epoch: epoch, loss: score.meanLoss, accuracy: score.accuracy,
                validationLoss: measured?.meanLoss, validationAccuracy: measured?.accuracy,
                seconds: (clock.now - start) / .seconds(1))
            try progress(epochRecord)
            record = epochRecord
        }
        return try Model(
            name: name, architecture: configuration.architecture, classes: classes,
            pixelScale: configuration.pixelScale, preprocessing: preprocessing,
            temperature: TemperatureScaling.fit(logits: validationLogits, labels: images.labels[validation]),
            provenance: provenance.merging(facts(record, trainingCount: trainingCount, images: images)) { $1 },
            weights: step.parameters.contents)
    }

    /// The indices of the training images in the order in which an epoch sees them.
    func order(ofEpoch epoch: Int, count: Int) -> [Int] {
        var generator = SplitMix64(seed: configuration.seed, for: .shuffling(epoch: epoch))
        return generator.permutation(count)
    }

    /// The logits [count, classes] of a run of images.
    private func logits(
        of images: LabeledImages, in range: Range<Int>, parameters: Tensor, forwardPass: ForwardPass,
        shouldStop: () -> Bool
    ) throws -> [Float] {
        var logits: [Float] = []
        for first in stride(from: range.lowerBound, to: range.upperBound, by: ForwardPass.capacity) {
            guard !shouldStop() else { throw TrainingError.stopped }
            let last = min(first + ForwardPass.capacity, range.upperBound)
            let bytes = first * LabeledImages.imageBytes..<last * LabeledImages.imageBytes
            logits += images.images[bytes].withUnsafeBufferPointer {
                forwardPass.logits($0, count: last - first, parameters: parameters.values)
            }
        }
        return logits
    }

    /// What the model's provenance says of the training: no dates or durations, so the same training gives the same file.
    private func facts(_ record: EpochRecord?, trainingCount: Int, images: LabeledImages) -> [String: String] {
        var facts = [
            "optimiser": "Adam",
            "epochs": "\(configuration.epochs)",
            "batch_size": "\(configuration.batchSize)",
            "learning_rate": "\(configuration.learningRate)",
            "validation_split": "\(configuration.validationSplit)",
            "seed": "\(configuration.seed)",
            "training_images": "\(trainingCount)",
            "validation_images": "\(images.count - trainingCount)",
        ]
        facts["training_loss"] = record.map { "\($0.loss)" }
        facts["training_accuracy"] = record.map { "\($0.accuracy)" }
        facts["validation_loss"] = record?.validationLoss.map { "\($0)" }
        facts["validation_accuracy"] = record?.validationAccuracy.map { "\($0)" }
        return facts
    }
}
