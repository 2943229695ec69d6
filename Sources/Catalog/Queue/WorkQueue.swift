import Foundation
import GRDB
import Platform

/// A product that needs work, as the queue hands it out.
public struct WorkItem: Sendable {
    /// The shop's key.
    public let product: ProductID
    /// The shop's word for it in messages.
    public let sku: String
    /// `tagger_source.stamp` of this very picture.
    let stamp: DatabaseValue
    /// SHA-256 of the picture that the last outcome is of.
    public let lastDigest: Data?
    /// The best guess of the last outcome; nil where there is none.
    let lastCategory: String?
    /// Whether the outcome for that digest is this network's, made with this preprocessing; or a failure of the latter.
    public let lastIsCurrent: Bool
    /// The thumbnail of that digest, where it was made with this preprocessing.
    public let thumbnail: StoredThumbnail?
    /// The picture that a person's answer was given for, where there is one.
    let answer: (stamp: DatabaseValue, digest: Data?)?
    /// Whether a person has answered for this product, be it for another picture.
    public var hasDecision: Bool { answer != nil }

    /// Whether a person's answer was given for the picture with this digest.
    public func decisionApplies(digest: Data?) -> Bool {
        guard let answer else { return false }
        return answer.stamp == stamp || (digest != nil && answer.digest == digest)
    }
}

/// Where a product's picture is.
public enum ImageReference: Sendable {
    /// The picture did not change, and its thumbnail is there.
    case unchanged
    /// The bytes of the file.
    case data(Data)
    /// A path relative to the image root.
    case path(String)
    /// A value that can't be a file's bytes, such as a text: its type in SQLite.
    case notABlob(type: String)
    /// More bytes than are read into memory.
    case tooLarge(bytes: Int)
    /// The shop has none.
    case none
}

/// What needs work, as one run found it.
public struct WorkFound: Sendable, Equatable {
    /// All products of the shop.
    public let products: Int
    /// Products to look at.
    public let work: Int
    /// Of the others, those that are as this very network left them, and that nobody decided on: tagged, or waiting.
    let tagged: Int, review: Int

    /// So many products, of which so many need work.
    public init(products: Int, work: Int, tagged: Int = 0, review: Int = 0) {
        (self.products, self.work, self.tagged, self.review) = (products, work, tagged, review)
    }
}

extension Catalog {
    /// Pictures kept in the database that are larger are refused: they would have to be in memory as a whole.
    public static let maximumImageBytes = 64 << 20

    /// Finds once which products need work and keeps their keys in a temporary table.
    ///
    /// The shop's tables are read in pages of some milliseconds.
    ///
    /// A product needs work when it is new, when its stamp changed, or when its outcome is another network's or was made
    /// with another preprocessing. What a person decided on is not looked at again for another network's sake, but its
    /// thumbnail is made anew, since learning needs it. A failure is tried again when the stamp, the preprocessing or the linked
    /// file changed.
    ///
    /// - Parameters:
    ///   - model: The digest of the network that is to tag.
    ///   - preprocessing: The version of the steps from picture to thumbnail.
    ///   - limit: At most so many products.
    /// - Throws: ``TaggerError`` of kind `invalidData` when `product_id` is not unique in `tagger_source`.
    public func findWork(model: Data, preprocessing: String, limit: Int? = nil) throws -> WorkFound {
        let reviewBelow = try reviewBelow(model: model)
        do {
            var walk = try perform { db in
                try db.execute(
                    sql: """
                        DROP TABLE IF EXISTS temp.tagger_work;
                        CREATE TEMP TABLE tagger_work (position INTEGER PRIMARY KEY, product_id);
                        DROP TABLE IF EXISTS temp.tagger_settled;
                        CREATE TEMP TABLE tagger_settled (position INTEGER PRIMARY KEY, product_id UNIQUE);
                        """)
                return try SourceScan(
                    db, model: model, preprocessing: preprocessing, reviewBelow: reviewBelow, hasResults: hasResults)
            }
            var isAtEnd = false
            while !isAtEnd {
                // One transaction, since each of its own would take longer than what is written to temporary tables in it.
                try performReading { db in
                    isAtEnd = try !walk.nextPage(db)
                    try sortCandidates(db, model: model, preprocessing: preprocessing)
                }
            }
            if hasResults { try findRepairedFiles(preprocessing: preprocessing) }
            let work = try perform { db in
                if let limit {
                    try db.execute(
                        sql: """
                            INSERT INTO temp.tagger_settled (product_id)
                            SELECT product_id FROM temp.tagger_work WHERE position > ?1 ORDER BY position;
                            """, arguments: [limit])
                    try db.execute(sql: "DELETE FROM temp.tagger_work WHERE position > ?", arguments: [limit])
                }
                return try Int.fetchOne(db, sql: "SELECT count(*) FROM temp.tagger_work") ?? 0
            }
            try checkImageRoot()
            return WorkFound(products: walk.products, work: work, tagged: walk.tagged, review: walk.review)
        } catch let trouble as SourceScan.Trouble {
            throw TaggerError(
                .invalidData,
                """
                In tagger_source of \(path) product_id \(trouble.key): it must be unique. Correct the view. Nothing was \
                changed.
                """)
        }
    }

    /// Divides what the walk did not find to be just as the network left it into what needs work and what does not.
    private func sortCandidates(_ db: Database, model: Data, preprocessing: String) throws {
        let insert = "(product_id) SELECT candidates.product_id FROM temp.tagger_candidates AS candidates"
        if hasResults {
            let known = """
                LEFT JOIN tagger_outcomes AS outcomes ON outcomes.product_id = candidates.product_id
                LEFT JOIN tagger_answers AS answers ON answers.product_id = candidates.product_id
                """
            let needsWork = """
                coalesce(outcomes.product_id IS NULL
                    OR outcomes.stamp IS NOT candidates.stamp
                    OR outcomes.preprocessing <> :preprocessing
                    OR (outcomes.failure IS NULL
                        AND outcomes.model_id IS NOT (SELECT id FROM tagger_models WHERE digest = :model)
                        AND NOT (answers.id IS NOT NULL
                                 AND (answers.stamp IS outcomes.stamp
                                      OR coalesce(answers.digest = outcomes.digest, FALSE)))), FALSE)
                """
            for (table, condition) in [("tagger_work", needsWork), ("tagger_settled", "NOT " + needsWork)] {
                try db.cachedStatement(
                    sql: "INSERT INTO temp.\(table) \(insert) \(known) WHERE \(condition) ORDER BY candidates.rowid"
                ).execute(arguments: ["preprocessing": preprocessing, "model": model])
            }
        } else {
            try db.execute(sql: "INSERT INTO temp.tagger_work \(insert) ORDER BY candidates.rowid")
        }
        try db.execute(sql: "DELETE FROM temp.tagger_candidates")
    }

    /// How many products have each status now, where nothing but what ``findWork(model:preprocessing:limit:)`` found has changed
    /// since: only that is counted anew.
    public func countsByStatus(after found: WorkFound) throws -> [String: Int] {
        var counts = ["tagged": found.tagged, "review": found.review].filter { $1 > 0 }
        for table in ["tagger_work", "tagger_settled"] {
            let count = try perform { try Int.fetchOne($0, sql: "SELECT max(position) FROM temp.\(table)") ?? 0 }
            for first in stride(from: 0, to: count, by: 10_000) {
                let rows = try perform { db in
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

    /// Refuses to call every picture of a disk that is not mounted missing.
    private func checkImageRoot() throws {
        let root = try imageRoot()
        guard !root.exists else { return }
        let needsFiles = try perform { db in
            try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (
                        SELECT 1 FROM temp.tagger_work JOIN tagger_source AS source USING (product_id)
                        WHERE png IS NULL AND path IS NOT NULL)
                    """)
        }
        if needsFiles == true {
            throw TaggerError(
                .notFound,
                """
                The folder \(root.folder) with the images is not there. Is its disk mounted? Nothing was changed. \
                Another folder is named with --image-root.
                """)
        }
    }

    /// Adds failed products whose linked file has changed since: their stamp may not tell.
    private func findRepairedFiles(preprocessing: String) throws {
        let root = try imageRoot()
        // No key of a shop is less than every number.
        var after = (-Double.infinity).databaseValue
        while true {
            let rows = try perform { db in
                try Row.fetchAll(
                    db.cachedStatement(
                        sql: """
                            SELECT outcomes.product_id, outcomes.file_signature, CAST(path AS TEXT) AS path,
                                   outcomes.preprocessing = ? AND outcomes.stamp IS source.stamp
                                       AND source.png IS NULL AND source.path IS NOT NULL AS is_linked
                            FROM (SELECT product_id, file_signature, preprocessing, stamp
                                  FROM tagger_outcomes INDEXED BY tagger_outcomes_failed
                                  WHERE failure IS NOT NULL AND product_id > ? ORDER BY product_id LIMIT 500) AS outcomes
                            LEFT JOIN tagger_source AS source ON source.product_id = outcomes.product_id
                            """), arguments: [preprocessing, after])
            }
            guard let last = rows.last else { return }
            after = last["product_id"]
            let repaired = rows.filter { row in
                row["is_linked"] ?? false && row["file_signature"] != root.signature(row["path"])
            }
            try perform { db in
                for row in repaired {
                    let product: DatabaseValue = row["product_id"]
                    try db.execute(
                        sql: "INSERT INTO temp.tagger_work (product_id) VALUES (?)", arguments: [product])
                    try db.execute(
                        sql: "DELETE FROM temp.tagger_settled WHERE product_id IS ?", arguments: [product])
                }
            }
        }
    }

    /// The keys of the next products that ``findWork(model:preprocessing:limit:)`` found.
    ///
    /// - Parameter position: The place after which to go on; moved to the last that is returned.
    /// - Returns: At most `count` keys; none when all were handed out.
    public func nextWork(after position: inout Int64, count: Int) throws -> [ProductID] {
        let rows = try perform { [position] db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql:
                        "SELECT position, product_id FROM temp.tagger_work WHERE position > ? ORDER BY position LIMIT ?"
                ),
                arguments: [position, count])
        }
        if let last = rows.last { position = last["position"] }
        return rows.map { $0["product_id"] }
    }

    /// Reads what is known of products, and their pictures, one after the other until the pictures come to so many bytes.
    ///
    /// - Returns: As many as were read, at least one; nil in the place of one that the shop has removed meanwhile. A picture that
    ///   is a file ends them too, since nobody knows how large it is.
    public func workItems(
        _ products: some Collection<ProductID>, model: Data, preprocessing: String, bytes: Int
    ) throws -> [(item: WorkItem, image: ImageReference)?] {
        try perform { db in
            var found: [(item: WorkItem, image: ImageReference)?] = []
            var total = 0
            // The file is locked once, not for every product.
            try db.inTransaction(.deferred) {
                for product in products where total < bytes {
                    let next = try workItem(product, model: model, preprocessing: preprocessing, db)
                    switch next?.image {
                    case .data(let png): total += png.count
                    case .path: total = bytes
                    default: break
                    }
                    found.append(next)
                }
                return .commit
            }
            return found
        }
    }

    /// The same of one product.
    public func workItem(
        _ product: ProductID, model: Data, preprocessing: String
    ) throws -> (item: WorkItem, image: ImageReference)? {
        try perform { try workItem(product, model: model, preprocessing: preprocessing, $0) }
    }

    private func workItem(
        _ product: ProductID, model: Data, preprocessing: String, _ db: Database
    ) throws -> (item: WorkItem, image: ImageReference)? {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: hasResults ? Self.itemSQL : Self.newItemSQL),
            arguments: hasResults
                ? ["product": product, "model": model, "preprocessing": preprocessing] : ["product": product])
        guard let row else { return nil }
        let item = WorkItem(
            product: product,
            sku: row["sku"],
            stamp: row["stamp"],
            lastDigest: row["digest"],
            lastCategory: row["last_category"],
            lastIsCurrent: row["is_current"],
            thumbnail: (row["thumbnail"] as Data?).map { StoredThumbnail(pixels: $0, closeUp: row["close_up"]) },
            answer: row["has_answer"] ? (row["answer_stamp"], row["answer_digest"]) : nil)
        return (item, Self.imageReference(row))
    }

    private static let newItemSQL = """
        SELECT \(Catalog.displaySKU) AS sku, stamp, CAST(path AS TEXT) AS path, typeof(png) AS type, length(png) AS bytes,
               CASE WHEN length(png) <= \(maximumImageBytes) THEN png END AS png,
               FALSE AS is_same, FALSE AS is_current, FALSE AS has_answer, NULL AS digest, NULL AS thumbnail, NULL AS close_up,
               NULL AS last_category
        FROM tagger_source WHERE product_id = :product
        """

    /// A picture that did not change and has its thumbnail is not read.
    private static let itemSQL = """
        SELECT \(Catalog.displaySKU) AS sku, stamp, CAST(path AS TEXT) AS path, typeof(png) AS type,
               length(png) AS bytes,
               CASE WHEN NOT is_same AND length(png) <= \(maximumImageBytes) THEN png END AS png,
               is_same, digest, thumbnail, close_up, last_category, coalesce(is_prepared AND (failure IS NOT NULL OR is_tagged), FALSE) AS is_current,
               has_answer, answer_stamp, answer_digest
        FROM (
            SELECT source.*, failure, outcomes.digest, outcomes.category AS last_category,
                   outcomes.preprocessing = :preprocessing AS is_prepared,
                   outcomes.model_id IS (SELECT id FROM tagger_models WHERE digest = :model) AS is_tagged,
                   CASE WHEN outcomes.preprocessing = :preprocessing THEN pixels END AS thumbnail, close_up,
                   outcomes.preprocessing IS :preprocessing AND pixels IS NOT NULL
                       AND outcomes.stamp IS source.stamp AS is_same,
                   answers.id IS NOT NULL AS has_answer, answers.stamp AS answer_stamp, answers.digest AS answer_digest
            FROM tagger_source AS source
            LEFT JOIN tagger_outcomes AS outcomes ON outcomes.product_id = +source.product_id
            LEFT JOIN tagger_thumbnails AS thumbnails ON thumbnails.product_id = +source.product_id
            LEFT JOIN tagger_answers AS answers ON answers.product_id = +source.product_id
            WHERE source.product_id = :product
        ) AS source
        """

    private static func imageReference(_ row: Row) -> ImageReference {
        if row["is_same"] { return .unchanged }
        let type: String = row["type"]
        guard type == "blob" || type == "null" else { return .notABlob(type: type) }
        if let png: Data = row["png"] { return .data(png) }
        if let bytes: Int = row["bytes"] { return .tooLarge(bytes: bytes) }
        if let path: String = row["path"] { return .path(path) }
        return .none
    }
}
