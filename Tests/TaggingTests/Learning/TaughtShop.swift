import Foundation
import Imaging
import NeuralNetwork
import TestSupport

@testable import Catalog
@testable import Tagging

/// A shop of four kinds of drawn things, and a person who knows them: a bag, trousers, a boot, and a ring, which is none of the
/// ten. A network has looked at all of it.
struct TaughtShop {
    private static let answers: [Decision.Action] = [.set("Bag"), .set("Trouser"), .set("Ankle boot"), .none]

    let folder: TemporaryFolder
    let catalog: Catalog
    let base: NamedModel
    /// The SKUs in the order of audits, the same for every shop of the same products.
    let order: [String]

    init(products: Int, base: NamedModel? = nil) throws {
        let base = try base ?? Self.untaught
        let folder = try TemporaryFolder()
        let shop = try SmallShop.write((0..<products).map(Self.picture), to: folder)
        let catalog = try Catalog.openForImport(path: folder.file("shop.sqlite"))
        _ = try catalog.importProducts(ProductsFile(folder: shop).products, from: shop, isLinked: false)
        (self.folder, self.catalog, self.base) = (folder, catalog, base)
        order = try Self.look(at: catalog, with: base)
    }

    /// Tags everything and says in what order it is audited.
    static func look(at catalog: Catalog, with model: NamedModel) throws -> [String] {
        try catalog.performInTransaction { try Catalog.set(.auditSeed, to: "seed", $0) }
        _ = try TaggingRun().perform(on: catalog, with: model)
        let products = try catalog.sample(count: .max / 2)
        return try catalog.details(of: products).map(\.sku)
    }

    /// What a person says who knows the thing, of which SKUs tell.
    static func truth(_ sku: String) -> Decision.Action { answers[kind(sku)] }

    static func kind(_ sku: String) -> Int { (Int(sku.dropFirst()) ?? 0) % answers.count }

    func decide(_ skus: some Sequence<String>, _ answer: (String) -> Decision.Action = truth) throws {
        _ = try catalog.decide(skus.map { Decision(sku: $0, action: answer($0)) })
    }

    func learn(beside known: LabeledImages? = nil) throws -> LearningResult? {
        try Learning(in: catalog, from: base, beside: known).perform()
    }

    /// The network that tags.
    var active: NamedModel {
        get throws { try NamedModel(taggingIn: catalog, orElse: base) }
    }

    /// A network that tells nothing apart: its weights are any numbers.
    static var untaught: NamedModel {
        get throws {
            let architecture = Architecture.dense(hidden: [16])
            let weights = (0..<(try architecture.parameterCount())).map { Float(($0 &* 7919) % 211 - 105) / 2000 }
            return try NamedModel(
                name: "untaught",
                model: Model(
                    name: "untaught", architecture: architecture, classes: Category.names, pixelScale: .unit,
                    preprocessing: ThumbnailMaker.version, temperature: 1, provenance: [:], weights: weights))
        }
    }

    private static func picture(_ number: Int) -> [UInt8] {
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
