import Catalog
import Foundation
import GRDB
import Platform
import TestSupport

/// The prediction and the thumbnail of a product in a test.
public struct TestPrediction: Sendable {
    /// The predicted category; nil for an image that cannot be read.
    public var category: String?
    /// The probability of the predicted category.
    public var confidence: Double
    /// The gray value of each pixel.
    public var gray: UInt8

    /// Creates a prediction.
    public init(_ category: String? = "Bag", confidence: Double = 0.95, gray: UInt8 = 0) {
        (self.category, self.confidence, self.gray) = (category, confidence, gray)
    }

    /// The thumbnail.
    public var thumbnail: StoredThumbnail { StoredThumbnail(pixels: Data(repeating: gray, count: 784), closeUp: nil) }
}

/// A catalog in a folder of its own, and a second connection to it, like that of the shop's own programs.
public struct TestCatalog {
    /// The default model of runs.
    public static let model = ModelReference(name: "dense", digest: Data([1]))
    /// The default preprocessing of runs.
    public static let preprocessing = "1"
    /// The thumbnail of the default prediction.
    public static let thumbnail = TestPrediction().thumbnail

    /// The folder of the catalog.
    public let folder: TemporaryFolder
    /// The path of the catalog.
    public var path: String { folder.file("shop.sqlite") }

    /// A shop's own database with a number of products and the view `tagger_source`.
    public init(products: Int = 3) throws {
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

    /// Runs statements on the shop's connection.
    @discardableResult
    public func shop(_ sql: String) throws -> [Row] {
        var configuration = Configuration()
        // A catalog that is being closed may lock the file for a moment.
        configuration.busyMode = .timeout(5)
        return try DatabaseQueue(path: path, configuration: configuration).inDatabase { db in
            guard sql.hasPrefix("SELECT") || sql.hasPrefix("PRAGMA") else {
                try db.execute(sql: sql)
                return []
            }
            return try Row.fetchAll(db, sql: sql)
        }
    }

    /// Opens the catalog.
    public func open(_ access: Catalog.Access = .write) throws -> Catalog { try Catalog(path: path, access: access) }

    /// Returns the key of a product.
    public func product(_ sku: String) -> ProductID {
        guard let product = ProductID(identity: "text \(sku)") else { preconditionFailure("a text is a key") }
        return product
    }

    /// Finds the products that need work, by default for the default model and preprocessing.
    public func findWork(
        _ catalog: Catalog, model: Data = model.digest, preprocessing: String = preprocessing, limit: Int? = nil
    ) throws -> WorkQueue {
        try catalog.findWork(model: model, preprocessing: preprocessing, limit: limit)
    }

    /// Returns the sorted SKUs of the products that need work.
    public func work(
        _ catalog: Catalog, model: Data = model.digest, preprocessing: String = preprocessing
    ) throws -> [String] {
        try findWork(catalog, model: model, preprocessing: preprocessing).allKeys().map(\.description).sorted()
    }

    /// Runs with given predictions of the same confidence: a category, or nil for a failure.
    @discardableResult
    public func run(
        _ catalog: Catalog, model: ModelReference = model, confidence: Double = 0.95,
        _ category: (String) -> String? = { _ in "Bag" }
    ) throws -> OutcomeCounts {
        try predict(catalog, model: model) { TestPrediction(category($0), confidence: confidence) }
    }

    /// Runs with given predictions and thumbnails.
    @discardableResult
    public func predict(
        _ catalog: Catalog, model: ModelReference = model, preprocessing: String = preprocessing,
        _ prediction: (String) -> TestPrediction
    ) throws -> OutcomeCounts {
        let queue = try findWork(catalog, model: model.digest, preprocessing: preprocessing)
        let run = try catalog.startRun(model: model, preprocessing: preprocessing)
        var counts = OutcomeCounts()
        let outcomes = try queue.allKeys().map { product in
            try outcome(queue, product, prediction(product.description))
        }
        try catalog.write(outcomes, in: run)
        for outcome in outcomes { counts.count(outcome, reviewBelow: run.reviewBelow) }
        try catalog.finishRun(run, isComplete: true)
        return counts
    }

    /// Returns the outcome of a product as a run makes it, with a given prediction.
    public func outcome(
        _ queue: WorkQueue, _ product: ProductID, _ prediction: TestPrediction = TestPrediction()
    ) throws -> Outcome {
        guard let (item, image) = try queue.item(product) else {
            throw TaggerError(.invalidData, "no product \(product)")
        }
        let digest: Data? =
            switch image {
            case .data(let data): data
            case .unchanged: item.lastDigest
            default: nil
            }
        if digest != nil, digest == item.lastDigest,
            item.lastIsCurrent || item.thumbnail != nil && item.decisionApplies(toDigest: digest)
        {
            return Outcome(item: item, digest: digest, result: .unchanged(fileSignature: nil))
        }
        guard let category = prediction.category else {
            return Outcome(item: item, digest: digest, result: .failure(reason: "It is broken.", fileSignature: nil))
        }
        let other = category == "Coat" ? "Dress" : "Coat"
        return Outcome(
            item: item, digest: digest,
            result: .prediction(
                probabilities: [(category, prediction.confidence), (other, 1 - prediction.confidence)],
                thumbnail: prediction.thumbnail))
    }

    /// Returns the rows of `tagger_tags`, by SKU.
    public func tags(_ catalog: Catalog) throws -> [String: Tag] {
        var tags: [String: Tag] = [:]
        try catalog.forEachTag { tags[$0.sku] = $0 }
        return tags
    }
}

extension WorkQueue {
    /// Returns the keys of all products that were not handed out yet.
    public func allKeys() throws -> [ProductID] {
        var products: [ProductID] = []
        while case let page = try nextKeys(count: 2), !page.isEmpty { products += page }
        return products
    }

    /// Returns the item and the image of one product.
    public func item(_ product: ProductID) throws -> (item: WorkItem, image: ImageReference)? {
        try items([product], bytes: 1).first ?? nil
    }
}
