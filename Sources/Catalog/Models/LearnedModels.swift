import Foundation
import GRDB
import Platform

/// A network that was learned from a shop's decisions, or has tagged there.
public struct CatalogModel: Sendable {
    /// The name that is shown.
    public let name: String
    /// SHA-256 of its file.
    public let digest: Data
    /// UTC, ISO 8601; nil for one that was not learned here.
    public let learned: String?
    /// The name of the network that it took the place of; nil for the one that comes with the program.
    public let parent: String?
    /// What it was trained on and what was measured: JSON; nil for one that was not learned here.
    public let facts: String?
    /// The promise that its tags keep here, where one was shown: precision, threshold, and what it rests on as JSON.
    public let promise: StoredCertificate?
    /// Whether it tags now.
    public let isActive: Bool
}

/// A precision that was shown for a network's tags.
public struct StoredCertificate: Sendable, Equatable {
    /// The share of tags that is right.
    public let precision: Double
    /// The confidence from which on that is so.
    public let threshold: Double
    /// What it rests on, as JSON.
    public let certificate: String

    /// A promise.
    public init(precision: Double, threshold: Double, certificate: String) {
        self.precision = precision
        self.threshold = threshold
        self.certificate = certificate
    }
}

extension Catalog {
    /// The file and name of the learned network that tags; nil where it is the one that comes with the program.
    public func activeModel() throws -> (name: String, file: Data)? {
        guard hasResults else { return nil }
        return try perform { db in
            try Row.fetchOne(
                db, sql: "SELECT name, file FROM tagger_models WHERE id = (\(Self.activeID)) AND file IS NOT NULL"
            ).map { ($0["name"], $0["file"]) }
        }
    }

    /// The file of a network that was learned here, by its name.
    public func learnedModel(named name: String) throws -> Data? {
        guard hasResults else { return nil }
        return try perform { db in
            try Data.fetchOne(
                db, sql: "SELECT file FROM tagger_models WHERE name = ? AND file IS NOT NULL ORDER BY id DESC",
                arguments: [name])
        }
    }

    private static let activeID = "SELECT model_id FROM tagger_activations ORDER BY id DESC LIMIT 1"

    /// The networks of the catalog, oldest first.
    public func models() throws -> [CatalogModel] {
        guard hasResults else { return [] }
        return try perform { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT model.*, parent.name AS parent, model.id IS (\(Self.activeID)) AS is_active
                    FROM tagger_models AS model LEFT JOIN tagger_models AS parent ON parent.id = model.parent_id
                    ORDER BY model.id
                    """
            ).map { row in
                CatalogModel(
                    name: row["name"], digest: row["digest"], learned: row["learned_at"], parent: row["parent"],
                    facts: row["facts"], promise: Self.promise(row), isActive: row["is_active"])
            }
        }
    }

    /// The promise that was shown for a network.
    public func promise(model digest: Data) throws -> StoredCertificate? {
        guard hasResults else { return nil }
        return try perform { db in
            try Row.fetchOne(db, sql: "SELECT * FROM tagger_models WHERE digest = ?", arguments: [digest])
                .flatMap(Self.promise)
        }
    }

    private static func promise(_ row: Row) -> StoredCertificate? {
        guard let precision: Double = row["promised"], let threshold: Double = row["threshold"] else { return nil }
        return StoredCertificate(precision: precision, threshold: threshold, certificate: row["certificate"] ?? "{}")
    }

    /// Keeps what was shown for a network, or that nothing was.
    public func setCertificate(_ promise: StoredCertificate?, model: ModelReference) throws {
        try performInTransaction { db in
            try db.execute(
                sql: "UPDATE tagger_models SET promised = ?, threshold = ?, certificate = ? WHERE id = ?",
                arguments: [
                    promise?.precision, promise?.threshold, promise?.certificate, try Self.id(of: model, db),
                ])
        }
    }

    /// All that a learning depends on, in a word: with the same it would come to the same.
    public func decisionBasis(base: Data, hasDataset: Bool) throws -> String {
        try perform { db in
            let last = try Int64.fetchOne(db, sql: "SELECT max(id) FROM tagger_decisions") ?? 0
            let digest = base.hexadecimal
            return "\(digest) \(hasDataset) \(try Self.precision(db)) \(last)"
        }
    }

    /// What the last learning was made from; nil before the first.
    public func learnedFrom() throws -> String? { try perform { try Self.value(of: .learnedFrom, $0) } }

    /// Takes note of what a learning was made from.
    public func setLearnedFrom(_ basis: String) throws {
        try performInTransaction { try Self.set(.learnedFrom, to: basis, $0) }
    }

    /// Works a network's promise out anew, unless it was worked out from the same decisions and for the same precision before.
    public func updateCertificateIfDecided(model: ModelReference, _ promise: () throws -> StoredCertificate?) throws {
        let basis = try perform { db in
            let last = try Int64.fetchOne(db, sql: "SELECT max(id) FROM tagger_decisions") ?? 0
            let digest = model.digest.hexadecimal
            return "\(digest) \(try Self.precision(db)) \(last)"
        }
        guard try perform({ try Self.value(of: .certificateBasis, $0) }) != basis else { return }
        try setCertificate(try promise(), model: model)
        try performInTransaction { try Self.set(.certificateBasis, to: basis, $0) }
    }

    /// The number of a network, which is recorded where it is new.
    static func id(of model: ModelReference, _ db: Database) throws -> Int64 {
        try db.execute(
            sql:
                "INSERT INTO tagger_models (name, digest, first_used_at) VALUES (?, ?, ?) ON CONFLICT (digest) DO NOTHING",
            arguments: [model.name, model.digest, Date.now.iso8601])
        guard
            let id = try Int64.fetchOne(
                db, sql: "SELECT id FROM tagger_models WHERE digest = ?", arguments: [model.digest])
        else { throw TaggerError(.inputOutput, "The network \(model.name) could not be recorded.") }
        return id
    }

    /// The name that the next learned network gets.
    public func nextModelName() throws -> String {
        let learned = try perform { db in
            try Int.fetchOne(
                db, sql: "SELECT count(DISTINCT model_id) FROM tagger_activations WHERE reason = 'learned'") ?? 0
        }
        return "shop-\(learned + 1)"
    }

    /// Keeps a learned network and lets it tag from now on.
    ///
    /// - Parameters:
    ///   - file: The bytes of its file.
    ///   - facts: What it was trained on and what was measured, as JSON.
    ///   - products: What it was trained on.
    public func activate(
        _ model: ModelReference, file: Data, facts: String, trainedOn products: [ProductID],
        promise: StoredCertificate?,
        reason: Activation = .learned
    ) throws {
        try performInTransaction { db in
            let parent = try Row.fetchOne(db, sql: Self.activeID).flatMap { $0[0] as Int64? }
            let id = try Self.id(of: model, db)
            try db.execute(
                sql: """
                    UPDATE tagger_models SET file = ?, facts = ?, parent_id = ?, learned_at = ?, promised = ?, threshold = ?,
                        certificate = ? WHERE id = ?
                    """,
                arguments: [
                    file, facts, parent == id ? nil : parent, Date.now.iso8601, promise?.precision, promise?.threshold,
                    promise?.certificate, id,
                ])
            for product in products {
                try db.cachedStatement(sql: "INSERT OR IGNORE INTO tagger_training VALUES (?, ?)")
                    .execute(arguments: [id, product])
            }
            try Self.activate(id, reason: reason, db)
        }
    }

    /// Lets the network tag again that the active one took the place of.
    ///
    /// - Returns: The names of the one that no longer tags and of the one that does, nil for the one that comes with the
    ///   program; nil where no learned network is active.
    public func rollBackModel() throws -> (from: String, to: String?)? {
        try performInTransaction { db in
            let active = try Row.fetchOne(
                db,
                sql: """
                    SELECT model.name, parent.id AS parent_id, parent.name AS parent
                    FROM tagger_models AS model LEFT JOIN tagger_models AS parent ON parent.id = model.parent_id
                    WHERE model.id = (\(Self.activeID))
                    """)
            guard let active else { return nil }
            try Self.activate(active["parent_id"], reason: .rollback, db)
            return (active["name"], active["parent"])
        }
    }

    /// Why a network tags from some time on.
    public enum Activation: String, Sendable {
        /// It is the one that comes with the program, adjusted to how often each category occurs here.
        case adjusted
        /// It was learned from decisions.
        case learned
        /// A person went back to it.
        case rollback
    }

    /// Whether any network was ever made active here, be it one that no longer is.
    public func hasActivatedModels() throws -> Bool {
        try perform { try Bool.fetchOne($0, sql: "SELECT EXISTS (SELECT 1 FROM tagger_activations)") ?? false }
    }

    private static func activate(_ id: Int64?, reason: Activation, _ db: Database) throws {
        try db.execute(
            sql: "INSERT INTO tagger_activations (model_id, reason, activated_at) VALUES (?, ?, ?)",
            arguments: [id, reason.rawValue, Date.now.iso8601])
    }
}
