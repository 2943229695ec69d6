extension Browser {
    /// Returns the violations that axe-core finds on the page in its present state, one string for each element: rule
    /// and impact, element, reason (with colors and ratio for contrast), HTML. Hidden elements are not checked.
    ///
    /// - Parameter tags: The tags of the rules to check, such as `wcag2aa`; empty for all rules.
    public func accessibilityViolations(tags: [String] = []) throws -> [String] {
        guard let axe = Self.axe else { throw WebDriverError("TAGGER_AXE does not name the file axe.min.js") }
        let body = """
            if (!window.axe) {
            \(axe)
            }
            // Preloading would request the files of the page again.
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
