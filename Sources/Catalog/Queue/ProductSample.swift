import Foundation
import GRDB
import GRDBSQLite

extension Catalog {
    /// Returns a random sample of the shop's products: those with the smallest audit keys, in the order of audit keys.
    /// The same catalog gives the same sample.
    ///
    /// Time: proportional to the number of products of the shop. Memory: proportional to `count`.
    ///
    /// - Parameter count: The largest number of products.
    public func sample(count: Int) throws -> [ProductID] {
        guard count > 0 else { return [] }
        let keyTable = TemporaryTableName.next("tagger_keys")
        defer { dropLater(temporaryTables: [keyTable]) }
        var smallest = SmallestKeys(count: count)
        let order = try perform { try AuditOrder($0, hasResults: hasResults) }
        var pages = try perform { try sourcePages($0, keyTable: keyTable) }
        var hasMore = true
        while hasMore {
            hasMore = try performReading { db in
                try withKeyErrors {
                    try pages.forEachInNextPage(db) { row in
                        let product = ProductID(DatabaseValue(sqliteStatement: row, index: 0))
                        smallest.add(product, key: order.key(of: product))
                        return true
                    }
                }
            }
        }
        return smallest.products
    }

    /// Returns the stored probabilities of products, for those whose outcome is a prediction of a model.
    ///
    /// - Parameters:
    ///   - products: The products.
    ///   - model: The digest of the model.
    ///   - classes: The categories.
    /// - Returns: The probabilities, `[classes]`, by product.
    public func storedProbabilities(
        of products: [ProductID], model: Data, classes: [String]
    ) throws -> [ProductID: [Double]] {
        guard hasResults else { return [:] }
        let columns = classes.map { _ in "coalesce(json_extract(probabilities, ?), 0)" }.joined(separator: ", ")
        let sql = """
            SELECT \(columns) FROM tagger_outcomes
            WHERE model_id = (SELECT id FROM tagger_models WHERE digest = ?) AND product_id = ? AND failure IS NULL
            """
        let paths = StatementArguments(classes.map { "$.\"\($0)\"" })
        var probabilities: [ProductID: [Double]] = [:]
        // Few products at a time, so that the shop's writers wait for milliseconds only.
        for first in stride(from: 0, to: products.count, by: 200) {
            try performReading { db in
                let statement = try db.cachedStatement(sql: sql)
                for product in products[first..<min(first + 200, products.count)] {
                    guard let row = try Row.fetchOne(statement, arguments: paths + [model, product]) else { continue }
                    probabilities[product] = classes.indices.map { row[$0] }
                }
            }
        }
        return probabilities
    }
}

/// The products with the smallest keys of those that were added.
private struct SmallestKeys {
    private let count: Int
    private var entries: [(key: Int64, product: ProductID)] = []
    /// Larger keys are not among the smallest.
    private var bound = Int64.max

    init(count: Int) { self.count = count }

    mutating func add(_ product: ProductID, key: Int64) {
        guard key <= bound else { return }
        entries.append((key, product))
        if entries.count == 2 * count { shorten() }
    }

    /// The products, in the order of keys.
    var products: [ProductID] {
        var sorted = self
        sorted.shorten()
        return sorted.entries.map(\.product)
    }

    private mutating func shorten() {
        entries.sort { $0.key < $1.key }
        entries.removeLast(max(0, entries.count - count))
        if entries.count == count { bound = entries[count - 1].key }
    }
}
