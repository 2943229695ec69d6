import Foundation
import GRDB
import Platform

extension Catalog {
    /// The keys of `tagger_settings`.
    enum Setting: String {
        /// The confidence below which a prediction is queued for review, where a threshold was chosen.
        case reviewBelow = "review_below"
        /// The precision that automatic tags must have.
        case precisionTarget = "precision_target"
        /// The threshold of models without a certificate.
        case strictThreshold = "strict_threshold"
        /// The state of the catalog from which the certificate of the active model was computed.
        case certificateBasis = "certificate_basis"
        /// The state of the catalog at the last learning.
        case learnedFrom = "learned_from"
        /// The key of the hash that orders audits.
        case auditSeed = "audit_seed"
        /// The folder of relative image paths.
        case imageRoot = "image_root"
        /// `imported` where `tagger import` created the shop's tables.
        case products
        /// `linked` where imported images stay files, else `stored`.
        case images
    }

    /// The settings of a catalog without results; migration v0002 writes the same values.
    private static let initialStrictThreshold = 0.95, initialPrecision = 0.97

    /// Returns the threshold in force for a model: the confidence below which its predictions are queued for review.
    ///
    /// - Parameter model: The digest of the model.
    public func reviewBelow(model: Data) throws -> Double {
        guard hasResults else { return Self.initialStrictThreshold }
        return try perform { try Self.reviewBelow(model: model, $0) }
    }

    static func reviewBelow(model: Data, _ db: Database) throws -> Double {
        let threshold = try Double.fetchOne(
            db,
            sql: """
                SELECT threshold FROM tagger_thresholds
                WHERE model_id IS (SELECT id FROM tagger_models WHERE digest = ?)
                """, arguments: [model])
        return threshold ?? 1
    }

    /// Returns the confidence, 0 to 1, below which predictions are queued for review, where it was chosen in place of a
    /// precision target; else nil.
    public func chosenReviewBelow() throws -> Double? {
        hasResults ? try perform { try Self.number(.reviewBelow, $0) } : nil
    }

    /// Stores the confidence, 0 to 1, below which predictions are queued for review. It applies to all products at once
    /// and takes the place of the precision target.
    public func setReviewBelow(_ confidence: Double) throws {
        try performInTransaction { try Self.set(.reviewBelow, to: "\(confidence)", $0) }
    }

    /// Returns the precision target, 0 to 1.
    public func precision() throws -> Double {
        hasResults ? try perform(Self.precision) : Self.initialPrecision
    }

    static func precision(_ db: Database) throws -> Double { try number(.precisionTarget, db) ?? initialPrecision }

    /// Stores the precision target, 0 to 1, and removes a chosen threshold.
    public func setPrecision(_ precision: Double) throws {
        try performInTransaction { db in
            try Self.set(.precisionTarget, to: "\(precision)", db)
            try db.execute(
                sql: "DELETE FROM tagger_settings WHERE key = ?", arguments: [Setting.reviewBelow.rawValue])
        }
    }

    private static func number(_ setting: Setting, _ db: Database) throws -> Double? {
        try value(of: setting, db).flatMap(Double.init)
    }

    /// Returns the folder of relative image paths: the stored one, or else the folder of the catalog.
    public func imageRoot() throws -> ImageRoot {
        ImageRoot(folder: try value(of: .imageRoot) ?? URL(fileURLWithPath: path).deletingLastPathComponent().path)
    }

    /// Stores the folder of relative image paths.
    ///
    /// - Throws: ``TaggerError`` of kind `notFound`, if there is no such folder.
    public func setImageRoot(_ folder: String) throws {
        let root = ImageRoot(folder: Self.absolute(folder))
        guard root.exists, !folder.isEmpty else {
            throw TaggerError(.notFound, "The image folder “\(folder)” does not exist. Name an existing folder.")
        }
        let folder = root.folder
        try performInTransaction { try Self.set(.imageRoot, to: folder, $0) }
    }

    static func value(of setting: Setting, _ db: Database) throws -> String? {
        try String.fetchOne(db, sql: "SELECT value FROM tagger_settings WHERE key = ?", arguments: [setting.rawValue])
    }

    static func set(_ setting: Setting, to value: String, _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO tagger_settings (key, value) VALUES (?, ?)
                ON CONFLICT (key) DO UPDATE SET value = excluded.value
                """, arguments: [setting.rawValue, value])
    }

    private func value(of setting: Setting) throws -> String? {
        hasResults ? try perform { try Self.value(of: setting, $0) } : nil
    }
}
