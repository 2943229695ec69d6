import Foundation
import GRDB
import Synchronization

public final class WorkQueue: Sendable {
    let catalog: Catalog
    let found: WorkFound
    let position = Mutex<Int64>(0)
    init(catalog: Catalog, found: WorkFound) { self.catalog = catalog; self.found = found }
    public var productCount: Int { found.products }
    public var count: Int { found.work }
    public func nextKeys(count: Int) throws -> [ProductID] {
        try position.withLock { position in try catalog.nextWork(after: &position, count: count) }
    }
    public func countsByStatus() throws -> [String: Int] { try catalog.countsByStatus(after: found) }
}

extension Catalog {
    public func workQueue(model: Data, preprocessing: String, limit: Int? = nil) throws -> WorkQueue {
        WorkQueue(catalog: self, found: try findWork(model: model, preprocessing: preprocessing, limit: limit))
    }
    public func sample(count: Int) throws -> [ProductID] {
        try perform { db in
            let order = try AuditOrder(db)
            let keys = try ProductID.fetchAll(db, sql: "SELECT product_id FROM tagger_source")
            return Array(keys.map { ($0, order.key(of: $0)) }.sorted { $0.1 < $1.1 }.prefix(count).map(\.0))
        }
    }
    public func storedProbabilities(
        of products: [ProductID], model: Data, classes: [String]
    ) throws -> [ProductID: [Double]] {
        let columns = classes.map { _ in "coalesce(json_extract(probabilities, ?), 0)" }.joined(separator: ", ")
        return try perform { db in
            var result: [ProductID: [Double]] = [:]
            let statement = try db.cachedStatement(
                sql: """
                    SELECT \(columns) FROM tagger_outcomes WHERE product_id = ? AND failure IS NULL
                      AND model_id = (SELECT id FROM tagger_models WHERE digest = ?)
                    """)
            for product in products {
                let arguments =
                    StatementArguments(classes.map { "$.\"\($0)\"" }) + [product, model]
                guard let row = try Row.fetchOne(statement, arguments: arguments) else { continue }
                result[product] = classes.indices.map { row[$0] }
            }
            return result
        }
    }
}
