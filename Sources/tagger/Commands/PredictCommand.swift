import ArgumentParser
import Foundation
import Platform
import Reporting
import Tagging

/// `tagger predict`: predictions for files, without a catalog.
struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict", abstract: "Print category and probabilities for PNG files. No catalog is needed.",
        discussion: "Example: tagger predict photo.png --model record")

    @Argument(help: ArgumentHelp("The PNG files.", valueName: "image.png"))
    var images: [String]

    @OptionGroup var network: ModelOption

    @Flag(help: "Print the result as one JSON object.")
    var json = false

    func run() throws {
        let model = try network.loadBase()
        // One file at a time has at most two inputs: thumbnail and close-up.
        let classifier = Classifier(model, capacity: 2)
        var entries: [Entry] = [], failures: [any Error] = []
        for image in images {
            do {
                let prediction = try classifier.prediction(forFile: image)
                entries.append(Entry(image, prediction))
                if !json { StandardOutput.write(text(image, prediction)) }
            } catch let error as TaggerError {
                failures.append(error)
                entries.append(Entry(image, error))
                // The error of a single file is thrown below.
                if images.count > 1 { log.error("\(error.description)") }
            }
        }
        if json { try StandardOutput.writeJSON(Result(model: model.name, predictions: entries)) }
        guard let first = failures.first else { return }
        if images.count == 1 {
            try StandardOutput.finish()
            throw first
        }
        throw ExitStatus.someFailed
    }

    private func text(_ image: String, _ prediction: Prediction) -> String {
        let best = prediction.best
        var text = "\(image.sanitizedForTerminal): \(best.category) (\(best.confidence.percent(decimals: 1)))\n"
        let ranked = zip(prediction.classes, prediction.probabilities).sorted { $0.1 > $1.1 }
        for (name, probability) in ranked {
            let bar = String(repeating: "█", count: Int((probability * 30).rounded()))
            text += "  " + name.padding(toLength: 12, withPad: " ", startingAt: 0)
            text += String(format: "%8.4f", probability) + (bar.isEmpty ? "" : "  \(bar)") + "\n"
        }
        return text
    }

    private struct Result: Encodable {
        let model: String
        let predictions: [Entry]
    }

    private struct Entry: Encodable {
        let file: String
        var category: String?
        var confidence: Double?
        var probabilities: [String: Double]?
        var error: String?

        init(_ file: String, _ prediction: Prediction) {
            self.file = file
            category = prediction.best.category
            confidence = prediction.best.confidence
            probabilities = Dictionary(uniqueKeysWithValues: zip(prediction.classes, prediction.probabilities))
        }

        init(_ file: String, _ error: TaggerError) {
            self.file = file
            self.error = error.description
        }
    }
}
