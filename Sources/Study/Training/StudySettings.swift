/// How much the study does.
struct StudySettings: Sendable, Equatable {
    /// Seeds of each comparison: 0 and those that follow.
    var seedCount = 5
    /// Epochs of a training as the original study made it.
    var epochs = 10
    /// Seeds of the long trainings, which are dear.
    var longSeedCount = 3
    /// Epochs of a training that is to overfit.
    var longEpochs = 60
    /// Lengths of the trainings whose time is measured.
    var timedEpochs = [1, 2, 5, 10, 20, 40]
    /// Numbers of units that are compared; the study's 256 is one of them.
    var units = [32, 64, 128, 256, 512, 1024]

    /// The study as it is published.
    static let full = StudySettings()
    /// All of it, too short to mean anything: to see that it runs.
    static let quick = StudySettings(
        seedCount: 2, epochs: 2, longSeedCount: 2, longEpochs: 6, timedEpochs: [1, 2, 4], units: [64, 256])

    var seeds: [UInt64] { (0..<seedCount).map(UInt64.init) }
    var longSeeds: [UInt64] { (0..<longSeedCount).map(UInt64.init) }
}
