import Reporting

/// How text stands out.
enum Style {
    case plain, bold, dim, accent
}

/// What a terminal shows at one time: pieces of text at places, and room for a picture.
///
/// All text is made harmless here and ends at the frame's edge, whatever it holds.
struct Frame: Equatable {
    /// A text at a place, counted from 0.
    struct Piece: Equatable {
        let row: Int, column: Int
        let text: String
        let style: Style
    }

    /// Room for a picture, in cells.
    struct Box: Equatable {
        var row = 0, column = 0
        var width: Int, height: Int
    }

    let width: Int, height: Int
    private(set) var pieces: [Piece] = []
    /// Where the picture may be.
    var pictureBox: Box?

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// Puts a text at a place.
    ///
    /// - Parameter columns: At most so many; what is longer is cut.
    mutating func put(_ text: String, row: Int, column: Int, columns: Int = .max, style: Style = .plain) {
        guard (0..<height).contains(row), (0..<width).contains(column), !text.isEmpty else { return }
        let cut = text.sanitizedForTerminal.cut(toColumns: min(columns, width - column))
        pieces.append(Piece(row: row, column: column, text: cut, style: style))
    }

    /// The control sequences (ECMA-48) that show it on an empty screen.
    func rendered(hasColors: Bool) -> String {
        pieces.map { piece in
            Self.move(row: piece.row, column: piece.column) + piece.style.sequence(hasColors: hasColors) + piece.text
                + (piece.style == .plain ? "" : "\u{1B}[0m")
        }.joined()
    }

    /// Moves the cursor.
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
    /// The words in lines of at most so many columns; what does not fit into the lines is cut.
    func wrapped(columns: Int, lines limit: Int) -> [String] {
        guard columns > 0, limit > 0 else { return [] }
        var lines: [String] = []
        for word in split(whereSeparator: \.isWhitespace) {
            if let last = lines.last, last.sanitizedForTerminal.columns + 1 + String(word).sanitizedForTerminal.columns <= columns {
                lines[lines.count - 1] = last + " " + word
            } else if lines.count < limit {
                lines.append(String(word))
            } else {
                // Too long for its line now, so that the frame cuts it.
                lines[limit - 1] += " " + word
                break
            }
        }
        return lines
    }
}
