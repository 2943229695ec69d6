import Foundation
import GRDB
import Platform

/// One product of a `products.csv`.
public struct ImportedProduct: Sendable, Equatable {
    /// What the shop calls it, and what it is found by when it is imported again.
    public let sku: String
    /// What it is.
    public let title: String
    /// Its picture, relative to the folder of the file.
    public let image: String

    /// A product with the path of its picture.
    public init(sku: String, title: String, image: String) {
        self.sku = sku
        self.title = title
        self.image = image
    }
}

/// What an import did.
public struct ImportCounts: Sendable, Equatable, Codable {
    /// Products that are new, that changed, and that were there already just so.
    public var added = 0, changed = 0, unchanged = 0
    /// The SKUs of products whose picture could not be read; one that is in the catalog already stays.
    public var withoutImage: [String] = []

    /// No products.
    public init() {}
}

extension Catalog {
    /// What `tagger import` makes in a catalog that it creates itself. Everywhere else these names are the shop's.
    private static let shopTables = """
        CREATE TABLE products (
            id    INTEGER PRIMARY KEY,
            sku   TEXT NOT NULL UNIQUE,
            title TEXT NOT NULL
        );
        CREATE TABLE product_images (
            product_id INTEGER PRIMARY KEY REFERENCES products (id),
            path       TEXT NOT NULL,  -- as products.csv names it
            stamp      TEXT NOT NULL,  -- size and times of the file when it was read; 'missing' where it was not
            png        BLOB            -- the file; null where it is linked or missing
        );
        CREATE VIEW tagger_source AS
        SELECT products.id AS product_id, sku, title, png, path, stamp
        FROM products LEFT JOIN product_images ON product_images.product_id = products.id;
        """

    /// Opens a catalog that an earlier import made, or makes one where there is no file or an empty one, for a run.
    ///
    /// - Throws: ``TaggerError``: also when the database is the shop's own, which is only read.
    public static func openForImport(path: String, busyTimeoutSeconds: Double = 30) throws -> Catalog {
        let path = absolute(path)
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard FileManager.default.fileExists(atPath: folder) else {
            throw TaggerError(.notFound, "The folder \(folder) for the catalog does not exist.")
        }
        try checkIsFile(path)
        let file = try CatalogFile(path: path, isReadOnly: false, busyTimeoutSeconds: busyTimeoutSeconds)
        let isOwn = try file.perform { db in
            if try db.tableExists("tagger_settings"), try value(of: .products, db) == "imported" { return true }
            let others = try Int.fetchOne(
                db, sql: "SELECT count(*) FROM sqlite_master WHERE tbl_name NOT LIKE 'tagger!_%' ESCAPE '!'")
            return try others == 0 && !db.viewExists("tagger_source")
        }
        guard isOwn else {
            throw TaggerError(
                .invalidData,
                """
                \(path) is a shop's own database: import only writes to catalogs that it made itself. Nothing was \
                changed. Define the view tagger_source there, or name a new file.
                """)
        }
        // Pictures are written and read in fewer, larger pieces. Of a file that is not empty it changes nothing.
        try file.perform { try $0.execute(sql: "PRAGMA page_size = 16384") }
        let catalog = try Catalog(file: file, access: .run)
        try catalog.performInTransaction { db in
            guard try value(of: .products, db) == nil else { return }
            try db.execute(sql: shopTables)
            try set(.products, to: "imported", db)
        }
        return catalog
    }

    /// Stores products and their pictures as they are: new ones are added, changed ones updated, and nothing else is
    /// touched. Pictures are not decoded.
    ///
    /// - Parameters:
    ///   - products: In batches, each of which is written in one transaction.
    ///   - folder: What the pictures' paths are relative to and may not leave.
    ///   - isLinked: Whether pictures stay files; nil: as it was the last time. It is kept, and so is `folder`.
    ///   - progress: Called after each batch with all that was done so far.
    ///   - shouldStop: Asked before each product; what was stored until then is kept.
    public func importProducts(
        _ products: [ImportedProduct], from folder: String, isLinked: Bool? = nil,
        progress: (ImportCounts) -> Void = { _ in }, shouldStop: () -> Bool = { false }
    ) throws -> ImportCounts {
        let root = ImageRoot(folder: Self.absolute(folder))
        let isLinked = try keep(root, isLinked: isLinked)
        var counts = ImportCounts()
        var batch: [Update] = [], batchBytes = 0
        func flush() throws {
            try performInTransaction { db in
                for update in batch { try Self.apply(update, db) }
            }
            batch = []
            batchBytes = 0
            progress(counts)
        }
        for product in products {
            if shouldStop() { break }
            let old = try storedProduct(sku: product.sku)
            let file = try? root.open(product.image)
            defer { file.map { _ = close($0) } }
            if file == nil { counts.withoutImage.append(product.sku) }
            let image = try imageUpdate(for: product, file: file, old: old, root: root, isLinked: isLinked)
            let isSame = old.map { $0.title == product.title && $0.path == product.image } ?? false
            switch (old, image) {
            case (nil, _): counts.added += 1
            case (_, .keep) where isSame, (_, .touch) where isSame: counts.unchanged += 1
            default: counts.changed += 1
            }
            if case .keep = image, isSame { continue }
            batch.append(Update(product: product, image: image))
            if case .replace(_, let png?) = image { batchBytes += png.count }
            if batch.count >= 500 || batchBytes >= 16 << 20 { try flush() }
        }
        try flush()
        return counts
    }

    /// The stamp of a picture that could not be read when it was imported.
    private static let missing = "missing"

    private struct StoredProduct {
        let id: Int64
        let title: String
        let path: String?
        let stamp: String?
        let isStored: Bool
    }

    private enum ImageUpdate {
        /// What is stored stays.
        case keep
        /// The file was touched and holds the same: it need not be read again the next time.
        case touch(stamp: String)
        /// Another picture; nil where it stays a file, or could not be read.
        case replace(stamp: String, png: Data?)
    }

    private struct Update {
        let product: ImportedProduct
        let image: ImageUpdate
    }

    private func storedProduct(sku: String) throws -> StoredProduct? {
        try perform { db in
            try Row.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT id, title, path, stamp, png IS NOT NULL AS is_stored
                        FROM products LEFT JOIN product_images ON product_id = id WHERE sku = ?
                        """), arguments: [sku]
            ).map {
                StoredProduct(
                    id: $0["id"], title: $0["title"], path: $0["path"], stamp: $0["stamp"], isStored: $0["is_stored"])
            }
        }
    }

    /// What to store of a product's picture.
    private func imageUpdate(
        for product: ImportedProduct, file: Int32?, old: StoredProduct?, root: ImageRoot, isLinked: Bool
    ) throws -> ImageUpdate {
        var status = stat()
        guard let file, let signature = root.signature(product.image), fstat(file, &status) == 0 else {
            // A picture that the catalog has is not given up for a file that is not there.
            return old?.stamp == nil ? .replace(stamp: Self.missing, png: nil) : .keep
        }
        // What is too large for the database stays a file, and is read from there.
        if isLinked || status.st_size > Self.maximumImageBytes {
            let isSame = old.map { $0.stamp == signature && !$0.isStored && $0.path == product.image } ?? false
            return isSame ? .keep : .replace(stamp: signature, png: nil)
        }
        if let old, old.isStored, old.stamp == signature { return .keep }
        guard let png = Self.contents(of: file, expecting: Int(status.st_size)) else {
            return old?.stamp == nil ? .replace(stamp: Self.missing, png: nil) : .keep
        }
        if let old, old.isStored, try holds(png, product: old.id) { return .touch(stamp: signature) }
        return .replace(stamp: signature, png: png)
    }

    /// What is in a file from its current offset on, in one piece; nil where it can't be read.
    private static func contents(of file: Int32, expecting size: Int) -> Data? {
        var data = Data(count: size + 1)  // one more, to see that it ends
        var count = 0
        while count <= maximumImageBytes {
            if count == data.count { data.count += max(size, 1 << 16) }
            let capacity = data.count
            let part = data.withUnsafeMutableBytes { bytes in
                read(file, bytes.baseAddress?.advanced(by: count), capacity - count)
            }
            if part < 0, errno == EINTR { continue }
            guard part >= 0 else { return nil }
            if part == 0 { break }
            count += part
        }
        return data.prefix(count)
    }

    private func holds(_ png: Data, product: Int64) throws -> Bool {
        try perform { db in
            try Bool.fetchOne(
                db.cachedStatement(sql: "SELECT png = ? FROM product_images WHERE product_id = ?"),
                arguments: [png, product]) ?? false
        }
    }

    private static func apply(_ update: Update, _ db: Database) throws {
        let product = update.product
        try db.cachedStatement(
            sql:
                "INSERT INTO products (sku, title) VALUES (?, ?) ON CONFLICT (sku) DO UPDATE SET title = excluded.title"
        ).execute(arguments: [product.sku, product.title])
        let row = "product_id = (SELECT id FROM products WHERE sku = ?)"
        switch update.image {
        case .replace(let stamp, let png):
            try db.cachedStatement(
                sql: """
                    INSERT OR REPLACE INTO product_images (product_id, path, stamp, png)
                    SELECT id, ?, ?, ? FROM products WHERE sku = ?
                    """
            ).execute(arguments: [product.image, stamp, png, product.sku])
        case .touch(let stamp):
            try db.cachedStatement(sql: "UPDATE product_images SET path = ?, stamp = ? WHERE \(row)")
                .execute(arguments: [product.image, stamp, product.sku])
        case .keep:
            try db.cachedStatement(sql: "UPDATE product_images SET path = ? WHERE \(row)")
                .execute(arguments: [product.image, product.sku])
        }
    }

    /// Keeps the image root and whether pictures are linked; linked pictures of another folder would be lost by that.
    private func keep(_ root: ImageRoot, isLinked: Bool?) throws -> Bool {
        try performInTransaction { db in
            let isLinked = try isLinked ?? (Self.value(of: .pictures, db) == "linked")
            if let recorded = try Self.value(of: .imageRoot, db), recorded != root.folder {
                let isInUse = try Bool.fetchOne(
                    db, sql: "SELECT EXISTS (SELECT 1 FROM product_images WHERE png IS NULL AND stamp <> ?)",
                    arguments: [Self.missing])
                if isInUse == true {
                    throw TaggerError(
                        .invalidData,
                        """
                        The pictures of \(path) are linked from \(recorded), not from \(root.folder). Import from there \
                        first with --no-link, so that they are in the catalog. Nothing was changed.
                        """)
                }
            }
            try Self.set(.imageRoot, to: root.folder, db)
            try Self.set(.pictures, to: isLinked ? "linked" : "stored", db)
            return isLinked
        }
    }
}
