import Catalog
import Foundation
import Reporting
import Review
import Tagging

/// The layout of the screens of a session.
struct ReviewScreen {
    let text: TerminalText
    let width: Int, height: Int

    /// The smallest window in which a question fits.
    static let smallest = (width: 30, height: 10)
    /// From this width on, the image is beside the text, else above.
    private static let minimumWidthBeside = 64
    /// Images with fewer rows are not drawn.
    private static let minimumImageRows = 5

    /// The lines above and below a question.
    struct Surroundings {
        /// The first line: the result of the last key, or the name of the catalog.
        let top: String
        /// The counts of decided and remaining products.
        let progress: String
        /// The state of certification, as a long and a short text.
        let certification: (long: String, short: String)?
    }

    private var isTooSmall: Bool { width < Self.smallest.width || height < Self.smallest.height }

    private var tooSmall: Frame {
        var frame = Frame(width: width, height: height)
        frame.put(text.tooSmall, row: 0, column: 0)
        return frame
    }

    // MARK: The question

    /// Returns the screen of a question: product, categories with their keys, similar products, and a box for the image.
    func question(_ question: ReviewSession.Question, _ surroundings: Surroundings) -> Frame {
        guard !isTooSmall else { return tooSmall }
        var frame = Frame(width: width, height: height)
        frame.put(surroundings.top, row: 0, column: 0, style: .bold)
        putProgress(surroundings, on: &frame)
        putHints(text.hints(canAccept: question.prediction != nil, isDecided: question.isDecided), on: &frame)

        // A free row above and below, if the window is high enough.
        let top = height >= 16 ? 2 : 1, bottom = height - (height >= 16 ? 3 : 2)
        let isWide = width >= Self.minimumWidthBeside
        let panelWidth = isWide ? min(58, max(40, width * 45 / 100)) : width
        // The panel begins directly beside the columns of a square image.
        let panelColumn = isWide ? min(width - panelWidth, 2 * (bottom - top) + 2) : 0
        var rows = Rows(available: bottom - top)
        let panel = lines(question, width: panelWidth, &rows)
        var panelRow = top
        if isWide {
            frame.imageBox = Frame.Box(row: top, column: 0, width: panelColumn - 2, height: bottom - top)
        } else if rows.available > Self.minimumImageRows {
            frame.imageBox = Frame.Box(row: top, column: 0, width: width, height: rows.available - 1)
            panelRow += rows.available
        }
        for line in panel {
            for piece in line {
                frame.put(
                    piece.text, row: panelRow, column: panelColumn + piece.column, columns: piece.columns,
                    style: piece.style)
            }
            panelRow += 1
        }
        return frame
    }

    /// A text in a line of the panel, at a column of the panel.
    private struct Piece {
        let text: String
        var column = 0, columns = Int.max
        var style = Style.plain
    }

    /// The rows that are still free. The most useful parts of the panel take rows first.
    private struct Rows {
        var available: Int

        /// Takes rows and returns true, or returns false if there are fewer.
        mutating func take(_ count: Int) -> Bool {
            guard available >= count else { return false }
            available -= count
            return true
        }
    }

    private func lines(_ question: ReviewSession.Question, width: Int, _ rows: inout Rows) -> [[Piece]] {
        let details = question.details
        let all = CategoryNames.all.count
        _ = rows.take(1)
        let inOneColumn = rows.available >= all + 2
        _ = rows.take(inOneColumn ? all : (all + 1) / 2)
        let hasSKU = rows.take(1)
        let reasonRows = rows.take(2) ? 2 : rows.take(1) ? 1 : 0
        let hasSpace = rows.take(2)
        let titleRows = rows.take(1) ? 2 : 1
        let title = details.title.allSatisfy(\.isWhitespace) ? text.noTitle : details.title
        let similar = question.similarProducts.prefix(max(0, rows.available - 2))
        if !similar.isEmpty { _ = rows.take(similar.count + 2) }

        // Categories have the same row on every screen, whatever the lengths of title and reason.
        var lines = title.wrapped(columns: width, lines: titleRows).map { [Piece(text: $0, style: .bold)] }
        if hasSKU { lines.append([Piece(text: "\(text.sku) \(details.sku)", style: .dim)]) }
        lines += Array(repeating: [], count: titleRows + (hasSKU ? 1 : 0) + (hasSpace ? 1 : 0) - lines.count)
        let reason = text.reason(question).wrapped(columns: width, lines: reasonRows)
        lines += reason.map { [Piece(text: $0)] }
        lines += Array(repeating: [], count: reasonRows - reason.count + (hasSpace ? 1 : 0))
        lines += categories(question, width: width, inOneColumn: inOneColumn)
        if !similar.isEmpty {
            lines += [[], [Piece(text: text.similarProducts, style: .dim)]]
            lines += similar.map { product in
                let category = text.name(product.decidedCategory ?? product.category ?? "")
                let categoryWidth = min(category.sanitizedForTerminal.columns, width / 2)
                return [
                    Piece(text: category, columns: categoryWidth),
                    Piece(
                        text: product.title.isEmpty ? product.sku : product.title, column: categoryWidth + 2,
                        columns: width - categoryWidth - 2, style: .dim),
                ]
            }
        }
        return lines
    }

    /// Returns the lines of the categories with their keys. The three most probable categories have bars.
    private func categories(_ question: ReviewSession.Question, width: Int, inOneColumn: Bool) -> [[Piece]] {
        let details = question.details
        let predictions = details.isBlind ? [] : details.probabilities.prefix(3)
        let cells = CategoryNames.all.map { category -> [Piece] in
            let isMarked = category == (question.isDecided ? details.decidedCategory : question.prediction)
            let probability = predictions.first { $0.category == category }?.probability
            let cellWidth = inOneColumn ? width : width / 2
            let percentWidth = probability == nil ? 0 : 5
            let nameWidth = min(inOneColumn ? width / 2 - 5 : cellWidth, cellWidth - 5 - percentWidth)
            let mark = isMarked ? (question.isDecided ? "✓" : "⏎") : ""
            var pieces = [
                Piece(text: mark, style: .accent),
                Piece(text: (CategoryNames.key(of: category) ?? " ").uppercased(), column: 2, style: .accent),
                Piece(
                    text: text.name(category), column: 4, columns: nameWidth, style: isMarked ? .accent : .plain),
            ]
            if let probability {
                let percent = text.percent(probability)
                let percentColumn = inOneColumn ? 4 + width / 2 - 4 : cellWidth - 5
                pieces.append(Piece(text: Self.rightAligned(percent, 4), column: percentColumn))
                if inOneColumn {
                    let room = max(0, width - percentColumn - 6)
                    pieces.append(
                        Piece(
                            text: Self.bar(probability, columns: room), column: percentColumn + 5,
                            style: isMarked ? .accent : .plain))
                }
            }
            return pieces
        }
        if inOneColumn { return cells }
        let half = (cells.count + 1) / 2
        return (0..<half).map { row in
            let right = row + half < cells.count ? cells[row + half] : []
            return cells[row]
                + right.map { piece in
                    var moved = piece
                    moved.column += width / 2
                    return moved
                }
        }
    }

    private static func rightAligned(_ text: String, _ columns: Int) -> String {
        String(repeating: " ", count: max(0, columns - text.count)) + text
    }

    /// Returns a bar with a resolution of an eighth of a column.
    static func bar(_ share: Double, columns: Int) -> String {
        let eighths = Int((min(1, max(0, share)) * Double(columns * 8)).rounded())
        let last = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
        return String(repeating: "█", count: eighths / 8) + last
    }

    private func putProgress(_ surroundings: Surroundings, on frame: inout Frame) {
        let certification = surroundings.certification.flatMap { texts in
            [texts.long, texts.short].first { surroundings.progress.columns + 3 + $0.columns <= width }
        }
        let parts = [surroundings.progress, certification].compactMap(\.self)
        frame.put(parts.joined(separator: " · "), row: height - 2, column: 0, style: .dim)
    }

    /// Adds as many hints as fit into the last row.
    private func putHints(_ hints: [String], on frame: inout Frame) {
        var column = 0
        for hint in hints where column + hint.columns <= width {
            frame.put(hint, row: height - 1, column: column)
            column += hint.columns + 2
        }
    }

    // MARK: Other pages

    /// Returns the screen of a pause.
    func pause(_ pause: ReviewSession.Pause, _ surroundings: Surroundings) -> Frame {
        guard !isTooSmall else { return tooSmall }
        var frame = Frame(width: width, height: height)
        frame.put(surroundings.top, row: 0, column: 0, style: .bold)
        var row = 2
        for paragraph in text.pause(pause) {
            for line in paragraph.wrapped(columns: width, lines: 3) where row < height - 2 {
                frame.put(line, row: row, column: 0)
                row += 1
            }
        }
        putProgress(surroundings, on: &frame)
        return frame
    }

    /// Returns the page of keys.
    func help() -> Frame {
        guard !isTooSmall else { return tooSmall }
        var frame = Frame(width: width, height: height)
        frame.put(text.helpTitle, row: 0, column: 0, style: .bold)
        for (index, line) in text.help.enumerated() where index + 2 < height - 1 {
            frame.put(line.key, row: index + 2, column: 0, style: .accent)
            frame.put(line.text, row: index + 2, column: 8)
        }
        frame.put(text.backHint, row: height - 1, column: 0)
        return frame
    }

    /// The number of decisions on a page of the history.
    var historyRows: Int { max(1, height - 4) }

    /// Returns a page of the history.
    ///
    /// - Parameter chosen: The index of the selected decision.
    func history(_ entries: [HistoryEntry], chosen: Int, notice: String?) -> Frame {
        guard !isTooSmall else { return tooSmall }
        var frame = Frame(width: width, height: height)
        frame.put(notice ?? text.historyTitle, row: 0, column: 0, style: .bold)
        if entries.isEmpty { frame.put(text.emptyHistory, row: 2, column: 0) }
        let categoryColumn = width >= 50 ? 19 : 2
        let categoryWidth = min(22, width / 3)
        for (index, entry) in entries.prefix(historyRows).enumerated() {
            let row = index + 2
            let isUndone = entry.undoneAt != nil
            let style: Style = index == chosen ? .accent : isUndone ? .dim : .plain
            if index == chosen { frame.put("▸", row: row, column: 0, style: style) }
            if width >= 50 { frame.put(Self.shortTime(entry.decidedAt), row: row, column: 2, style: .dim) }
            let decided = entry.decision.category.map(text.name) ?? text.skipped
            frame.put(
                isUndone ? "(\(text.undone)) \(decided)" : decided, row: row, column: categoryColumn,
                columns: categoryWidth, style: style)
            frame.put(
                "\(entry.decision.sku)  \(entry.title)", row: row, column: categoryColumn + categoryWidth + 2,
                style: isUndone ? .dim : .plain)
        }
        frame.put(text.historyHint, row: height - 1, column: 0)
        return frame
    }

    /// Returns an ISO 8601 time as local time in the format `2026-08-01 09:30`.
    private static func shortTime(_ time: String) -> String {
        guard let date = try? Date(time, strategy: .iso8601) else { return String(time.prefix(16)) }
        let parts = Calendar.current.dateComponents([.year, .month, .day, .hour, .minute], from: date)
        let numbers = [parts.year, parts.month, parts.day, parts.hour, parts.minute].map { $0 ?? 0 }
        return String(format: "%04d-%02d-%02d %02d:%02d", numbers[0], numbers[1], numbers[2], numbers[3], numbers[4])
    }
}
