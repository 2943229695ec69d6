import Reporting

/// An experiment's page: Markdown, and the drawings that stand in it.
struct StudyPage {
    /// What every page and every drawing begins with: it tells the study's own files from somebody's.
    static let mark = "<!-- Written by `tagger study`, which overwrites it. -->"
    /// What the names of drawings end with that show the dataset's pictures. They are others' and not kept in the repository.
    static let picturesSuffix = "-pictures.svg"

    /// What every page of a quick study says.
    static let quickWarning = "*(Made with `--quick`: too short to mean anything.)*"

    let name: String
    /// What the study found, in a sentence or two.
    var answer = ""
    /// The drawings by the names of their files.
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

    /// Adds a plot.
    ///
    /// - Parameter part: What its file's name ends with, after the experiment's.
    mutating func plot(_ part: String, alternative: String, _ svg: String) {
        let file = "\(name)-\(part).svg"
        drawings[file] = "\(Self.mark)\n\(svg)"
        body += "\n![\(alternative.markdownEscaped)](\(file))\n\nDrawn by `\(command)`\n"
    }

    /// Adds a drawing with the dataset's pictures.
    mutating func pictures(alternative: String, _ svg: String) {
        let file = name + Self.picturesSuffix
        drawings[file] = "\(Self.mark)\n\(svg)"
        body += """

            ![\(alternative.markdownEscaped): the pictures are the dataset's and not kept here; the command below draws them](\(file))

            Drawn by `\(command)`

            """
    }

    /// Adds a table.
    ///
    /// - Parameter example: One of the trainings that it tells of, to be made by itself.
    mutating func table(_ table: MarkdownTable, example: StudyTraining? = nil) {
        body += "\n\(table.text)\nMade by `\(command)`"
        body += example.map { "; a training of it by itself: `\($0.command)`\n" } ?? "\n"
    }

    /// The page as a file.
    var markdown: String { "\(Self.mark)\n\n\(heading)\n> \(answer)\(warning)\n\(body)\n[All questions](README.md)\n" }
}
