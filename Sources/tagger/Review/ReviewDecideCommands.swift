import ArgumentParser
import Catalog
import Platform
import Review
import Tagging

/// `tagger review accept`: confirms predictions.
struct ReviewAcceptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept", abstract: "Confirm the predicted category of products.",
        discussion: "Example: tagger review accept TR-501 TR-502 --db shop.sqlite")
    @Argument(help: "The SKUs of the products.") var sku: [String]
    @OptionGroup var catalog: CatalogOption

    func run() throws { try decide(sku, .accept, catalog) }
}

/// `tagger review set`: sets the category of a product.
struct ReviewSetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Set the category of a product.",
        discussion: "Example: tagger review set TR-501 Trouser --db shop.sqlite")
    @Argument(help: "The SKU of the product.") var sku: String
    @Argument(help: "\(Category.names.joined(separator: ", ")), or none.") var category: [String]
    @OptionGroup var catalog: CatalogOption

    func run() throws {
        let opened = try Catalog(path: catalog.path, access: .write)
        let names = try CategoryNames(of: opened)
        // The category “ankle boot” without quotes is two arguments.
        let name = category.joined(separator: " ")
        if case .unknown = names.meaning(of: name), case .category = names.meaning(of: sku),
            (try? opened.product(withSKU: name)) != nil
        {
            throw TaggerError(
                .usage,
                """
                “\(name)” is a SKU and “\(sku)” is a category. Did you mean '\(programName) review set \(shellQuoted(name)) \
                \(shellQuoted(sku))'?
                """)
        }
        let category = try names.category(named: name)
        let recorded = try opened.decide([Decision(sku: sku, action: Decision.Action(category: category))])
        StandardOutput.write(recorded.map { ReviewCommand.line($0) + "\n" }.joined())
    }
}

/// `tagger review none`: records that products belong to no category.
struct ReviewNoneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "none", abstract: "Record that products belong to no category.",
        discussion: "Example: tagger review none MUG-1 --db shop.sqlite")
    @Argument(help: "The SKUs of the products.") var sku: [String]
    @OptionGroup var catalog: CatalogOption

    func run() throws { try decide(sku, .none, catalog) }
}

/// `tagger review skip`: moves products to the end of the queue.
struct ReviewSkipCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "skip", abstract: "Move products to the end of the review queue.",
        discussion: "Example: tagger review skip TR-501 --db shop.sqlite")
    @Argument(help: "The SKUs of the products.") var sku: [String]
    @OptionGroup var catalog: CatalogOption

    func run() throws { try decide(sku, .skip, catalog) }
}

/// Records the same decision for several products, and prints each recorded decision.
private func decide(_ skus: [String], _ answer: Decision.Action, _ catalog: CatalogOption) throws {
    let recorded = try Catalog(path: catalog.path, access: .write)
        .decide(skus.map { Decision(sku: $0, action: answer) })
    StandardOutput.write(recorded.map { ReviewCommand.line($0) + "\n" }.joined())
}
