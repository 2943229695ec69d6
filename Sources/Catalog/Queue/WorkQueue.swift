import Foundation
import GRDB
import Synchronization

/// The products that need work in one run.
///
/// The keys are in temporary tables that belong to the queue alone: several queues of one catalog do not affect each
/// other. The tables are dropped with the queue.
public final class WorkQueue: Sendable {
    /// The number of products of the shop.
    public let productCount: Int
    /// The number of products that need work.
    public let count: Int

    private let catalog: Catalog
    private let model: Data, preprocessing: String
    private let tables: WorkTables
    /// Numbers of products that are up to date and have no entry in the history of decisions.
    private let tagged: Int, review: Int
    /// The position of the last key that was handed out.
    private let position = Mutex<Int64>(0)

    init(
        _ catalog: Catalog, model: Data, preprocessing: String, tables: WorkTables, count: Int, scan: SourceScan
    ) {
        self.catalog = catalog
        (self.model, self.preprocessing) = (model, preprocessing)
        self.tables = tables
        self.count = count
        (productCount, tagged, review) = (scan.products, scan.tagged, scan.review)
    }

    deinit { catalog.dropLater(temporaryTables: tables.names) }

    /// Returns the keys of the next products, each once. May be called from several threads.
    ///
    /// - Parameter count: The largest number of keys.
    /// - Returns: The keys; none after the last.
    public func nextKeys(count: Int) throws -> [ProductID] {
        try position.withLock { position in
            let rows = try catalog.perform { [position] db in
                try Row.fetchAll(
                    db.cachedStatement(
                        sql: """
                            SELECT position, product_id FROM temp.\(tables.work)
                            WHERE position > ? ORDER BY position LIMIT ?
                            """), arguments: [position, count])
            }
            if let last = rows.last { position = last["position"] }
            return rows.map { $0["product_id"] }
        }
    }

    /// Reads items and images in the order of the products; see ``Catalog/workItems(_:model:preprocessing:bytes:)``.
    public func items(
        _ products: some Collection<ProductID>, bytes: Int
    ) throws -> [(item: WorkItem, image: ImageReference)?] {
        try catalog.workItems(products, model: model, preprocessing: preprocessing, bytes: bytes)
    }

    /// Returns the number of products of each status that occurs, after the run. Only the products that were not up to
    /// date are counted again.
    public func countsByStatus() throws -> [ProductStatus: Int] {
        var counts = [ProductStatus.tagged: tagged, .review: review].filter { $1 > 0 }
        for table in [tables.work, tables.settled] {
            let count = try catalog.perform {
                try Int.fetchOne($0, sql: "SELECT max(position) FROM temp.\(table)") ?? 0
            }
            for first in stride(from: 0, to: count, by: 10_000) {
                let rows = try catalog.perform { db in
                    try Row.fetchAll(
                        db.cachedStatement(
                            sql: """
                                SELECT status, count(*) AS count FROM temp.\(table) AS keys
                                CROSS JOIN tagger_tags AS tags ON tags.product_id = keys.product_id
                                WHERE position > ?1 AND position <= ?1 + 10000 GROUP BY status
                                """), arguments: [first])
                }
                for row in rows { counts[row["status"], default: 0] += row["count"] as Int }
            }
        }
        return counts
    }
}

extension Catalog {
    /// Reads items and images in the order of the products, until the images reach a size.
    ///
    /// - Parameters:
    ///   - products: The keys.
    ///   - model: The digest of the model that classifies.
    ///   - preprocessing: The version of thumbnails.
    ///   - bytes: The size of the images after which no more are read. An image file also ends the reading, since its
    ///     size is not known.
    /// - Returns: The items that were read, at least one; nil in the place of a product that the shop has removed.
    public func workItems(
        _ products: some Collection<ProductID>, model: Data, preprocessing: String, bytes: Int
    ) throws -> [(item: WorkItem, image: ImageReference)?] {
        // One transaction locks the file once, not once for each product.
        try performReading { db in
            var found: [(item: WorkItem, image: ImageReference)?] = []
            var total = 0
            for product in products where total < bytes {
                let next = try WorkItem.read(
                    product, model: model, preprocessing: preprocessing, hasResults: hasResults, db)
                switch next?.image {
                case .data(let png): total += png.count
                case .path: total = bytes
                default: break
                }
                found.append(next)
            }
            return found
        }
    }
}

/// The names of the temporary tables of one ``WorkQueue``.
struct WorkTables: Sendable {
    /// Products that need work: `position` from 1, `product_id`.
    let work: String
    /// Other products that are not counted by the scan: `position`, `product_id`.
    let settled: String
    /// Products of a page of the scan that are not, or may not be, up to date: `product_id`, `stamp`.
    let candidates: String
    /// The copy of the shop's keys, where the scan needs one.
    let keys: String

    var names: [String] { [work, settled, candidates, keys] }

    init() {
        work = TemporaryTableName.next("tagger_work")
        settled = TemporaryTableName.next("tagger_settled")
        candidates = TemporaryTableName.next("tagger_candidates")
        keys = TemporaryTableName.next("tagger_keys")
    }

    func create(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TEMP TABLE \(work) (position INTEGER PRIMARY KEY, product_id);
                CREATE TEMP TABLE \(settled) (position INTEGER PRIMARY KEY, product_id UNIQUE);
                CREATE TEMP TABLE \(candidates) (product_id, stamp);
                """)
    }
}
