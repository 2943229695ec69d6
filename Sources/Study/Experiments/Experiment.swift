/// One question of the study: the trainings that answer it, and the page with the answer. ``Study`` runs the trainings.
///
/// To add an experiment, write a type that conforms to this protocol, and add it to ``Experiments/all``.
protocol Experiment: Sendable {
    /// The name for `--only`, and the start of all file names of the experiment.
    var name: String { get }
    /// The heading of the page.
    var title: String { get }
    /// The question in one sentence.
    var question: String { get }

    /// Returns the trainings that the page needs.
    func trainings(_ settings: StudySettings) -> [StudyTraining]
    /// Returns the trainings whose duration the page shows. They run alone.
    func timedTrainings(_ settings: StudySettings) -> [StudyTraining]

    /// Writes the contents of the page.
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
