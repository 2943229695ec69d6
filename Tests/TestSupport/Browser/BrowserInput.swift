extension Browser {
    /// Presses keys one after the other and lets go of each, on whatever has the focus.
    ///
    /// - Parameter modifiers: Held all the while.
    public func press(_ keys: Key..., holding modifiers: Key...) throws {
        try actions(
            modifiers.map { ("keyDown", $0) } + keys.flatMap { [("keyDown", $0), ("keyUp", $0)] }
                + modifiers.reversed().map { ("keyUp", $0) })
    }

    /// Presses the text's characters one after the other.
    public func type(_ text: String) throws {
        try actions(text.flatMap { [("keyDown", Key($0)), ("keyUp", Key($0))] })
    }

    /// Presses a key and keeps it down.
    public func keyDown(_ key: Key) throws { try actions([("keyDown", key)]) }

    /// Lets go of a key.
    public func keyUp(_ key: Key) throws { try actions([("keyUp", key)]) }

    /// Clicks the first element that matches, as soon as there is one.
    public func click(_ css: String, seconds: Double = 10) throws { try find(css, seconds: seconds).click() }

    private func actions(_ steps: [(type: String, key: Key)]) throws {
        let steps = steps.map { ["type": $0.type, "value": $0.key.value] }
        try perform("actions", ["actions": [["type": "key", "id": "keyboard", "actions": steps] as [String: Any]]])
    }
}
