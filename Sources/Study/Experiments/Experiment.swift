/// One question of the study. It says which networks are to be trained, and turns what was measured into a page; what is
/// between the two is the ``Study``'s.
///
/// To add one: write a type that conforms, and put it into `all`.
protocol Experiment: Sendable {
    /// What `--only` calls it; its page and its plots are named after it.
    var name: String { get }
    /// The heading.
    var title: String { get }
    /// What is asked.
    var question: String { get }

    /// The trainings that the page needs.
    func trainings(_ settings: StudySettings) -> [StudyTraining]
    /// Those of them whose seconds are told, and which therefore run alone.
    func timedTrainings(_ settings: StudySettings) -> [StudyTraining]

    /// Fills the page.
    func write(_ page: inout StudyPage, from results: StudyResults) throws
}

extension Experiment {
    func trainings(_ settings: StudySettings) -> [StudyTraining] { [] }
    func timedTrainings(_ settings: StudySettings) -> [StudyTraining] { [] }
}

/// The experiments in the order of the report.
enum Experiments {
    static let all: [any Experiment] = [
        DatasetExperiment(), NormalisationExperiment(), HiddenLayersExperiment(), UnitsExperiment(),
        ActivationsExperiment(), DropoutExperiment(), EpochsExperiment(), OverfittingExperiment(), TestExperiment(),
        PredictionExperiment(),
    ]
}
