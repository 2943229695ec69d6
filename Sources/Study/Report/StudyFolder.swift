import Foundation
import Platform

/// The folder of the report: the pages, the drawings and `README.md`.
struct StudyFolder {
    private static let index = "README.md"

    let path: String

    /// Creates the folder if it does not exist.
    ///
    /// - Throws: ``TaggerError`` if the folder contains other files but no report, or if it cannot be created or written to.
    init(path: String) throws {
        self.path = path
        try createFolder(path)
        guard access(path, W_OK) == 0 else { throw TaggerError(path: path, verb: "written to", code: errno) }
        guard isOwn(Self.index) || visibleFiles.isEmpty else {
            throw TaggerError(
                .usage,
                """
                The folder \(path) contains files that `tagger study` did not write. They are not overwritten. Name another \
                folder with --out.
                """)
        }
    }

    /// Checks before the trainings whether the files of the experiments can be written.
    ///
    /// - Throws: ``TaggerError`` if the study did not write one of the files, or if a quick study would add pages to a full
    ///   report.
    func check(_ experiments: [String], isQuick: Bool) throws {
        try checkOwn(
            visibleFiles.filter { file in
                experiments.contains { file == "\($0).md" || file.hasPrefix("\($0)-") && file.hasSuffix(".svg") }
            })
        guard isQuick else { return }
        let fullPage = Experiments.all.map { "\($0.name).md" }.first { name in
            // Each page of a quick study contains its command.
            isOwn(name) && contents(name)?.contains("--quick`") == false
        }
        if let fullPage {
            throw TaggerError(
                .usage,
                """
                \(file(fullPage)) is a page of a study without --quick. It is not overwritten. Name another folder with --out.
                """)
        }
    }

    /// Throws if one of the files exists and the study did not write it.
    private func checkOwn(_ names: [String]) throws {
        for name in names.sorted() where FileManager.default.fileExists(atPath: file(name)) && !isOwn(name) {
            throw TaggerError(
                .usage,
                """
                `tagger study` did not write \(file(name)). The file is not overwritten. Move it to another folder, or name \
                another folder with --out.
                """)
        }
    }

    /// Writes the drawings of an experiment, then its page, then the index, so that no file contains a link to a missing one.
    func write(_ page: StudyPage) throws {
        // Another program may have created one of the files during the trainings.
        try checkOwn(["\(page.name).md"] + page.drawings.keys)
        for (file, svg) in page.drawings { try Platform.write(Data(svg.utf8), toFile: self.file(file)) }
        try Platform.write(Data(page.markdown.utf8), toFile: file("\(page.name).md"))
        try writeIndex()
    }

    /// Writes `README.md`: an introduction, and the answer and the first plot of each existing page.
    func writeIndex() throws {
        var text = """
            \(StudyPage.mark)

            # The Fashion-MNIST study

            This study repeats an introductory study with Keras, [Deep_Learning_E-commerce_roupas_classificacao](\(Study.originalURL)), \
            with `tagger`, and answers each of its questions with repeated trainings. The task is to classify images of clothes \
            into ten categories with a network of dense layers. The network has the shape 784-256-10: the 784 pixels, a hidden \
            layer of 256 units with ReLU, and ten outputs with softmax. Training uses Adam with a learning rate of 0.001, \
            cross-entropy, and batches of 32 images.

            Of the 60,000 training images of Fashion-MNIST, 48,000 are the training set and 12,000 are the validation set. All \
            comparisons use the validation set. Only the last two questions use the 10,000 test images. All random numbers come \
            from fixed seeds, so a second run gives the same numbers except for the measured seconds.

            In the following, ± is a standard deviation over seeds for a single quantity, and a 95% confidence interval for a \
            difference. A difference is significant if its interval does not contain 0.

            The report is written by `\(Study.command(only: nil, isQuick: false))`. DATA is a folder with the four IDX files of \
            Fashion-MNIST. Without `--data`, the command uses the files that `tagger data fetch` downloads.

            """
        for (number, experiment) in Experiments.all.enumerated() {
            text += "\n## \(number + 1). "
            guard let page = Self.summary(of: contents("\(experiment.name).md")) else {
                let command = Study.command(only: experiment.name, isQuick: false)
                text += "\(experiment.title)\n\n*\(experiment.question)*\n\nNot run yet: `\(command)`\n"
                continue
            }
            text += "[\(experiment.title)](\(experiment.name).md)\n\n*\(experiment.question)*\n\n\(page.answer)\n"
            if let plot = page.plot { text += "\n\(plot)\n" }
        }
        try Platform.write(Data(text.utf8), toFile: file(Self.index))
    }

    /// Returns the answer of a page and the line of its first plot, or nil if the text is not a page.
    private static func summary(of page: String?) -> (answer: String, plot: String?)? {
        guard let lines = page?.split(separator: "\n"), lines.first == Substring(StudyPage.mark),
            let answer = lines.first(where: { $0.hasPrefix("> ") })
        else { return nil }
        return (String(answer.dropFirst(2)), lines.first { $0.hasPrefix("![") }.map(String.init))
    }

    private func isOwn(_ name: String) -> Bool { contents(name)?.hasPrefix(StudyPage.mark) == true }

    private func contents(_ name: String) -> String? { try? String(contentsOfFile: file(name), encoding: .utf8) }

    private func file(_ name: String) -> String { URL(fileURLWithPath: path).appendingPathComponent(name).path }

    private var visibleFiles: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { !$0.hasPrefix(".") }
    }
}
