extension Browser {
    /// What axe-core holds against the page as it is now, each element in a line of its own: the rule and its impact,
    /// the element, why (with colors and ratio where it is contrast). Hidden elements are not looked at.
    ///
    /// - Parameter tags: Only rules with one of these tags, such as `wcag2aa`; none: all rules.
    public func accessibilityViolations(tags: [String] = []) throws -> [String] {
        guard let axe = Self.axe else { throw WebDriverError("TAGGER_AXE names no axe.min.js") }
        let body = """
            if (!window.axe) {
            \(axe)
            }
            // Preloading would ask for the page's files once more.
            const options = { preload: false, resultTypes: ["violations"] };
            if (arguments[0].length > 0) options.runOnly = { type: "tag", values: arguments[0] };
            return window.axe.run(document, options).then(results => results.violations.flatMap(rule =>
                rule.nodes.map(node => {
                    const reasons = [...node.any, ...node.all, ...node.none].map(check => check.message);
                    return `${rule.id} (${rule.impact}): ${node.target.join(" ")}: ${reasons.join("; ")}: ${node.html}`;
                })));
            """
        return try evaluate(body, tags)
    }
}
