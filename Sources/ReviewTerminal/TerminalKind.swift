import Foundation

/// A way to draw images on a terminal.
public enum TerminalImageStyle: String, CaseIterable, Sendable {
    /// Pixels, with the kitty graphics protocol.
    case kitty
    /// Colored half blocks.
    case blocks
    /// No images.
    case none
}

/// The capabilities of a terminal, derived from environment variables.
public struct TerminalKind: Sendable, Equatable {
    /// The supported colors.
    enum Colors: Sendable { case none, indexed, direct }

    /// Whether the terminal supports no control sequences.
    let isDumb: Bool
    let colors: Colors
    let imageStyle: TerminalImageStyle

    /// Derives the capabilities from environment variables.
    ///
    /// - Parameter imageStyle: The style that the user chose; nil for the best style of the terminal.
    public init(environment: [String: String], imageStyle chosen: TerminalImageStyle? = nil) {
        func has(_ variable: String) -> Bool { environment[variable].map { !$0.isEmpty } ?? false }
        let term = environment["TERM"] ?? ""
        isDumb = term.isEmpty || term == "dumb"
        // https://no-color.org
        let isDirect = ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "") || term.hasSuffix("-direct")
        let isNew = ["xterm-kitty", "xterm-ghostty", "wezterm"].contains(term)
        colors =
            if has("NO_COLOR") { .none } else if isDirect || isNew { .direct } else if term.contains("256") {
                .indexed
            } else { .none }
        // Multiplexers do not pass images on, but do pass on the environment variables of the outer terminal.
        let isMultiplexed = has("TMUX") || has("STY") || term.hasPrefix("screen") || term.hasPrefix("tmux")
        let drawsPixels =
            isNew || has("KITTY_WINDOW_ID") || ["WezTerm", "ghostty"].contains(environment["TERM_PROGRAM"] ?? "")
        imageStyle = chosen ?? (drawsPixels && !isMultiplexed ? .kitty : .blocks)
    }
}
