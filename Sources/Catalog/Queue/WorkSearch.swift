import Foundation
import GRDB
import Platform

extension Catalog {
    /// Finds the products that need work.
    ///
    /// The shop's tables are read in pages of some milliseconds.
    ///
    /// A product needs work where it is new, where its stamp has changed, or where its outcome is of another model or
    /// preprocessing. A product with a decision that applies is not classified again for another model; its thumbnail
    /// is made again for another preprocessing, since learning needs it. A failure is tried again when the stamp, the
    /// preprocessing or the image file has changed.
    ///
    /// Time: proportional to the number of products, about 0.6 µs each where nothing has changed. Memory: constant.
    ///
    /// - Parameters:
    ///   - model: The digest of the model.
    ///   - preprocessing: The version of the steps from image to thumbnail.
    ///   - limit: The largest number of products; nil for all.
    /// - Throws: ``TaggerError`` of kind `invalidData`, if `product_id` is not unique in `tagger_source`; of kind
    ///   `notFound`, if images are files and the image folder does not exist.
    public func findWork(model: Data, preprocessing: String, limit: Int? = nil) throws -> WorkQueue {
        let tables = WorkTables()
        do {
            return try findWork(model: model, preprocessing: preprocessing, limit: limit, tables)
        } catch {
            dropLater(temporaryTables: tables.names)
            throw error
        }
    }

    private func findWork(
        model: Data, preprocessing: String, limit: Int?, _ tables: WorkTables
    ) throws -> WorkQueue {
        let threshold = try reviewBelow(model: model)
        var scan = try perform { db in
            try tables.create(db)
            return SourceScan(
                db, pages: try sourcePages(db, keyTable: tables.keys), candidateTable: tables.candidates, model: model,
                preprocessing: preprocessing, threshold: threshold, hasResults: hasResults)
        }
        var hasMore = true
        while hasMore {
            // One transaction: a transaction of its own for each write to a temporary table would take longer than the
            // write.
            try performReading { db in
                hasMore = try withKeyErrors { try scan.scanNextPage(db) }
                try sortCandidates(tables, model: model, preprocessing: preprocessing, db)
            }
        }
        if hasResults { try findRepairedFiles(tables, preprocessing: preprocessing) }
        let count = try perform { db in
            if let limit {
                try db.execute(
                    sql: """
                        INSERT INTO temp.\(tables.settled) (product_id)
                        SELECT product_id FROM temp.\(tables.work) WHERE position > ?1 ORDER BY position;
                        """, arguments: [limit])
                try db.execute(sql: "DELETE FROM temp.\(tables.work) WHERE position > ?", arguments: [limit])
            }
            return try Int.fetchOne(db, sql: "SELECT count(*) FROM temp.\(tables.work)") ?? 0
        }
        try checkImageRoot(tables)
        return WorkQueue(
            self, model: model, preprocessing: preprocessing, tables: tables, count: count, scan: scan)
    }

    /// Returns the pages of the shop's keys.
    func sourcePages(_ db: Database, keyTable: String) throws -> SourcePages {
        try withKeyErrors { try SourcePages(db, keyTable: keyTable) }
    }

    /// Converts an error in the shop's keys to an error with a message.
    func withKeyErrors<T>(_ work: () throws -> T) throws -> T {
        do {
            return try work()
        } catch let error as SourcePages.KeyError {
            throw TaggerError(
                .invalidData,
                """
                In tagger_source of \(path), product_id \(error.predicate): keys must be unique. Correct the view. Nothing \
                was changed.
                """)
        }
    }

    /// Divides the candidates of a page into products that need work and others.
    private func sortCandidates(
        _ tables: WorkTables, model: Data, preprocessing: String, _ db: Database
    ) throws {
        let insert = "(product_id) SELECT candidates.product_id FROM temp.\(tables.candidates) AS candidates"
        if hasResults {
            let joins = """
                LEFT JOIN tagger_outcomes AS outcomes ON outcomes.product_id = candidates.product_id
                LEFT JOIN tagger_current_decisions AS decisions ON decisions.product_id = candidates.product_id
                """
            let needsWork = """
                coalesce(outcomes.product_id IS NULL
                    OR outcomes.stamp IS NOT candidates.stamp
                    OR outcomes.preprocessing <> :preprocessing
                    OR (outcomes.failure IS NULL
                        AND outcomes.model_id IS NOT (SELECT id FROM tagger_models WHERE digest = :model)
                        AND NOT coalesce(decisions.applies, FALSE)), FALSE)
                """
            for (table, condition) in [(tables.work, needsWork), (tables.settled, "NOT " + needsWork)] {
                try db.cachedStatement(
                    sql: "INSERT INTO temp.\(table) \(insert) \(joins) WHERE \(condition) ORDER BY candidates.rowid"
                ).execute(arguments: ["preprocessing": preprocessing, "model": model])
            }
        } else {
            try db.execute(sql: "INSERT INTO temp.\(tables.work) \(insert) ORDER BY candidates.rowid")
        }
        try db.execute(sql: "DELETE FROM temp.\(tables.candidates)")
    }

    /// Checks that the image folder exists, so that the images of a disk that is not mounted do not become failures.
    private func checkImageRoot(_ tables: WorkTables) throws {
        let root = try imageRoot()
        guard !root.exists else { return }
        let needsFiles = try perform { db in
            try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (
                        SELECT 1 FROM temp.\(tables.work) JOIN tagger_source AS source USING (product_id)
                        WHERE png IS NULL AND path IS NOT NULL)
                    """)
        }
        if needsFiles == true {
            throw TaggerError(
                .notFound,
                """
                The image folder \(root.folder) does not exist. Check that its disk is mounted, or name another folder with \
                --image-root. Nothing was changed.
                """)
        }
    }

    /// Adds failed products whose image file has changed under the same stamp.
    private func findRepairedFiles(_ tables: WorkTables, preprocessing: String) throws {
        let root = try imageRoot()
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
                        sql: "INSERT INTO temp.\(tables.work) (product_id) VALUES (?)", arguments: [product])
                    try db.execute(
                        sql: "DELETE FROM temp.\(tables.settled) WHERE product_id IS ?", arguments: [product])
                }
            }
        }
    }
}
