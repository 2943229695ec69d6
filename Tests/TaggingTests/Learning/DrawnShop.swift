import Foundation
import Imaging
import NeuralNetwork
import TestSupport

@testable import Catalog
@testable import Tagging

/// A tagged shop of drawn products of four kinds, with their true categories: a bag, trousers, a boot, and a ring, which belongs
/// to none of the ten categories.
struct DrawnShop {
    private static let answers: [Decision.Action] = [.set("Bag"), .set("Trouser"), .set("Ankle boot"), .none]

    let folder: TemporaryFolder
    let catalog: Catalog
    let base: NamedModel
    /// The SKUs in the order of audits, the same for every shop of the same products.
    let order: [String]

    init(products: Int, base: NamedModel? = nil) throws {
        let base = try base ?? Self.untrained
        let folder = try TemporaryFolder()
        let shop = try SmallShop.write((0..<products).map(Self.image), to: folder)
        let catalog = try Catalog.openForImport(path: folder.file("shop.sqlite"))
        _ = try catalog.importProducts(ProductsFile(folder: shop).products, from: shop, isLinked: false)
        (self.folder, self.catalog, self.base) = (folder, catalog, base)
        order = try Self.tag(catalog, with: base)
    }

    /// Tags all products, and returns their SKUs in the order of audits.
    static func tag(_ catalog: Catalog, with model: NamedModel) throws -> [String] {
        try catalog.performInTransaction { try Catalog.set(.auditSeed, to: "seed", $0) }
        _ = try TaggingRun().perform(on: catalog, with: model)
        let products = try catalog.sample(count: .max / 2)
        return try catalog.details(of: products).map(\.sku)
    }

    /// Returns the true decision for a product, which follows from its SKU.
    static func truth(_ sku: String) -> Decision.Action { answers[kind(sku)] }

    static func kind(_ sku: String) -> Int { (Int(sku.dropFirst()) ?? 0) % answers.count }

    func decide(_ skus: some Sequence<String>, _ answer: (String) -> Decision.Action = truth) throws {
        _ = try catalog.decide(skus.map { Decision(sku: $0, action: answer($0)) })
    }

    func learn(replayImages: LabeledImages? = nil) throws -> LearningResult? {
        try Learning(in: catalog, from: base, replayImages: replayImages).perform()
    }

    /// The active model.
    var active: NamedModel {
        get throws { try NamedModel(activeIn: catalog, orElse: base) }
    }

    /// A model with arbitrary weights.
    static var untrained: NamedModel {
        get throws {
            let architecture = Architecture.dense(hidden: [16])
            let weights = (0..<(try architecture.parameterCount())).map { Float(($0 &* 7919) % 211 - 105) / 2000 }
            return try NamedModel(
                name: "untrained",
                model: Model(
                    name: "untrained", architecture: architecture, classes: Category.names, pixelScale: .unit,
                    preprocessing: ThumbnailMaker.version, temperature: 1, provenance: [:], weights: weights))
        }
    }

    private static func image(_ number: Int) -> [UInt8] {
        let kind = number % answers.count, look = number / answers.count
        let (wide, high, shade) = (look % 3, look / 3 % 4, 30 + look * 13 % 80)
        return PNGFile(width: 48, height: 64).encoded { x, y, _ in
            let radius = (x - 24) * (x - 24) + (y - 32) * (y - 32)
            let isInside =
                switch kind {
                case 0: (6 - wide..<42 + wide).contains(x) && (30 - high..<58).contains(y)
                case 1:
                    (4..<60).contains(y) && (14 - wide..<34 + wide).contains(x) && (y < 14 || abs(x - 24) > 3 + high)
                case 2:
                    (6..<58).contains(y) && (10..<22 + wide).contains(x)
                        || (46 - high..<58).contains(y) && (10..<42).contains(x)
                default: ((11 + wide) * (11 + wide)..<(18 + high) * (18 + high)).contains(radius)
                }
            return isInside ? shade + (x * (look % 7 + 1) + y * 3) % 30 : 255
        }
    }
}
