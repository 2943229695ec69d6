import ArgumentParser
import Catalog
import Review
import Tagging

/// `tagger review accept`: the guess is right.
struct ReviewAcceptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "accept", abstract: "The guess is right.")
    @Argument(help: "The products.") var sku: [String]
    @OptionGroup var catalog: CatalogOption

    func run() throws { try decide(sku, .accept, catalog) }
}

/// `tagger review set`: it is another category.
struct ReviewSetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "set", abstract: "It is another category.")
    @Argument(help: "The product.") var sku: String
    @Argument(help: "One of \(Category.names.joined(separator: ", ")), in any case; or none.") var category: [String]
    @OptionGroup var catalog: CatalogOption

    func run() throws {
        let opened = try Catalog(path: catalog.path, access: .write)
        // “ankle boot” without quotes is two words to the shell.
        let category = try CategoryNames(of: opened).category(named: category.joined(separator: " "))
        let recorded = try opened.decide([Decision(sku: sku, action: Decision.Action(category: category))])
        StandardOutput.write(recorded.map { ReviewCommand.line($0) + "\n" }.joined())
    }
}

/// `tagger review none`: it is none of the categories.
struct ReviewNoneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "none", abstract: "It belongs to none of the categories.")
    @Argument(help: "The products.") var sku: [String]
    @OptionGroup var catalog: CatalogOption

    func run() throws { try decide(sku, .none, catalog) }
}

/// `tagger review skip`: somebody else may decide.
struct ReviewSkipCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "skip", abstract: "Leave it for later: it goes to the end of the queue.")
    @Argument(help: "The products.") var sku: [String]
    @OptionGroup var catalog: CatalogOption

    func run() throws { try decide(sku, .skip, catalog) }
}

/// Records the same answer for products and prints what was recorded.
private func decide(_ skus: [String], _ answer: Decision.Action, _ catalog: CatalogOption) throws {
    let recorded = try Catalog(path: catalog.path, access: .write)
        .decide(skus.map { Decision(sku: $0, action: answer) })
    StandardOutput.write(recorded.map { ReviewCommand.line($0) + "\n" }.joined())
}
