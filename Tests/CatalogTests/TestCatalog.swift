import Foundation
import GRDB
import Platform
import TestSupport

@testable import Catalog

/// What a network says of a product, and what the product looks like.
struct Seen {
    /// The best guess; nil where the picture can't be read.
    var guess: String? = "Bag"
    var confidence = 0.95
    /// Of each of its pixels.
    var gray: UInt8 = 0

    var thumbnail: StoredThumbnail { StoredThumbnail(pixels: Data(repeating: gray, count: 784), closeUp: nil) }
}

/// A catalog in a folder of its own, and a second connection to it, as the shop's own programs have one.
struct TestCatalog {
    static let model = ModelReference(name: "dense", digest: Data([1]))
    static let preprocessing = "1"
    static let thumbnail = Seen().thumbnail

    let folder: TemporaryFolder
    var path: String { folder.file("shop.sqlite") }

    /// A shop's own database with so many products and the view that the program reads.
    init(products: Int = 3) throws {
        folder = try TemporaryFolder()
        try shop(
            """
            CREATE TABLE goods (key TEXT PRIMARY KEY, label TEXT, photo BLOB, file TEXT, changed TEXT);
            CREATE VIEW tagger_source AS
            SELECT key AS product_id, key AS sku, label AS title, photo AS png, file AS path, changed AS stamp FROM goods;
            """)
        try shop(
            """
            WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < \(products))
            INSERT INTO goods SELECT 'P' || i, 'Product ' || i, CAST(char(i % 10) AS BLOB), NULL, 'a' FROM n WHERE \(products) > 0
            """)
    }

    /// Runs statements as the shop would.
    @discardableResult
    func shop(_ sql: String) throws -> [Row] {
        try DatabaseQueue(path: path).inDatabase { db in
            guard sql.hasPrefix("SELECT") || sql.hasPrefix("PRAGMA") else {
                try db.execute(sql: sql)
                return []
            }
            return try Row.fetchAll(db, sql: sql)
        }
    }

    func open(_ access: Catalog.Access = .write) throws -> Catalog { try Catalog(path: path, access: access) }

    /// SKUs that a run would look at.
    func work(_ catalog: Catalog, model: Data = model.digest, preprocessing: String = preprocessing) throws -> [String]
    {
        _ = try catalog.findWork(model: model, preprocessing: preprocessing)
        var position: Int64 = 0, products: [ProductID] = []
        while case let page = try catalog.nextWork(after: &position, count: 2), !page.isEmpty { products += page }
        return products.map(\.description).sorted()
    }

    /// Runs as the program does, with what a network says of each picture given: a category, or nil for a failure.
    @discardableResult
    func run(
        _ catalog: Catalog, model: ModelReference = model, confidence: Double = 0.95,
        _ guess: (String) -> String? = { _ in "Bag" }
    ) throws -> OutcomeCounts {
        try see(catalog, model: model) { Seen(guess: guess($0), confidence: confidence) }
    }

    /// The same, with how sure the network is of each product, and what that looks like.
    @discardableResult
    func see(
        _ catalog: Catalog, model: ModelReference = model, preprocessing: String = preprocessing,
        _ seen: (String) -> Seen
    ) throws -> OutcomeCounts {
        let products = try work(catalog, model: model.digest, preprocessing: preprocessing)
        let run = try catalog.startRun(model: model, preprocessing: preprocessing)
        var counts = OutcomeCounts()
        let outcomes = try products.map {
            try outcome(catalog, $0, model: model, preprocessing: preprocessing, seen($0))
        }
        try catalog.write(outcomes, in: run)
        for outcome in outcomes { counts.count(outcome, reviewBelow: run.reviewBelow) }
        try catalog.finishRun(run, isComplete: true)
        return counts
    }

    func outcome(
        _ catalog: Catalog, _ sku: String, model: ModelReference = model, preprocessing: String = preprocessing,
        _ seen: Seen = Seen()
    ) throws -> Outcome {
        let found = try catalog.workItem(
            ProductID(sku.databaseValue), model: model.digest, preprocessing: preprocessing)
        guard let (item, image) = found else { throw TaggerError(.invalidData, "no product \(sku)") }
        let digest: Data? =
            switch image {
            case .data(let data): data
            case .unchanged: item.lastDigest
            default: nil
            }
        if digest != nil, digest == item.lastDigest,
            item.lastIsCurrent || item.thumbnail != nil && item.decisionApplies(digest: digest)
        {
            return Outcome(item: item, digest: digest, result: .unchanged(fileSignature: nil))
        }
        guard let guess = seen.guess else {
            return Outcome(item: item, digest: digest, result: .failure(reason: "It is broken.", fileSignature: nil))
        }
        let other = guess == "Coat" ? "Dress" : "Coat"
        return Outcome(
            item: item, digest: digest,
            result: .prediction(
                probabilities: [(guess, seen.confidence), (other, 1 - seen.confidence)], thumbnail: seen.thumbnail))
    }

    /// The rows of `tagger_tags`, by SKU.
    func tags(_ catalog: Catalog) throws -> [String: Tag] {
        var tags: [String: Tag] = [:]
        try catalog.forEachTag { tags[$0.sku] = $0 }
        return tags
    }
}
