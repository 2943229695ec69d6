import Foundation
import GRDB
import Platform
import SystemPackage

/// One product of a `products.csv`.
public struct ImportedProduct: Sendable, Equatable {
    /// The SKU, which identifies the product in later imports.
    public let sku: String
    /// The title.
    public let title: String
    /// The path of the image, relative to the folder of the file.
    public let image: String

    /// Creates a product.
    public init(sku: String, title: String, image: String) {
        self.sku = sku
        self.title = title
        self.image = image
    }
}

/// The counts of an import.
public struct ImportCounts: Sendable, Equatable, Codable {
    /// Products that are new, that have changed, and that are unchanged.
    public var added = 0, changed = 0, unchanged = 0
    /// The SKUs of products whose image could not be read. An image that is in the catalog already stays there.
    public var withoutImage: [String] = []

    /// Creates counts of no products.
    public init() {}
}

extension Catalog {
    /// The tables that `tagger import` creates in a catalog of its own. In other databases these names belong to the
    /// shop.
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

    /// Opens a catalog for an import and a run: the catalog of an earlier import, or a new one where the file does not
    /// exist or is empty.
    ///
    /// - Throws: ``TaggerError``, also if the database is the shop's own, to whose tables the program never writes.
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
                \(path) is the shop's own database. Import writes only to catalogs that it created. Nothing was changed. \
                Create the view tagger_source in it, or name a new file.
                """)
        }
        // Images are written and read in fewer, larger pages. The setting has no effect on a file that is not empty.
        try file.perform { try $0.execute(sql: "PRAGMA page_size = 16384") }
        let catalog = try Catalog(file: file, access: .run)
        try catalog.performInTransaction { db in
            guard try value(of: .products, db) == nil else { return }
            try db.execute(sql: shopTables)
            try set(.products, to: "imported", db)
        }
        return catalog
    }

    /// Stores products and their images: adds new products, updates changed ones, and changes no others. Images are not
    /// decoded.
    ///
    /// Products are written in batches, each in one transaction.
    ///
    /// - Parameters:
    ///   - products: The products.
    ///   - folder: The folder of the relative image paths; stored in the catalog.
    ///   - isLinked: Whether images stay files; stored in the catalog. Nil: as in the last import.
    ///   - progress: Called after each batch with the counts until then.
    ///   - shouldStop: Called before each product; true ends the import, and the products until then stay stored.
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
            defer { try? file?.close() }
            if file == nil { counts.withoutImage.append(product.sku) }
            let image = try imageUpdate(for: product, file: file, old: old, isLinked: isLinked)
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

    /// The stamp of an image that could not be read in the import.
    private static let missing = "missing"

    private struct StoredProduct {
        let id: Int64
        let title: String
        let path: String?
        let stamp: String?
        let isStored: Bool
    }

    private enum ImageUpdate {
        /// The stored image stays.
        case keep
        /// The file has new times and the same content: only the stamp is stored, so that the next import does not read
        /// the file.
        case touch(stamp: String)
        /// The image is replaced; `png` is nil where the image stays a file or could not be read.
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

    /// Returns the change to the stored image of a product.
    private func imageUpdate(
        for product: ImportedProduct, file: FileDescriptor?, old: StoredProduct?, isLinked: Bool
    ) throws -> ImageUpdate {
        // A stored image stays where the file is missing.
        let missing = old?.stamp == nil ? ImageUpdate.replace(stamp: Self.missing, png: nil) : .keep
        var status = stat()
        guard let file, let signature = ImageRoot.signature(of: file), fstat(file.rawValue, &status) == 0 else {
            return missing
        }
        // An image that is too large for the database stays a file.
        if isLinked || status.st_size > Self.maximumImageBytes {
            let isSame = old.map { $0.stamp == signature && !$0.isStored && $0.path == product.image } ?? false
            return isSame ? .keep : .replace(stamp: signature, png: nil)
        }
        if let old, old.isStored, old.stamp == signature { return .keep }
        guard let png = try? file.readAll(upToCount: Self.maximumImageBytes) else { return missing }
        if let old, old.isStored, try holds(png, product: old.id) { return .touch(stamp: signature) }
        return .replace(stamp: signature, png: png)
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

    /// Stores the image root and whether images are linked, unless this would break links to another folder.
    private func keep(_ root: ImageRoot, isLinked: Bool?) throws -> Bool {
        try performInTransaction { db in
            let isLinked = try isLinked ?? (Self.value(of: .images, db) == "linked")
            if let recorded = try Self.value(of: .imageRoot, db), recorded != root.folder {
                let isInUse = try Bool.fetchOne(
                    db, sql: "SELECT EXISTS (SELECT 1 FROM product_images WHERE png IS NULL AND stamp <> ?)",
                    arguments: [Self.missing])
                if isInUse == true {
                    throw TaggerError(
                        .invalidData,
                        """
                        The images of \(path) are files in \(recorded), not in \(root.folder). First import from \
                        \(recorded) with --no-link, which stores the images in the catalog. Nothing was changed.
                        """)
                }
            }
            try Self.set(.imageRoot, to: root.folder, db)
            try Self.set(.images, to: isLinked ? "linked" : "stored", db)
            return isLinked
        }
    }
}
