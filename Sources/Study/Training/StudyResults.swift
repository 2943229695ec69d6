import FashionMNIST
import NeuralNetwork
import Statistics
import Tagging

/// The input of a page: the images and the results of all trainings.
struct StudyResults: Sendable {
    let settings: StudySettings
    /// The training images, followed by the validation images.
    let images: LabeledImages
    let dataset: Dataset
    let outcomes: [StudyTraining: StudyOutcome]

    /// The result of a training. The experiment must have requested the training.
    subscript(_ training: StudyTraining) -> StudyOutcome {
        guard let outcome = outcomes[training] else {
            preconditionFailure("the experiment did not request this training: \(training)")
        }
        return outcome
    }

    /// Returns a measurement of one epoch for each seed, in the order of the seeds.
    ///
    /// - Parameter epoch: The epoch, counted from 1; nil for the last one.
    func sample(
        _ training: StudyTraining, seeds: [UInt64], epoch: Int? = nil, _ measurement: (EpochRecord) -> Double?
    ) -> Sample {
        Sample(
            training.with(seeds: seeds).map { training in
                measurement(self[training].records[(epoch ?? training.epochs) - 1]) ?? .nan
            })
    }

    /// Returns the mean of a measurement over the seeds, for each epoch.
    func curve(
        _ training: StudyTraining, seeds: [UInt64], _ measurement: (EpochRecord) -> Double?
    ) -> [(x: Double, y: Double)] {
        (1...training.epochs).map { epoch in
            (Double(epoch), sample(training, seeds: seeds, epoch: epoch, measurement).mean)
        }
    }
}
