extension Browser {
    /// Presses and releases keys one after the other, in the element that has the focus.
    ///
    /// - Parameter modifiers: Keys that are held meanwhile.
    public func press(_ keys: Key..., holding modifiers: Key...) throws {
        try actions(
            modifiers.map { ("keyDown", $0) } + keys.flatMap { [("keyDown", $0), ("keyUp", $0)] }
                + modifiers.reversed().map { ("keyUp", $0) })
    }

    /// Presses and releases the key of each character of the text.
    public func type(_ text: String) throws {
        try actions(text.flatMap { [("keyDown", Key($0)), ("keyUp", Key($0))] })
    }

    /// Presses a key without releasing it.
    public func keyDown(_ key: Key) throws { try actions([("keyDown", key)]) }

    /// Releases a key.
    public func keyUp(_ key: Key) throws { try actions([("keyUp", key)]) }

    /// Clicks the first element that matches a CSS selector. Waits until there is one.
    public func click(_ css: String, seconds: Double = 10) throws { try find(css, seconds: seconds).click() }

    /// Performs key actions in their order.
    private func actions(_ steps: [(type: String, key: Key)]) throws {
        let steps = steps.map { ["type": $0.type, "value": $0.key.value] }
        try perform("actions", ["actions": [["type": "key", "id": "keyboard", "actions": steps] as [String: Any]]])
    }
}
