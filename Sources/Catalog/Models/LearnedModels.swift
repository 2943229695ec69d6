import Foundation
import GRDB
import Platform

/// A model in the catalog.
public struct CatalogModel: Sendable {
    /// The name.
    public let name: String
    /// The SHA-256 of the model file.
    public let digest: Data
    /// The time of learning: UTC, ISO 8601; nil for a model that was not learned from this catalog.
    public let learned: String?
    /// The name of the model that was active before; nil for a model that comes with the program.
    public let parent: String?
    /// The training set and the measurements, as JSON; nil for a model that was not learned from this catalog.
    public let facts: String?
    /// The certificate; nil where the model has none.
    public let certificate: StoredCertificate?
    /// Whether the model is active.
    public let isActive: Bool
}

/// A certificate as the catalog stores it.
public struct StoredCertificate: Sendable, Equatable {
    /// The certified share of tags that are right.
    public let precision: Double
    /// The confidence from which predictions have that precision.
    public let threshold: Double
    /// The evidence, as JSON.
    public let certificate: String

    /// Creates a certificate.
    public init(precision: Double, threshold: Double, certificate: String) {
        self.precision = precision
        self.threshold = threshold
        self.certificate = certificate
    }
}

extension Catalog {
    /// Returns the name and the file of the active model; nil where that is the model that comes with the program.
    public func activeModel() throws -> (name: String, file: Data)? {
        guard hasResults else { return nil }
        return try perform { db in
            try Row.fetchOne(
                db, sql: "SELECT name, file FROM tagger_models WHERE id = (\(Self.activeID)) AND file IS NOT NULL"
            ).map { ($0["name"], $0["file"]) }
        }
    }

    /// Returns the file of a model that was learned from this catalog; nil where there is none with that name.
    public func learnedModel(named name: String) throws -> Data? {
        guard hasResults else { return nil }
        return try perform { db in
            try Data.fetchOne(
                db, sql: "SELECT file FROM tagger_models WHERE name = ? AND file IS NOT NULL ORDER BY id DESC",
                arguments: [name])
        }
    }

    private static let activeID = "SELECT model_id FROM tagger_activations ORDER BY id DESC LIMIT 1"

    /// Returns the models of the catalog, the oldest first.
    public func models() throws -> [CatalogModel] {
        guard hasResults else { return [] }
        return try perform { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT model.name, model.digest, model.learned_at, model.facts, model.certified_precision,
                           model.threshold, model.certificate, parent.name AS parent,
                           model.id IS (\(Self.activeID)) AS is_active
                    FROM tagger_models AS model LEFT JOIN tagger_models AS parent ON parent.id = model.parent_id
                    ORDER BY model.id
                    """
            ).map { row in
                CatalogModel(
                    name: row["name"], digest: row["digest"], learned: row["learned_at"], parent: row["parent"],
                    facts: row["facts"], certificate: StoredCertificate(row), isActive: row["is_active"])
            }
        }
    }

    /// Returns the certificate of a model; nil where the model has none.
    public func certificate(model digest: Data) throws -> StoredCertificate? {
        guard hasResults else { return nil }
        return try perform { db in
            try Row.fetchOne(
                db,
                sql: "SELECT certified_precision, threshold, certificate FROM tagger_models WHERE digest = ?",
                arguments: [digest]
            ).flatMap(StoredCertificate.init)
        }
    }

    /// Stores the certificate of a model; nil removes it.
    public func setCertificate(_ certificate: StoredCertificate?, model: ModelReference) throws {
        try performInTransaction { db in
            try db.execute(
                sql: "UPDATE tagger_models SET certified_precision = ?, threshold = ?, certificate = ? WHERE id = ?",
                arguments: [
                    certificate?.precision, certificate?.threshold, certificate?.certificate,
                    try Self.id(of: model, db),
                ])
        }
    }

    /// Returns a text that identifies all inputs of a learning: with the same text, a learning has the same result.
    public func decisionBasis(base: Data, hasDataset: Bool) throws -> String {
        try perform { db in
            "\(base.hexadecimal) \(hasDataset) \(try Self.precision(db)) \(try Self.lastDecision(db))"
        }
    }

    /// Returns the ``decisionBasis(base:hasDataset:)`` of the last learning; nil before the first.
    public func learnedFrom() throws -> String? { try perform { try Self.value(of: .learnedFrom, $0) } }

    /// Stores the ``decisionBasis(base:hasDataset:)`` of a learning.
    public func setLearnedFrom(_ basis: String) throws {
        try performInTransaction { try Self.set(.learnedFrom, to: basis, $0) }
    }

    /// Stores a new certificate of a model, unless the stored one was computed for the same decisions and the same
    /// precision target.
    ///
    /// - Parameter certify: Computes the certificate; called only where it is needed.
    public func updateCertificateIfDecided(model: ModelReference, _ certify: () throws -> StoredCertificate?) throws {
        let basis = try perform { db in
            "\(model.digest.hexadecimal) \(try Self.precision(db)) \(try Self.lastDecision(db))"
        }
        guard try perform({ try Self.value(of: .certificateBasis, $0) }) != basis else { return }
        try setCertificate(try certify(), model: model)
        try performInTransaction { try Self.set(.certificateBasis, to: basis, $0) }
    }

    private static func lastDecision(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT max(id) FROM tagger_decisions") ?? 0
    }

    /// Returns the number of a model in `tagger_models`, and adds the model where it is new.
    static func id(of model: ModelReference, _ db: Database) throws -> Int64 {
        try db.execute(
            sql: """
                INSERT INTO tagger_models (name, digest, first_used_at) VALUES (?, ?, ?)
                ON CONFLICT (digest) DO NOTHING
                """, arguments: [model.name, model.digest, Date.now.iso8601])
        let id = try Int64.fetchOne(
            db, sql: "SELECT id FROM tagger_models WHERE digest = ?", arguments: [model.digest])
        guard let id else { throw TaggerError(.inputOutput, "Model \(model.name) could not be stored.") }
        return id
    }

    /// Returns the name of the next learned model.
    public func nextModelName() throws -> String {
        let learned = try perform { db in
            try Int.fetchOne(
                db, sql: "SELECT count(DISTINCT model_id) FROM tagger_activations WHERE reason = 'learned'") ?? 0
        }
        return "shop-\(learned + 1)"
    }

    /// Stores a learned model and makes it the active one.
    ///
    /// - Parameters:
    ///   - model: The name and digest.
    ///   - file: The bytes of the model file.
    ///   - facts: The training set and the measurements, as JSON.
    ///   - products: The training set.
    ///   - certificate: The certificate; nil where the model has none.
    ///   - reason: The reason of the activation.
    public func activate(
        _ model: ModelReference, file: Data, facts: String, trainedOn products: [ProductID],
        certificate: StoredCertificate?, reason: Activation = .learned
    ) throws {
        try performInTransaction { db in
            let parent = try Row.fetchOne(db, sql: Self.activeID).flatMap { $0[0] as Int64? }
            let id = try Self.id(of: model, db)
            try db.execute(
                sql: """
                    UPDATE tagger_models SET file = ?, facts = ?, parent_id = ?, learned_at = ?, certified_precision = ?,
                        threshold = ?, certificate = ? WHERE id = ?
                    """,
                arguments: [
                    file, facts, parent == id ? nil : parent, Date.now.iso8601, certificate?.precision,
                    certificate?.threshold, certificate?.certificate, id,
                ])
            for product in products {
                try db.cachedStatement(sql: "INSERT OR IGNORE INTO tagger_training VALUES (?, ?)")
                    .execute(arguments: [id, product])
            }
            try Self.activate(id, reason: reason, db)
        }
    }

    /// Makes the parent of the active model the active one.
    ///
    /// - Returns: The names of the models before and after; `to` is nil for the model that comes with the program. Nil
    ///   where no learned model is active.
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

    /// The reason of an activation.
    public enum Activation: String, Sendable {
        /// The model that comes with the program was adjusted to the class priors of the catalog.
        case adjusted
        /// The model was learned from decisions.
        case learned
        /// A person went back to an earlier model.
        case rollback
    }

    /// Returns whether any model was ever activated.
    public func hasActivatedModels() throws -> Bool {
        try perform { try Bool.fetchOne($0, sql: "SELECT EXISTS (SELECT 1 FROM tagger_activations)") ?? false }
    }

    private static func activate(_ id: Int64?, reason: Activation, _ db: Database) throws {
        try db.execute(
            sql: "INSERT INTO tagger_activations (model_id, reason, activated_at) VALUES (?, ?, ?)",
            arguments: [id, reason.rawValue, Date.now.iso8601])
    }
}

extension StoredCertificate {
    /// The certificate in a row of `tagger_models`.
    fileprivate init?(_ row: Row) {
        guard let precision: Double = row["certified_precision"], let threshold: Double = row["threshold"] else {
            return nil
        }
        self.init(precision: precision, threshold: threshold, certificate: row["certificate"] ?? "{}")
    }
}
