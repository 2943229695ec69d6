import Foundation
import Platform

/// The folder that the report is in.
struct StudyFolder {
    private static let index = "README.md"

    let path: String

    /// Makes the folder where there is none.
    ///
    /// - Throws: ``TaggerError`` where files of somebody else are in it, or it may not be written to.
    init(path: String) throws {
        self.path = path
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch let error as CocoaError {
            let code = (error.underlying as? POSIXError)?.code.rawValue
            throw TaggerError(path: path, verb: "made", code: code ?? EEXIST)
        }
        guard access(path, W_OK) == 0 else { throw TaggerError(path: path, verb: "written to", code: errno) }
        guard isOwn(Self.index) || visibleFiles.isEmpty else {
            throw TaggerError(
                .usage, "\(path) holds files that are not the study's: they are not overwritten. Name another folder.")
        }
    }

    /// Sees to it, before long work, that experiments' files may be written.
    ///
    /// - Throws: ``TaggerError`` where one is somebody else's, or a quick study would come among the pages of a whole one.
    func check(_ experiments: [String], isQuick: Bool) throws {
        try checkOwn(
            visibleFiles.filter { file in
                experiments.contains { file == "\($0).md" || file.hasPrefix("\($0)-") && file.hasSuffix(".svg") }
            })
        guard isQuick else { return }
        let whole = Experiments.all.map { "\($0.name).md" }.first { name in
            isOwn(name) && contents(name)?.contains(StudyPage.quickWarning) == false
        }
        if let whole {
            throw TaggerError(
                .usage,
                "\(file(whole)) is of a study without --quick: it is not overwritten. Name another folder for this one."
            )
        }
    }

    /// Throws where one of the files is there and somebody else's.
    private func checkOwn(_ names: [String]) throws {
        for name in names.sorted() where FileManager.default.fileExists(atPath: file(name)) && !isOwn(name) {
            throw TaggerError(
                .usage,
                "\(file(name)) is not the study's: it is not overwritten. Move it away, or name another folder.")
        }
    }

    /// Writes an experiment's drawings and its page, and then the index, so that it never speaks of what is not there.
    func write(_ page: StudyPage) throws {
        // Somebody may have put something there since.
        try checkOwn(["\(page.name).md"] + page.drawings.keys)
        for (file, svg) in page.drawings { try Platform.write(Data(svg.utf8), toFile: self.file(file)) }
        try Platform.write(Data(page.markdown.utf8), toFile: file("\(page.name).md"))
        try writeIndex()
    }

    /// Writes the index of the pages that are there.
    func writeIndex() throws {
        var text = """
            \(StudyPage.mark)

            # The study of Fashion-MNIST

            A network of dense layers learns to tell ten kinds of clothes apart: questions that a study with Keras asked, and \
            this program's answers. Flatten, dense 256 with ReLU, dense 10 with softmax; Adam with a learning rate of 0.001, \
            cross-entropy, batches of 32. 48,000 images are trained on; the other 12,000 of the training set are for \
            validation, and every choice below is compared on them. The 10,000 test images are used for the last two \
            questions only. Seeds are fixed: a second run gives the same numbers, but for the seconds.

            Written by `\(Study.command(only: nil, isQuick: false))`, DATA being a folder with Fashion-MNIST's four IDX files: \
            `tagger data fetch` brings them, and then `--data` can be left out.

            """
        for (number, experiment) in Experiments.all.enumerated() {
            text += "\n## \(number + 1). "
            guard let page = Self.summary(of: contents("\(experiment.name).md")) else {
                let command = Study.command(only: experiment.name, isQuick: false)
                text += "\(experiment.title)\n\n*\(experiment.question)*\n\nNot asked yet: `\(command)`\n"
                continue
            }
            text += "[\(experiment.title)](\(experiment.name).md)\n\n*\(experiment.question)*\n\n\(page.answer)\n"
            if let plot = page.plot { text += "\n\(plot)\n" }
        }
        try Platform.write(Data(text.utf8), toFile: file(Self.index))
    }

    /// A page's answer and the line of its first plot; nil for what is not a page.
    private static func summary(of page: String?) -> (answer: String, plot: String?)? {
        guard let lines = page?.split(separator: "\n"), lines.first == Substring(StudyPage.mark),
            let answer = lines.first(where: { $0.hasPrefix("> ") })
        else { return nil }
        let plot = lines.first { $0.hasPrefix("![") && !$0.hasSuffix("\(StudyPage.picturesSuffix))") }
        return (String(answer.dropFirst(2)), plot.map(String.init))
    }

    private func isOwn(_ name: String) -> Bool { contents(name)?.hasPrefix(StudyPage.mark) == true }

    private func contents(_ name: String) -> String? { try? String(contentsOfFile: file(name), encoding: .utf8) }

    private func file(_ name: String) -> String { URL(fileURLWithPath: path).appendingPathComponent(name).path }

    private var visibleFiles: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { !$0.hasPrefix(".") }
    }
}
