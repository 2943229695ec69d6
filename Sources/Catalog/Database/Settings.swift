import Foundation
import GRDB
import Platform

extension Catalog {
    enum Setting: String {
        /// Guesses less confident than this wait for a person.
        case reviewBelow = "review_below"
        /// The precision that automatic tags are to keep.
        case precision
        /// What is asked of a guess as long as no precision is shown.
        case strictThreshold = "strict_threshold"
        /// What the promise of the network that tags was worked out from.
        case certificateBasis = "promise_basis"
        /// What the last learning was made from.
        case learnedFrom = "learned_from"
        /// What the order of audits is made with.
        case auditSeed = "audit_seed"
        /// The folder that images' paths are relative to, and may not leave.
        case imageRoot = "image_root"
        /// `imported` where the shop's tables were made by `tagger import`.
        case products
        /// `linked` where imported pictures stay files.
        case pictures
    }

    /// What a catalog begins with; migration v0002 writes the same.
    private static let firstStrictThreshold = 0.95, firstPrecision = 0.97

    /// Guesses of a network that are less confident than this wait for a person.
    ///
    /// - Parameter model: The digest of the network.
    public func reviewBelow(model: Data) throws -> Double {
        guard hasResults else { return Self.firstStrictThreshold }
        return try perform { db in
            try Self.reviewBelow(
                db,
                modelID: Int64.fetchOne(db, sql: "SELECT id FROM tagger_models WHERE digest = ?", arguments: [model]))
        }
    }

    /// The threshold in force for a network, as `tagger_tags` has it: the chosen one; or the network's own, where it keeps
    /// the precision that is asked for; or the strict one.
    static func reviewBelow(_ db: Database, modelID: Int64?) throws -> Double {
        if let chosen = try number(.reviewBelow, db) { return chosen }
        let promised = try Double.fetchOne(
            db, sql: "SELECT threshold FROM tagger_models WHERE id = ? AND promised >= ?",
            arguments: [modelID, try precision(db)])
        return try promised ?? number(.strictThreshold, db) ?? 1
    }

    /// The confidence, 0 to 1, below which a guess waits for a person, where somebody chose one in place of a precision.
    public func chosenReviewBelow() throws -> Double? {
        hasResults ? try perform { try Self.number(.reviewBelow, $0) } : nil
    }

    /// Keeps the confidence, 0 to 1, below which a guess waits for a person. It holds for every product at once, and stands in
    /// place of a precision.
    public func setReviewBelow(_ confidence: Double) throws {
        try performInTransaction { try Self.set(.reviewBelow, to: "\(confidence)", $0) }
    }

    /// The share of automatic tags that are to be right.
    public func precision() throws -> Double {
        hasResults ? try perform(Self.precision) : Self.firstPrecision
    }

    static func precision(_ db: Database) throws -> Double { try number(.precision, db) ?? firstPrecision }

    /// Keeps the share of automatic tags that are to be right, in place of a chosen threshold.
    public func setPrecision(_ precision: Double) throws {
        try performInTransaction { db in
            try Self.set(.precision, to: "\(precision)", db)
            try db.execute(
                sql: "DELETE FROM tagger_settings WHERE key = ?", arguments: [Setting.reviewBelow.rawValue])
        }
    }

    private static func number(_ setting: Setting, _ db: Database) throws -> Double? {
        try value(of: setting, db).flatMap(Double.init)
    }

    /// The folder that images' paths are relative to: the recorded one, or else the catalog's own.
    public func imageRoot() throws -> ImageRoot {
        ImageRoot(folder: try value(of: .imageRoot) ?? URL(fileURLWithPath: path).deletingLastPathComponent().path)
    }

    /// Keeps the folder that images' paths are relative to.
    ///
    /// - Throws: ``TaggerError`` of kind `notFound` when there is no such folder.
    public func setImageRoot(_ folder: String) throws {
        let root = ImageRoot(folder: Self.absolute(folder))
        guard root.exists, !folder.isEmpty else {
            throw TaggerError(.notFound, "There is no folder “\(folder)” that images could be relative to.")
        }
        let folder = root.folder
        try performInTransaction { try Self.set(.imageRoot, to: folder, $0) }
    }

    static func value(of setting: Setting, _ db: Database) throws -> String? {
        try String.fetchOne(db, sql: "SELECT value FROM tagger_settings WHERE key = ?", arguments: [setting.rawValue])
    }

    static func set(_ setting: Setting, to value: String, _ db: Database) throws {
        try db.execute(
            sql:
                "INSERT INTO tagger_settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            arguments: [setting.rawValue, value])
    }

    private func value(of setting: Setting) throws -> String? {
        hasResults ? try perform { try Self.value(of: setting, $0) } : nil
    }
}
