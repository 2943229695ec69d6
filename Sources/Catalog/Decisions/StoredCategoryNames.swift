import GRDB

extension Catalog {
    /// Returns the shop's names of the categories: name by category, by language (a BCP 47 tag, such as `pt-BR`).
    public func categoryNames() throws -> [String: [String: String]] {
        guard hasResults else { return [:] }
        return try perform { db in
            let rows = try Row.fetchAll(db, sql: "SELECT language, category, name FROM tagger_category_names")
            return Dictionary(grouping: rows) { $0["language"] as String }
                .mapValues { Dictionary(uniqueKeysWithValues: $0.map { ($0["category"], $0["name"]) }) }
        }
    }

    /// Stores the shop's name of a category in a language; nil removes it.
    public func setCategoryName(_ name: String?, of category: String, language: String) throws {
        try performInTransaction { db in
            guard let name else {
                try db.execute(
                    sql: "DELETE FROM tagger_category_names WHERE category = ? AND language = ?",
                    arguments: [category, language])
                return
            }
            try db.execute(
                sql: """
                    INSERT INTO tagger_category_names (category, language, name) VALUES (?, ?, ?)
                    ON CONFLICT (category, language) DO UPDATE SET name = excluded.name
                    """, arguments: [category, language, name])
        }
    }
}
