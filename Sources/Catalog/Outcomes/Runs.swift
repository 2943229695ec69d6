import Foundation
import GRDB

/// A network as the catalog knows it.
public struct ModelReference: Sendable, Hashable {
    /// The name that is shown.
    public let name: String
    /// SHA-256 of the model file.
    public let digest: Data

    /// A network with its name and the SHA-256 of its file.
    public init(name: String, digest: Data) {
        self.name = name
        self.digest = digest
    }
}

/// One run that is going on; what it writes carries its number.
public struct OpenRun: Sendable, Hashable {
    /// The run's number, counted from 1.
    public let id: Int64
    let modelID: Int64
    let preprocessing: String
    /// Guesses less confident than this wait for a person.
    public let reviewBelow: Double
    let auditOrder: AuditOrder
}

/// What one run did, or has done so far.
public struct RunRecord: Sendable, Hashable, Codable {
    /// The run's number, counted from 1.
    public let run: Int64
    /// The network's name.
    public let model: String
    /// `running`, `finished` or `interrupted`.
    public let state: String
    /// UTC, ISO 8601.
    public let started: String
    /// UTC, ISO 8601; nil for a run that did not come to its end.
    public let finished: String?
    /// Products that the run tagged, left for a person, and could not read.
    public let tagged: Int, review: Int, failed: Int
}

extension Catalog {
    /// Opens a run. A run that is still marked as running died without a word, since the caller holds the ``RunLock``.
    public func startRun(model: ModelReference, preprocessing: String) throws -> OpenRun {
        try performInTransaction { db in
            try db.execute(sql: "UPDATE tagger_runs SET state = 'interrupted' WHERE state = 'running'")
            let modelID = try Self.id(of: model, db)
            let reviewBelow = try Self.reviewBelow(db, modelID: modelID)
            try db.execute(
                sql: """
                    INSERT INTO tagger_runs (model_id, preprocessing, review_below, state, started_at)
                    VALUES (?, ?, ?, 'running', ?)
                    """, arguments: [modelID, preprocessing, reviewBelow, Date.now.iso8601])
            let id = db.lastInsertedRowID
            return OpenRun(
                id: id, modelID: modelID, preprocessing: preprocessing, reviewBelow: reviewBelow,
                auditOrder: try AuditOrder(db))
        }
    }

    /// Closes a run.
    ///
    /// - Parameter isComplete: False when it was interrupted and the rest is left to the next one.
    public func finishRun(_ run: OpenRun, isComplete: Bool) throws {
        try performInTransaction { db in
            try db.execute(
                sql: "UPDATE tagger_runs SET state = ?, finished_at = ? WHERE id = ?",
                arguments: [isComplete ? "finished" : "interrupted", Date.now.iso8601, run.id])
        }
    }

    /// The latest runs, newest first.
    public func recentRuns(limit: Int) throws -> [RunRecord] {
        // A run that was killed is marked by the next one only.
        let isRunning = RunLock.isHeld(catalogPath: path)
        return try perform { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT tagger_runs.*, name FROM tagger_runs JOIN tagger_models ON tagger_models.id = model_id
                    ORDER BY tagger_runs.id DESC LIMIT ?
                    """, arguments: [limit]
            ).map { row in
                RunRecord(
                    run: row["id"], model: row["name"],
                    state: row["state"] == "running" && !isRunning ? "interrupted" : row["state"],
                    started: row["started_at"],
                    finished: row["finished_at"], tagged: row["tagged"], review: row["review"], failed: row["failed"])
            }
        }
    }
}
