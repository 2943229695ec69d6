import Catalog
import Foundation
import Reporting
import Review
import Tagging
import TestSupport
import Testing

@testable import ReviewTerminal

@Suite struct ReviewScreenTests {
    private static let surroundings = ReviewScreen.Surroundings(
        top: String(repeating: "The result of the last key. ", count: 10), progress: "3 decided · 40 left",
        certification: (
            "97% precision: 413 more audits needed to certify 43% of the products",
            "97% precision: 413 more audits needed"
        ))

    /// Expects that all text and the image are inside the frame, and that nothing overlaps.
    private func check(_ frame: Frame) {
        var cells = Set<[Int]>()
        for piece in frame.pieces {
            #expect((0..<frame.height).contains(piece.row))
            #expect(piece.column + piece.text.columns <= frame.width, "\(piece)")
            for column in piece.column..<piece.column + piece.text.columns {
                #expect(cells.insert([piece.row, column]).inserted, "\(piece) overlaps another text")
            }
        }
        if let box = frame.imageBox {
            #expect(box.width > 0 && box.height > 0 && box.column + box.width <= frame.width)
            for row in box.row..<box.row + box.height {
                for column in box.column..<box.column + box.width {
                    #expect(!cells.contains([row, column]), "the image overlaps text at \(row), \(column)")
                }
            }
        }
    }

    @Test("Every screen fits into windows of all sizes, with long and hostile titles") func fitsIntoWindows() throws {
        let titles = [
            "S0": "日本語のワンピース 👗🇧🇷 ✨ とても長い題名", "S1": String(repeating: "endless", count: 50), "S2": "",
            "S3": "a\u{1B}[2Jb \u{202E}cba שלום", "S4": String(repeating: "many words ", count: 30),
        ]
        let shop = try ReviewedShop(products: 8, titles: titles)
        _ = try shop.catalog.decide([
            Decision(sku: "S5", action: .set("Bag")), Decision(sku: "S6", action: .set("Bag")),
            Decision(sku: "S7", action: .set("Ankle boot")),
        ])
        let queue = ReviewQueue(shop.catalog)
        for language in Language.allCases {
            let text = ReviewedShop.text(language)
            for sku in ["S0", "S1", "S2", "S3", "S4", "S5"] {
                let product = try shop.catalog.product(withSKU: sku)
                let shown = try #require(try queue.product(product))
                let question = ReviewSession.Question(
                    details: shown, reason: .uncertain,
                    similarProducts: try queue.similarProducts(to: shown, limit: 3))
                for (width, height) in [
                    (30, 10), (40, 16), (40, 24), (63, 20), (64, 12), (64, 20), (80, 24), (100, 30), (200, 60),
                    (500, 15),
                ] {
                    let screen = ReviewScreen(text: text, width: width, height: height)
                    let frame = screen.question(question, Self.surroundings)
                    check(frame)
                    // All eleven keys are visible.
                    let keys = frame.pieces.filter { "1234567890N".contains($0.text) && $0.text.count == 1 }
                    #expect(keys.count == 11, "\(width)×\(height)")
                    check(screen.pause(.onlyAudits, Self.surroundings))
                    check(screen.help())
                    check(screen.history(try shop.catalog.history(limit: 50), chosen: 1, notice: nil))
                }
            }
        }
        #expect(ReviewScreen(text: ReviewedShop.text(), width: 29, height: 9).help().pieces.count == 1)
    }

    @Test("A category has the same position for every product") func categoryPositions() throws {
        let shop = try ReviewedShop(
            products: 2, titles: ["S0": "a", "S1": String(repeating: "many words ", count: 30)])
        let places = try ["S0", "S1"].map { sku in
            let product = try shop.catalog.product(withSKU: sku)
            let question = ReviewSession.Question(
                details: try #require(try ReviewQueue(shop.catalog).product(product)), reason: .audit,
                similarProducts: [])
            return ReviewScreen(text: ReviewedShop.text(), width: 80, height: 24)
                .question(question, Self.surroundings).pieces.first { $0.text == "Dress" }.map { [$0.row, $0.column] }
        }
        #expect(places[0] != nil && places[0] == places[1])
    }

    @Test("Text is wrapped at spaces, by columns of the terminal") func wrapping() {
        #expect("one two  three".wrapped(columns: 8, lines: 3) == ["one two", "three"])
        #expect("one two three four".wrapped(columns: 8, lines: 2) == ["one two", "three four"])
        #expect("日本 語".wrapped(columns: 5, lines: 2) == ["日本", "語"])
        #expect("\n\t".wrapped(columns: 5, lines: 2).isEmpty)
    }

    @Test("A bar has the length of the share, in eighths of a column") func bars() {
        #expect(ReviewScreen.bar(0, columns: 10) == "")
        #expect(ReviewScreen.bar(0.5, columns: 10) == "█████")
        #expect(ReviewScreen.bar(0.55, columns: 10) == "█████▌")
        #expect(ReviewScreen.bar(7, columns: 3) == "███")
        #expect(ReviewScreen.bar(.nan, columns: 3) == "")
    }
}
