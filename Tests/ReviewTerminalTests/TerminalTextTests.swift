import Catalog
import Foundation
import Review
import Tagging
import TestSupport
import Testing

@testable import ReviewTerminal

/// The texts of the terminal in both languages.
@Suite struct TerminalTextTests {
    private static let notices: [ReviewSession.Notice] = [
        .recorded(sku: "TR-501", category: "Trouser"), .recorded(sku: "TR-501", category: nil),
        .compared(predicted: "Dress", probability: 0.614, decided: "Dress"),
        .compared(predicted: "Dress", probability: 0.614, decided: "Coat"),
        .decidedMeanwhile(sku: "TR-501", category: "Trouser"), .changedMeanwhile(sku: "TR-501"),
        .removedMeanwhile(sku: "TR-501"), .undone(sku: "TR-501", category: "Trouser"),
        .undone(sku: "TR-501", category: nil), .nothingToUndo, .undoneMeanwhile, .isBlind, .hasNoPrediction, .isBusy,
    ]

    @Test("Notices, pauses, hints, keys and labels", arguments: Language.allCases)
    func fixedTexts(language: Language) throws {
        let text = ReviewedShop.text(language)
        var lines = ["Notices:"] + Self.notices.map(text.notice)
        lines += ["", "Progress:"] + [(0, 0), (1, 1), (2, 40)].map { text.progress(decided: $0, waiting: $1) }
        let pauses: [ReviewSession.Pause] = [.onlyAudits, .onlySkipped, .nothing, .filtered, .busy]
        for pause in pauses { lines += ["", "Pause \(pause):"] + text.pause(pause) }
        lines += ["", "Hints:"]
        lines += [(true, false), (false, true), (false, false)].map {
            text.hints(canAccept: $0, isDecided: $1).joined(separator: "  ")
        }
        lines += ["", "\(text.helpTitle):"] + text.help.map { "\($0.key): \($0.text)" } + [text.backHint]
        lines += [
            "", "History:", text.historyTitle, text.historyHint, text.emptyHistory, text.undone, text.skipped, "",
            "Other texts:", text.similarProducts, text.noTitle, text.noImage, text.sku, text.tooSmall, text.why,
            text.prediction, text.oneKey, text.plainHints(prediction: nil), text.plainHints(prediction: "Dress"),
        ]
        lines += ["", "Farewell:"] + (0...2).map(text.farewell)
        try expectSnapshot(lines.joined(separator: "\n") + "\n", named: "texts-\(language.rawValue)")
    }

    @Test("The screen of a question, a pause, the keys and the history", arguments: Language.allCases)
    func screens(language: Language) throws {
        let shop = try ReviewedShop(products: 4)
        let session = try shop.session()
        let screen = ReviewScreen(text: ReviewedShop.text(language), width: 80, height: 24)
        let surroundings = ReviewScreen.Surroundings(
            top: "tagger review · shop.sqlite", progress: screen.text.progress(decided: 0, waiting: 4),
            certification: nil)
        var text = "Question:\n" + Self.drawn(screen.question(try #require(session.question), surroundings))
        text += "\nPause:\n" + Self.drawn(screen.pause(.onlyAudits, surroundings))
        text += "\nKeys:\n" + Self.drawn(screen.help())
        try session.decide(.set("Bag"))
        try session.decide(.skip)
        text += "\nHistory:\n" + Self.drawn(screen.history(try shop.catalog.history(limit: 9), chosen: 0, notice: nil))
        text.replace(/20\d\d-\d\d-\d\d \d\d:\d\d/, with: "DATE            ")
        try expectSnapshot(text, named: "screens-\(language.rawValue)")
    }

    /// Returns the rows of a frame as text. The box of the image is filled with dots.
    private static func drawn(_ frame: Frame) -> String {
        var cells = Array(repeating: Array(repeating: Character(" "), count: frame.width), count: frame.height)
        if let box = frame.imageBox {
            for row in box.row..<box.row + box.height {
                for column in box.column..<box.column + box.width { cells[row][column] = "." }
            }
        }
        for piece in frame.pieces {
            for (offset, character) in piece.text.enumerated() { cells[piece.row][piece.column + offset] = character }
        }
        return cells.map { String($0.reversed().drop { $0 == " " }.reversed()) + "\n" }.joined()
    }
}
