import Foundation
import GRDB

/// The name and digest of a model.
public struct ModelReference: Sendable, Hashable {
    /// The name.
    public let name: String
    /// The SHA-256 of the model file.
    public let digest: Data

    /// Creates a reference to a model.
    public init(name: String, digest: Data) {
        self.name = name
        self.digest = digest
    }
}

/// A run that goes on. Outcomes are stored with its number.
public struct OpenRun: Sendable {
    /// The number of the run, from 1.
    public let id: Int64
    let modelID: Int64
    let preprocessing: String
    /// The threshold in force for the model: predictions with a lower confidence are queued for review.
    public let reviewBelow: Double
    let auditOrder: AuditOrder
}

/// The state of a run.
public enum RunState: String, CaseIterable, Codable, Sendable {
    /// The run goes on.
    case running
    /// The run classified all products that needed work.
    case finished
    /// The run ended early.
    case interrupted
}

extension RunState: DatabaseValueConvertible {}

/// A run and its counts until now.
public struct RunRecord: Sendable, Hashable, Codable {
    /// The number of the run, from 1.
    public let run: Int64
    /// The name of the model.
    public let model: String
    /// The state.
    public let state: RunState
    /// The start: UTC, ISO 8601.
    public let started: String
    /// The end: UTC, ISO 8601; nil for a run that goes on or crashed.
    public let finished: String?
    /// The numbers of products that the run tagged, queued for review, and could not read.
    public let tagged: Int, review: Int, failed: Int
}

extension Catalog {
    /// Starts a run. Runs in the state `running` have crashed, since the caller holds the ``RunLock``: they become
    /// `interrupted`.
    public func startRun(model: ModelReference, preprocessing: String) throws -> OpenRun {
        try performInTransaction { db in
            try db.execute(
                sql: "UPDATE tagger_runs SET state = ? WHERE state = ?",
                arguments: [RunState.interrupted, RunState.running])
            let modelID = try Self.id(of: model, db)
            let reviewBelow = try Self.reviewBelow(model: model.digest, db)
            try db.execute(
                sql: """
                    INSERT INTO tagger_runs (model_id, preprocessing, review_below, state, started_at)
                    VALUES (?, ?, ?, ?, ?)
                    """, arguments: [modelID, preprocessing, reviewBelow, RunState.running, Date.now.iso8601])
            let id = db.lastInsertedRowID
            return OpenRun(
                id: id, modelID: modelID, preprocessing: preprocessing, reviewBelow: reviewBelow,
                auditOrder: try AuditOrder(db))
        }
    }

    /// Ends a run.
    ///
    /// - Parameter isComplete: False where the run ended early, so that the next run does the rest.
    public func finishRun(_ run: OpenRun, isComplete: Bool) throws {
        try performInTransaction { db in
            try db.execute(
                sql: "UPDATE tagger_runs SET state = ?, finished_at = ? WHERE id = ?",
                arguments: [isComplete ? RunState.finished : .interrupted, Date.now.iso8601, run.id])
        }
    }

    /// Returns the latest runs, the newest first.
    public func recentRuns(limit: Int) throws -> [RunRecord] {
        // The row of a run that crashed is updated by the next run.
        let isRunning = RunLock.isHeld(catalogPath: path)
        return try perform { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT tagger_runs.*, name FROM tagger_runs JOIN tagger_models ON tagger_models.id = model_id
                    ORDER BY tagger_runs.id DESC LIMIT ?
                    """, arguments: [limit]
            ).map { row in
                let state: RunState = row["state"]
                return RunRecord(
                    run: row["id"], model: row["name"], state: state == .running && !isRunning ? .interrupted : state,
                    started: row["started_at"], finished: row["finished_at"], tagged: row["tagged"],
                    review: row["review"], failed: row["failed"])
            }
        }
    }
}
