import Reporting

/// The page of an experiment in Markdown, with its drawings.
struct StudyPage {
    /// The first line of each page and each drawing. The study overwrites only files with this line.
    static let mark = "<!-- Written by `tagger study`, which overwrites it. -->"
    /// The end of the names of drawings that show images of the dataset. The repository does not contain these drawings,
    /// because the images belong to the dataset. Therefore no page embeds them.
    static let imagesSuffix = "-images.svg"
    /// The warning on each page of a quick study.
    static let quickWarning = "*(Run with `--quick`: the trainings are too short for conclusions.)*"

    let name: String
    /// The answer to the question of the experiment, in one to three sentences.
    var answer = ""
    /// The drawings by file name.
    private(set) var drawings: [String: String] = [:]
    private let heading: String
    private let warning: String
    private let command: String
    private var body = ""

    init(_ experiment: some Experiment, isQuick: Bool) {
        name = experiment.name
        heading = "# \(experiment.title)\n\n*\(experiment.question)*\n"
        warning = isQuick ? " " + Self.quickWarning : ""
        command = Study.command(only: experiment.name, isQuick: isQuick)
    }

    mutating func paragraph(_ text: String) { body += "\n\(text)\n" }

    mutating func section(_ title: String) { body += "\n## \(title)\n" }

    /// Adds a plot.
    ///
    /// - Parameters:
    ///   - part: The end of the file name, after the name of the experiment.
    ///   - alternative: The text for readers who do not see the plot.
    mutating func plot(_ part: String, alternative: String, _ svg: String) {
        let file = "\(name)-\(part).svg"
        drawings[file] = "\(Self.mark)\n\(svg)"
        body += "\n![\(alternative.markdownEscaped)](\(file))\n\nDrawn by `\(command)`\n"
    }

    /// Adds a drawing with images of the dataset. The page names the file and does not embed it.
    mutating func images(_ content: String, _ svg: String) {
        let file = name + Self.imagesSuffix
        drawings[file] = "\(Self.mark)\n\(svg)"
        body += """

            `\(command)` also writes `\(file)`: \(content). The repository does not contain this file, because it shows images \
            of the dataset.

            """
    }

    /// Adds a table.
    ///
    /// - Parameter example: One of the trainings in the table, whose command the page shows.
    mutating func table(_ table: MarkdownTable, example: StudyTraining? = nil) {
        body += "\n\(table.text)\nComputed by `\(command)`"
        body += example.map { ". One of these trainings alone: `\($0.command)`\n" } ?? "\n"
    }

    /// The page as a file.
    var markdown: String { "\(Self.mark)\n\n\(heading)\n> \(answer)\(warning)\n\(body)\n[All questions](README.md)\n" }
}
