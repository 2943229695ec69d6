/// The sizes of the trainings and the numbers of repetitions.
struct StudySettings: Sendable, Equatable {
    /// The number of seeds per comparison, starting with seed 0.
    var seedCount = 5
    /// The number of epochs of the original study.
    var epochs = 10
    /// The number of seeds of the long trainings, which is smaller because these trainings take more time.
    var longSeedCount = 3
    /// The number of epochs of trainings that are long enough to overfit.
    var longEpochs = 60
    /// The numbers of epochs of the trainings whose time is measured.
    var timedEpochs = [1, 2, 5, 10, 20, 40]
    /// The compared numbers of hidden units, including the 256 of the original study.
    var units = [32, 64, 128, 256, 512, 1024]

    /// The settings of the published report.
    static let full = StudySettings()
    /// The settings of `--quick`, which only check that all experiments run.
    static let quick = StudySettings(
        seedCount: 2, epochs: 2, longSeedCount: 2, longEpochs: 6, timedEpochs: [1, 2, 4], units: [64, 256])

    var seeds: [UInt64] { (0..<seedCount).map(UInt64.init) }
    var longSeeds: [UInt64] { (0..<longSeedCount).map(UInt64.init) }
}
