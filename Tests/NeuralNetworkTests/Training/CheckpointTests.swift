import Foundation
import Testing

@testable import NeuralNetwork

@Suite struct CheckpointTests {
    let images = LabeledImages.ofFormula(count: 60)

    /// A configuration with every kind of state that is kept between steps.
    private var configuration: TrainingConfiguration {
        var configuration = quickConfiguration()
        configuration.architecture = Architecture(layers: [
            .convolution(channels: 2, stride: 3), .batchNormalisation, .relu, .flatten, .dropout(rate: 0.2),
            .dense(units: 10),
        ])
        configuration.epochs = 3
        configuration.batchSize = 20
        configuration.learningRate = 0.02
        configuration.optimiser = .adamW(weightDecay: 0.1)
        configuration.schedule = LearningRateSchedule(warmUp: 0.2, decay: .cosine)
        configuration.averagingDecay = 0.9
        configuration.patience = 2
        configuration.augmentation = .everything
        return configuration
    }

    private func train(
        _ configuration: TrainingConfiguration, on images: LabeledImages? = nil, checkpoint: URL? = nil,
        progress: (EpochRecord) -> Void = { _ in }, stopAt: Int = .max
    ) throws -> Model {
        var calls = 0
        return try Trainer(configuration).train(
            on: images ?? self.images, name: "test", classes: tenClasses, preprocessing: "p1",
            checkpoint: checkpoint, progress: progress,
            shouldStop: {
                calls += 1
                return calls == stopAt
            })
    }

    /// The training is stopped at every possible place: within epochs, between epochs, during validation, at the end.
    @Test(arguments: [Optimiser.adam, .adamW(weightDecay: 0.1), .nesterov(momentum: 0.9, weightDecay: 0.01)])
    func resumedTrainingEndsWithTheSameBytes(optimiser: Optimiser) throws {
        var configuration = configuration
        configuration.optimiser = optimiser
        var records: [EpochRecord] = []
        let expected = try train(configuration, progress: { records.append($0) }).serialized()
        // Three epochs with three steps and one validation each, and one more validation at the end.
        for stopAt in 1...13 {
            try withTemporaryFolder { folder in
                let file = folder.appendingPathComponent("state")
                #expect(throws: TrainingError.stopped) { try train(configuration, checkpoint: file, stopAt: stopAt) }
                // Resumed with another number of threads, and stopped again.
                configuration.threads = 1
                _ = try? train(configuration, checkpoint: file, stopAt: 2)
                var reported: [EpochRecord] = []
                let resumed = try train(configuration, checkpoint: file, progress: { reported.append($0) })
                #expect(try resumed.serialized() == expected)
                #expect(reported.map(\.loss) == records.map(\.loss))
                #expect(reported.map(\.validationLoss) == records.map(\.validationLoss))
                // Once more, with the checkpoint of the finished training.
                let again = try train(configuration, checkpoint: file)
                #expect(try again.serialized() == expected)
            }
        }
        _ = try train(configuration, stopAt: 14)
    }

    @Test func checkpointOfAnotherTrainingIsRefused() throws {
        try withTemporaryFolder { folder in
            let file = folder.appendingPathComponent("state")
            #expect(throws: TrainingError.stopped) { try train(configuration, checkpoint: file, stopAt: 2) }
            var other = configuration
            other.learningRate = 0.03
            #expect(throws: CheckpointError.differentTraining(path: file.path, what: "settings")) {
                try train(other, checkpoint: file)
            }
            var labels = images.labels
            labels[7] = (labels[7] + 1) % 10
            #expect(throws: CheckpointError.differentTraining(path: file.path, what: "images")) {
                try train(configuration, on: LabeledImages(images: images.images, labels: labels), checkpoint: file)
            }
            #expect(throws: CheckpointError.unreadable(path: folder.path, reason: "Is a directory")) {
                try train(configuration, checkpoint: folder)
            }
            let nowhere = folder.appendingPathComponent("no/such/folder")
            #expect(throws: CheckpointError.unwritable(path: nowhere.path, reason: "No such file or directory")) {
                try train(configuration, checkpoint: nowhere)
            }
        }
    }

    /// A training with two arithmetics could not be reproduced.
    @Test func checkpointWithAnotherArithmeticIsRefused() throws {
        try withTemporaryFolder { folder in
            let file = folder.appendingPathComponent("state")
            #expect(throws: TrainingError.stopped) { try train(configuration, checkpoint: file, stopAt: 2) }
            let state = try Data(contentsOf: file)
            let range = try #require(state.range(of: Data(#""arithmetic":"2""#.utf8)))
            // The first version of the format has no arithmetic entry.
            for other in [#""arithmetic":"1""#, #""note":"""#] {
                try state.replacing(range, with: other).write(to: file)
                let error = #expect(throws: CheckpointError.self) { try train(configuration, checkpoint: file) }
                #expect(error == .otherArithmetic(path: file.path))
                #expect(error?.description.contains("remove the file") == true)
            }
        }
    }

    /// The error names the file.
    @Test func damagedCheckpointIsRefused() throws {
        try withTemporaryFolder { folder in
            let file = folder.appendingPathComponent("state")
            #expect(throws: TrainingError.stopped) { try train(configuration, checkpoint: file, stopAt: 7) }
            let state = try Data(contentsOf: file)
            for length in stride(from: 0, to: state.count, by: 61) {
                try state.prefix(length).write(to: file)
                #expect(throws: CheckpointError.self, "cut to \(length)") { try train(configuration, checkpoint: file) }
            }
            let text = String(decoding: state.prefix(3000), as: UTF8.self)
            for (part, change) in [
                (#"\"epoch\":2"#, #"\"epoch\":9"#), (#"\"epoch\":2"#, #"\"epoch\":0"#),
                (#"\"position\":40"#, #"\"position\":41"#), (#"\"position\":40"#, #"\"position\":-2"#),
                (#"\"bestEpoch\":1"#, #"\"bestEpoch\":2"#), (#"\"isFinished\":false"#, #"\"isFinished\":maybe"#),
                ("tagger-training", "tagger-traininG"),
            ] {
                #expect(text.contains(part), "\(part)")
                let range = try #require(state.range(of: Data(part.utf8)))
                try state.replacing(range, with: change).write(to: file)
                let error = #expect(throws: CheckpointError.self, "\(change)") {
                    try train(configuration, checkpoint: file)
                }
                #expect(error?.description.contains(file.path) == true)
            }
            // A NaN.
            var undefined = state
            undefined.replaceSubrange(undefined.count - 4..<undefined.count, with: [0, 0, 0xC0, 0x7F])
            try undefined.write(to: file)
            #expect(throws: CheckpointError.self) { try train(configuration, checkpoint: file) }
        }
    }
}

extension Data {
    /// Returns the file with a part of the header replaced, and the length of the header adjusted.
    fileprivate func replacing(_ range: Range<Int>, with text: String) -> Data {
        var copy = self
        copy.replaceSubrange(range, with: Data(text.utf8))
        let length = self[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let changed = UInt64(Int(length) + text.utf8.count - range.count)
        copy.replaceSubrange(0..<8, with: Swift.withUnsafeBytes(of: changed.littleEndian) { Data($0) })
        return copy
    }
}
