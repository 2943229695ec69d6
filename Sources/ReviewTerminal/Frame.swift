import Reporting

/// The emphasis of a text.
enum Style {
    case plain, bold, dim, accent
}

/// The contents of a terminal at one time: pieces of text at positions, and a box for an image.
///
/// Control characters in text are escaped here, and text is cut at the edge of the frame.
struct Frame: Equatable {
    /// A text at a position. Rows and columns are counted from 0.
    struct Piece: Equatable {
        let row: Int, column: Int
        let text: String
        let style: Style
    }

    /// A rectangle for an image, in cells.
    struct Box: Equatable {
        var row = 0, column = 0
        var width: Int, height: Int
    }

    let width: Int, height: Int
    private(set) var pieces: [Piece] = []
    /// The rectangle for the image.
    var imageBox: Box?

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// Adds a text at a position.
    ///
    /// - Parameter columns: The maximum width; a longer text is cut.
    mutating func put(_ text: String, row: Int, column: Int, columns: Int = .max, style: Style = .plain) {
        guard (0..<height).contains(row), (0..<width).contains(column), !text.isEmpty else { return }
        let cut = text.sanitizedForTerminal.cut(toColumns: min(columns, width - column))
        pieces.append(Piece(row: row, column: column, text: cut, style: style))
    }

    /// Returns the control sequences (ECMA-48) that draw the frame on an empty screen.
    func rendered(hasColors: Bool) -> String {
        pieces.map { piece in
            Self.move(row: piece.row, column: piece.column) + piece.style.sequence(hasColors: hasColors) + piece.text
                + (piece.style == .plain ? "" : "\u{1B}[0m")
        }.joined()
    }

    /// Returns the control sequence that moves the cursor.
    static func move(row: Int, column: Int) -> String { "\u{1B}[\(row + 1);\(column + 1)H" }
}

extension Style {
    fileprivate func sequence(hasColors: Bool) -> String {
        switch self {
        case .plain: ""
        case .bold: "\u{1B}[1m"
        case .dim: "\u{1B}[2m"
        case .accent: hasColors ? "\u{1B}[1;36m" : "\u{1B}[1m"
        }
    }
}

extension String {
    /// Returns the words of the text, wrapped into lines.
    ///
    /// - Parameters:
    ///   - columns: The maximum width of a line.
    ///   - limit: The maximum number of lines. Words that do not fit are added to the last line, which the frame cuts.
    func wrapped(columns: Int, lines limit: Int) -> [String] {
        guard columns > 0, limit > 0 else { return [] }
        var lines: [String] = []
        for word in split(whereSeparator: \.isWhitespace) {
            if let last = lines.last,
                last.sanitizedForTerminal.columns + 1 + String(word).sanitizedForTerminal.columns <= columns
            {
                lines[lines.count - 1] = last + " " + word
            } else if lines.count < limit {
                lines.append(String(word))
            } else {
                // The line is too long now, so that the frame cuts it and shows an ellipsis.
                lines[limit - 1] += " " + word
                break
            }
        }
        return lines
    }
}
