import Foundation
import GRDB

extension Catalog {
    enum Setting: String {
        /// Guesses less confident than this wait for a person.
        case reviewBelow = "review_below"
        /// The folder that images' paths are relative to, and may not leave.
        case imageRoot = "image_root"
        /// `imported` where the shop's tables were made by `tagger import`.
        case products
        /// `linked` where imported pictures stay files.
        case pictures
    }

    /// The strict threshold that a catalog begins with; migration v0001 writes the same.
    private static let defaultReviewBelow = 0.9

    /// Guesses less confident than this wait for a person.
    public func reviewBelow() throws -> Double {
        guard hasResults else { return Self.defaultReviewBelow }
        return try perform(Self.reviewBelow)
    }

    /// The threshold in force. Without one everything waits, as `tagger_tags` has it.
    static func reviewBelow(_ db: Database) throws -> Double {
        try value(of: .reviewBelow, db).flatMap(Double.init) ?? 1
    }

    /// Keeps the confidence, 0 to 1, below which a guess waits for a person. It holds for every product at once.
    public func setReviewBelow(_ confidence: Double) throws {
        try performInTransaction { try Self.set(.reviewBelow, to: "\(confidence)", $0) }
    }

    /// The folder that images' paths are relative to: the recorded one, or else the catalog's own.
    public func imageRoot() throws -> ImageRoot {
        ImageRoot(folder: try value(of: .imageRoot) ?? URL(fileURLWithPath: path).deletingLastPathComponent().path)
    }

    /// Keeps the folder that images' paths are relative to.
    ///
    /// - Throws: ``CatalogError`` of kind `notFound` when there is no such folder.
    public func setImageRoot(_ folder: String) throws {
        let root = ImageRoot(folder: Self.absolute(folder))
        guard root.exists, !folder.isEmpty else {
            throw CatalogError(.notFound, "There is no folder “\(folder)” that images could be relative to.")
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
