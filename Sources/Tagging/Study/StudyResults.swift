import FashionMNIST
import NeuralNetwork
import Reporting

/// What an experiment's page is made of: the images, and what came of the trainings.
struct StudyResults: Sendable {
    let settings: StudySettings
    /// The training images, the validation split at the end.
    let images: LabeledImages
    let dataset: Dataset
    let outcomes: [StudyTraining: StudyOutcome]

    /// What came of a training that the experiment asked for.
    subscript(_ training: StudyTraining) -> StudyOutcome {
        guard let outcome = outcomes[training] else {
            preconditionFailure("a page uses only the trainings that its experiment asks for: \(training)")
        }
        return outcome
    }

    /// A measurement of the last epoch with each seed, in the order of the seeds.
    func last(
        _ training: StudyTraining, seeds: [UInt64], _ measurement: (EpochRecord) -> Double?
    ) -> Sample {
        Sample(
            seeds.map { seed in
                var training = training
                training.seed = seed
                return self[training].records.last.flatMap(measurement) ?? .nan
            })
    }

    /// The mean over seeds of a measurement, for each epoch.
    func curve(
        _ training: StudyTraining, seeds: [UInt64], _ measurement: (EpochRecord) -> Double?
    ) -> [(x: Double, y: Double)] {
        let records = seeds.map { seed in
            var training = training
            training.seed = seed
            return self[training].records
        }
        return (0..<training.epochs).map { epoch in
            (Double(epoch + 1), Sample(records.map { measurement($0[epoch]) ?? .nan }).mean)
        }
    }
}

extension StudyTraining {
    /// The same training with each of the seeds.
    func with(seeds: [UInt64]) -> [StudyTraining] {
        seeds.map { seed in
            var training = self
            training.seed = seed
            return training
        }
    }
}
