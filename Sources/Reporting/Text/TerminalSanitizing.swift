// Sanitizing and measuring of untrusted text for a terminal. HTML, SVG and Markdown use the same sanitizing.

extension String {
    /// The text with a visible escape, such as `\u{1B}`, for each character that can move the cursor, change colours or
    /// reorder the text around it. Text in a right-to-left script is enclosed in isolates (U+2068, U+2069), so that it does
    /// not reorder its neighbours.
    ///
    /// Escaped are the general categories Cc, Cf (without the zero-width joiners), Zl, Zp, Cs, Co and Cn of Unicode. See
    /// Unicode Standard Annex #9 for the directional formatting characters.
    ///
    ///     "red\u{1B}[31m".sanitizedForTerminal  // "red\\u{1B}[31m"
    public var sanitizedForTerminal: String {
        if utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return self }
        var result = "", isRightToLeft = false
        for scalar in unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                switch scalar.properties.generalCategory {
                case .control,
                    .format where scalar != "\u{200C}" && scalar != "\u{200D}", .lineSeparator,
                    .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                    result += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
                default:
                    isRightToLeft = isRightToLeft || scalar.isRightToLeft
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return isRightToLeft ? "\u{2068}" + result + "\u{2069}" : result
    }

    /// The width of the text in terminal columns (Unicode Standard Annex #11, East Asian Width).
    public var columns: Int { reduce(0) { $0 + $1.columns } }

    /// Returns the text cut to a number of terminal columns. A cut text ends with `…`.
    public func cut(toColumns limit: Int) -> String {
        guard limit > 0 else { return "" }
        guard columns > limit else { return self }
        var result = "", width = 0
        for character in self {
            width += character.columns
            if width > limit - 1 { break }
            result.append(character)
        }
        // The cut may remove the character that closes the isolate.
        let isolate = result.hasPrefix("\u{2068}") ? "\u{2069}" : ""
        return result + "…" + isolate
    }
}

extension Character {
    fileprivate var columns: Int {
        guard let first = unicodeScalars.first else { return 0 }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default:
            // Emoji with emoji presentation, including flags, take two columns.
            let isEmoji = first.properties.isEmojiPresentation || unicodeScalars.contains("\u{FE0F}")
            return first.isWide || isEmoji ? 2 : 1
        }
    }
}

extension Unicode.Scalar {
    /// Whether the scalar is in a block of a right-to-left script: Hebrew to Arabic Extended-A, their presentation forms, and
    /// the historic scripts.
    fileprivate var isRightToLeft: Bool {
        switch value {
        case 0x0590...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFE, 0x10800...0x10FFF, 0x1E800...0x1EFFF: true
        default: false
        }
    }

    /// Whether the scalar takes two columns.
    fileprivate var isWide: Bool {
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,
            0x1FA70...0x1FAFF, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
