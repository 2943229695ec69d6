import FashionMNIST
import Foundation
import NeuralNetwork
import Statistics
import Tagging
import Testing
import TestSupport

@testable import Study

/// The sentences of the report must follow from the numbers.
@Suite struct StudyClaimsTests {
    private let data: TemporaryFolder

    init() throws {
        data = try TemporaryFolder()
        try SmallDataset.write(to: data)
    }

    @Test("Early stopping computed from a curve equals a training with early stopping", arguments: [1, 2, 4])
    func earlyStopping(patience: Int) throws {
        let images = try Dataset(folder: data.path).images(.training)
        var configuration = TrainingConfiguration(architecture: .dense(hidden: [8]))
        configuration.epochs = 40
        // A high learning rate makes the validation loss rise and fall.
        configuration.learningRate = 0.1
        func records(_ configuration: TrainingConfiguration) throws -> (records: [EpochRecord], model: Model) {
            var records: [EpochRecord] = []
            let model = try Trainer(configuration).train(
                on: images, name: "test", classes: Category.names, preprocessing: "1", progress: { records.append($0) })
            return (records, model)
        }
        let stop = EarlyStop(after: patience, in: try records(configuration).records)
        configuration.patience = patience
        let (stopped, model) = try records(configuration)
        #expect(stop.epoch == stopped.count && stop.epoch < 40)
        #expect(model.provenance["best_epoch"] == "\(stop.best)")
    }

    @Test("The comparison with the original study depends on the confidence interval")
    func comparisonWithOriginal() {
        func comparison(_ differences: [Double], _ reported: PairedDifference.Conclusion) -> String {
            let zeros = Sample(differences.map { _ in 0 })
            return HiddenLayersExperiment.comparison(
                PairedDifference(Sample(differences), minus: zeros), reported: reported)
        }
        #expect(comparison([-3, -3.1, -2.9], .lower) == "this study finds the same")
        #expect(comparison([3, 3.1, 2.9], .lower) == "this study finds the opposite")
        #expect(comparison([-3, 4, 1], .lower) == "in this study the difference is not significant")
    }

    private static let epochs = [1.0, 2, 5, 10, 20, 40]

    @Test("A growth with power 1.3 is not linear, although a line fits it with R² above 0.99")
    func nonlinearGrowth() {
        let times = Self.epochs.map { (x: $0, y: 0.36 * pow($0, 1.3)) }
        #expect(LeastSquaresLine(times).determination > 0.99)
        let growth = TimeGrowth(times)
        #expect(!growth.isLinear && abs(growth.exponent - 1.3) < 1e-9)
        #expect(
            growth.sentence == "The time does not grow linearly with the number of epochs: the exponent is 1.30.")
        #expect(!TimeGrowth(Self.epochs.map { ($0, 0.36 * pow($0, 0.8)) }).isLinear)
    }

    @Test("A linear growth with noise and fixed costs is linear")
    func linearGrowth() {
        let noise = [1.03, 0.97, 1.02, 0.98, 1.01, 0.99]
        for fixedSeconds in [0, 0.05] {
            let growth = TimeGrowth(zip(Self.epochs, noise).map { ($0, (0.36 * $0 + fixedSeconds) * $1) })
            #expect(growth.isLinear && growth.sentence.hasPrefix("The time grows linearly with the number of epochs"))
            #expect(growth.sentence.contains("by 0.36 s per epoch"))
        }
    }

    @Test("The course of the losses after the lowest validation loss is described")
    func courseOfLosses() {
        func course(_ best: (Int, Double, Double), _ last: (Int, Double, Double)) -> String {
            func record(_ numbers: (Int, Double, Double)) -> EpochRecord {
                EpochRecord(
                    epoch: numbers.0, loss: numbers.1, accuracy: 0.9, validationLoss: numbers.2,
                    validationAccuracy: nil, seconds: 1)
            }
            return OverfittingExperiment.course(from: record(best), to: record(last))
        }
        let start = "The validation loss is lowest in epoch 8, with 0.300."
        #expect(
            course((8, 0.2, 0.3), (60, 0.1, 0.8))
                == "\(start) Up to epoch 60 it rises to 0.800, and the training loss falls from 0.200 to 0.100.")
        let end =
            "Up to epoch 60 it does not rise, and the training loss does not fall: it changes from 0.200 to 0.250."
        #expect(course((8, 0.2, 0.3), (60, 0.25, 0.3)) == "\(start) \(end)")
        #expect(
            course((60, 0.1, 0.3), (60, 0.1, 0.3))
                == "The validation loss is lowest in epoch 60, with 0.300, which is the last epoch: there is no overfitting."
        )
    }

    @Test("The curves are close up to the first epoch whose gap exceeds the limit")
    func closeEpochs() {
        // Negative gaps count as close; a later epoch with a small gap does not extend the range.
        let gap = GeneralisationGap(
            trainingLoss: [0.5, 0.4, 0.3, 0.2, 0.2], validationLoss: [0.4, 0.42, 0.34, 0.3, 0.2])
        #expect(gap.lastCloseEpoch(limit: 0.05) == 3)
        #expect(gap.lastCloseEpoch(limit: 0.03) == 2)
        #expect(gap.lastCloseEpoch(limit: 0.2) == 5)
        #expect(gap.lastCloseEpoch(limit: -0.2) == 0)
        let accuracy = GeneralisationGap(trainingAccuracy: [0.8, 0.9], validationAccuracy: [0.85, 0.85])
        #expect(accuracy.lastCloseEpoch(limit: 0.02) == 1)
    }

    @Test("The answer names the last close epochs of both curves")
    func closenessSentence() {
        let expected = """
            The loss curves stay close up to epoch 5 (difference of at most 0.05 nats), and the accuracy curves stay close \
            up to epoch 9 (at most 2 percentage points).
            """
        #expect(OverfittingExperiment.closeness(loss: 5, accuracy: 9, of: 60) == expected)
        #expect(OverfittingExperiment.closeness(loss: 0, accuracy: 60, of: 60).contains("are not close in any epoch"))
        #expect(OverfittingExperiment.closeness(loss: 0, accuracy: 60, of: 60).contains("close in all 60 epochs"))
    }

    @Test("The effect of dropout depends on the confidence intervals of both rates")
    func dropoutSentence() {
        func sentence(_ weak: Double, _ strong: Double) -> String {
            let none = Sample([0.5, 0.51, 0.49])
            return DropoutExperiment.sentence(
                epochs: 10, losses: [none] + [weak, strong].map { change in Sample(none.values.map { $0 + change }) })
        }
        #expect(sentence(-0.1, -0.2).hasPrefix("After ten epochs, both dropout rates lower the validation loss"))
        #expect(sentence(0, -0.2).contains("one of the two dropout rates lowers"))
        #expect(sentence(0, 0.2).contains("dropout raises the validation loss"))
        #expect(sentence(0, 0).contains("does not change the validation loss significantly"))
    }

    @Test("The effect of more units is described by all steps")
    func trainingLossesByUnits() {
        func text(_ losses: [Double]) -> String {
            UnitsExperiment.trainingLosses(zip([32, 64, 128], losses).map { ($0, $1) })
        }
        #expect(text([0.3, 0.2, 0.1]).contains("The training loss decreases with each larger number"))
        #expect(text([0.3, 0.1, 0.2]).contains("The training loss does not decrease with each larger number"))
        #expect(text([0.3, 0.2, 0.1]).hasSuffix("it is 0.3000 with 32 units and 0.1000 with 128."))
    }
}
