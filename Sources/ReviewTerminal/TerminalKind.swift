import Foundation

/// How pictures are drawn on a terminal.
public enum TerminalImageStyle: String, CaseIterable, Sendable {
    /// As pixels, by the kitty graphics protocol.
    case kitty
    /// As colored half blocks.
    case blocks
    /// Not at all.
    case none
}

/// What a terminal can do, after its environment.
public struct TerminalKind: Sendable, Equatable {
    /// How many colors it has.
    enum Colors: Sendable { case none, indexed, direct }

    /// Whether it knows no control sequences.
    let isDumb: Bool
    let colors: Colors
    let pictures: TerminalImageStyle

    /// What the environment says.
    ///
    /// - Parameter pictures: What the user says of pictures, where he does.
    public init(environment: [String: String], pictures chosen: TerminalImageStyle? = nil) {
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
        // Multiplexers swallow pictures, and pass the variables of the terminal outside on.
        let isMultiplexed = has("TMUX") || has("STY") || term.hasPrefix("screen") || term.hasPrefix("tmux")
        let drawsPixels =
            isNew || has("KITTY_WINDOW_ID") || ["WezTerm", "ghostty"].contains(environment["TERM_PROGRAM"] ?? "")
        self.pictures = chosen ?? (drawsPixels && !isMultiplexed ? .kitty : .blocks)
    }
}
