import FashionMNIST
import Foundation
import NeuralNetwork
import Reporting
import TestSupport
import Testing

@testable import Tagging

/// The sentences of the report follow from the numbers.
@Suite struct StudyClaimsTests {
    private let data: TemporaryFolder

    init() throws {
        data = try TemporaryFolder()
        try SmallDataset.write(to: data)
    }

    /// What is read off a curve is what a training with that patience does.
    @Test(arguments: [1, 2, 4]) func earlyStopsAreThoseOfTheTrainer(patience: Int) throws {
        let images = try Dataset(folder: data.path).images(.training)
        var configuration = TrainingConfiguration(architecture: .dense(hidden: [8]))
        configuration.epochs = 40
        // So fast that the loss goes up and down.
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

    @Test func claimsAreJudgedByNumbers() {
        func judged(_ differences: [Double], _ claim: PairedDifference.Verdict) -> String {
            let zeros = Sample(differences.map { _ in 0 })
            return HiddenLayersExperiment.judged(PairedDifference(Sample(differences), minus: zeros), claim: claim)
        }
        #expect(judged([-3, -3.1, -2.9], .lower) == "that holds here")
        #expect(judged([3, 3.1, 2.9], .lower) == "here it is the other way round")
        #expect(judged([-3, 4, 1], .lower) == "here that is noise")
    }

    private static let epochs = [1.0, 2, 5, 10, 20, 40]

    /// A straight line fits the power 1.3 with an R² of more than 0.99.
    @Test func aCurveIsNotCalledALine() {
        let times = Self.epochs.map { (x: $0, y: 0.36 * pow($0, 1.3)) }
        #expect(LeastSquaresLine(times).determination > 0.99)
        let growth = TimeGrowth(times)
        #expect(!growth.isLinear && abs(growth.exponent - 1.3) < 1e-9)
        #expect(growth.sentence == "Not linearly: the time grows with the power 1.30 of the number of epochs.")
        #expect(!TimeGrowth(Self.epochs.map { ($0, 0.36 * pow($0, 0.8)) }).isLinear)
    }

    /// With a few percent of noise, and with what a training does but once.
    @Test func aLineIsCalledOne() {
        let noise = [1.03, 0.97, 1.02, 0.98, 1.01, 0.99]
        for besides in [0, 0.05] {
            let growth = TimeGrowth(zip(Self.epochs, noise).map { ($0, (0.36 * $0 + besides) * $1) })
            #expect(growth.isLinear && growth.sentence.hasPrefix("Linearly: the time grows with the power "))
            #expect(growth.sentence.contains("by 0.36 s an epoch"))
        }
    }

    @Test func overfittingIsSaidWhereItIsSeen() {
        func course(_ best: (Int, Double, Double), _ last: (Int, Double, Double)) -> String {
            func record(_ numbers: (Int, Double, Double)) -> EpochRecord {
                EpochRecord(
                    epoch: numbers.0, loss: numbers.1, accuracy: 0.9, validationLoss: numbers.2,
                    validationAccuracy: nil, seconds: 1)
            }
            return OverfittingExperiment.course(from: record(best), to: record(last))
        }
        #expect(
            course((8, 0.2, 0.3), (60, 0.1, 0.8))
                == "From there it rises to 0.800 by epoch 60, while the training loss goes on falling, from 0.200 to 0.100."
        )
        #expect(
            course((8, 0.2, 0.3), (60, 0.25, 0.3))
                == "From there it does not rise by epoch 60, while the training loss does not fall: it goes from 0.200 to 0.250."
        )
        #expect(course((60, 0.1, 0.3), (60, 0.1, 0.3)).hasPrefix("That is the last epoch"))
    }

    @Test func moreUnitsAreJudgedByEachStep() {
        func course(_ losses: [Double]) -> String {
            UnitsExperiment.course(zip([32, 64, 128], losses).map { ($0, $1) })
        }
        #expect(course([0.3, 0.2, 0.1]).contains("the loss falls with each larger number"))
        #expect(course([0.3, 0.1, 0.2]).contains("the loss does not fall with each larger number"))
        #expect(course([0.3, 0.2, 0.1]).hasSuffix("it is 0.3000 with 32 and 0.1000 with 128."))
    }
}
