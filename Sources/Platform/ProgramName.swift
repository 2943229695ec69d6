/// The command that started the program, quoted for a shell: for commands in messages.
public var programName: String {
    let name = CommandLine.arguments.first ?? ""
    // `swift run` starts the program by its relative path in the build folder.
    if name.hasPrefix(".build/") { return "swift run tagger" }
    return name.contains("/") ? shellQuoted(name) : "tagger"
}
