import Catalog
import Foundation
import Reporting
import TestSupport
import Testing

@testable import Tagging

@Suite struct CertificationTests {
    private let folder: TemporaryFolder
    private let catalog: Catalog
    private let model: NamedModel
    /// All products in the order of audits.
    private let order: [String]
    /// The confidence of each product's prediction.
    private let confidences: [String: Double]

    /// Creates a shop of 280 products; the last 60 have the images of the first 60.
    init() throws {
        folder = try TemporaryFolder()
        model = try NamedModel(nameOrFile: "dense")
        let shop = try SmallShop.write((0..<220).map { SmallShop.image($0) }, products: 280, to: folder)
        catalog = try Catalog.openForImport(path: folder.file("shop.sqlite"))
        _ = try catalog.importProducts(ProductsFile(folder: shop).products, from: shop, isLinked: false)
        order = try DrawnShop.tag(catalog, with: model)
        var confidences: [String: Double] = [:]
        try catalog.forEachTag { confidences[$0.sku] = $0.confidence }
        self.confidences = confidences
    }

    private func decide(_ skus: some Sequence<String>, _ answer: (String) -> Decision.Action = { _ in .accept }) throws
    {
        _ = try catalog.decide(skus.map { Decision(sku: $0, action: answer($0)) })
    }

    private func confidence(_ sku: String) -> Double { confidences[sku] ?? 0 }

    /// Returns the products with the highest confidences.
    private func mostConfident(_ count: Int, of skus: some Sequence<String>) -> [String] {
        Array(skus.sorted { confidence($0) > confidence($1) }.prefix(count))
    }

    private func certification() throws -> Certification { try Certification(of: model, in: catalog) }

    /// Returns the lowest threshold of the fixed sequence of exact binomial tests, computed independently of `Statistics`.
    private func threshold(_ audits: [String], isWrong: (String) -> Bool, precision: Double, first: Int) -> Double? {
        func tail(_ wrong: Int, of count: Int) -> Double {
            var term = pow(precision, Double(count)), sum = term
            for i in 0..<wrong {
                term *= Double(count - i) / Double(i + 1) * (1 - precision) / precision
                sum += term
            }
            return sum
        }
        var found: Double?
        for threshold in Set(audits.map(confidence)).sorted(by: >) {
            let above = audits.filter { confidence($0) >= threshold }
            guard above.count >= first else { continue }
            guard tail(above.count(where: isWrong), of: above.count) <= 0.1 else { break }
            found = threshold
        }
        return found
    }

    @Test func certificateEqualsThatOfTheBinomialDistribution() throws {
        let audits = order.prefix(200)
        let right = Set(mostConfident(182, of: audits))
        try decide(audits) { right.contains($0) ? .accept : .none }
        let certification = try self.certification()
        let certificate = try #require(certification.certificate)
        #expect(certification.precisionTarget == 0.97 && certification.audits == 200 && certification.forecast == nil)
        let expected = threshold(Array(audits), isWrong: { !right.contains($0) }, precision: 0.97, first: 176)
        #expect(certificate.threshold == expected)
        #expect(certificate.auditsAbove == audits.count { confidence($0) >= certificate.threshold })
        #expect(certificate.auditsAbove > 176 && certificate.wrongAbove > 0 && certificate.coverage < 1)
        #expect(certificate.lowerBound >= 0.97)
    }

    /// The stored threshold is compared with stored confidences: a product at the threshold is tagged.
    @Test func tagsAtAndAboveTheThresholdAreVerified() throws {
        let audits = order.prefix(200)
        let right = Set(mostConfident(182, of: audits))
        try decide(audits) { right.contains($0) ? .accept : .none }
        #expect(try catalog.verifiedCount() == 0)
        try Certification.update(for: model, in: catalog)
        let threshold = try #require(try catalog.certificate(model: model.digest)).threshold
        #expect(try catalog.reviewBelow(model: model.digest) == threshold)
        var verified = 0
        try catalog.forEachTag { tag in
            guard tag.status != .confirmed else { return }
            #expect(tag.isVerified == (confidence(tag.sku) >= threshold) && tag.isVerified == (tag.status == .tagged))
            verified += tag.isVerified ? 1 : 0
        }
        #expect(verified > 10 && verified < 80)
        // Under a higher target than the certified one nothing is verified, and the strict threshold applies.
        try catalog.setPrecision(0.99)
        #expect(try catalog.verifiedCount() == 0 && catalog.reviewBelow(model: model.digest) == 0.95)
        try Certification.update(for: model, in: catalog)
        #expect(try catalog.certificate(model: model.digest) == nil)
        try catalog.setPrecision(0.95)
        try Certification.update(for: model, in: catalog)
        #expect(try #require(try catalog.certificate(model: model.digest)).threshold <= threshold)
    }

    @Test func anotherDecidedCategoryCountsAsWrongAndASkipKeepsTheEarlierDecision() throws {
        let audits = order.prefix(200), sure = mostConfident(2, of: audits)
        try decide(audits)
        #expect(try certification().certificate?.wrongAbove == 0)
        try decide([sure[0]]) { _ in .none }
        try decide([sure[1]]) { _ in .skip }
        let certificate = try #require(try certification().certificate)
        #expect(certificate.wrongAbove == 1 && certificate.auditsAbove == 200)
    }

    @Test func skippedAndUndoneAuditsCountAsWrong() throws {
        let audits = order.prefix(200), skipped = mostConfident(2, of: audits.dropLast())
        try decide(audits) { skipped.contains($0) ? .skip : .accept }
        // The test allows two wrong predictions among the 176 most confident.
        #expect(try certification().certificate?.wrongAbove == 2)
        try decide([skipped[0]])
        #expect(try certification().certificate?.wrongAbove == 1)
        _ = try catalog.undoLastDecision()
        _ = try catalog.undoLastDecision()
        let decided = try catalog.decidedProducts(model: model.digest)
        let audited = try AuditedPredictions(of: decided, by: model)
        #expect(decided.count == 200 && audited.isRight.count { !$0 } == 3)
        #expect(try certification().audits == 200)
    }

    /// Products that were chosen by their confidence are not a random sample of the shop.
    @Test func decisionsOutsideTheAuditsDoNotCount() throws {
        try decide(order[1..<250])
        #expect(try certification().audits == 0 && certification().certificate == nil)
        try decide([order[0]])
        #expect(try certification().audits == 250 && certification().certificate != nil)
    }

    @Test func auditsThatTheModelWasTrainedOnDoNotCount() throws {
        try decide(order.prefix(250))
        let decided = try catalog.decidedProducts(model: model.digest)
        let before = try certification()
        try catalog.activate(
            model.reference, file: model.model.serialized(), facts: "{}",
            trainedOn: decided.prefix(100).map(\.product), certificate: before.stored)
        let after = try certification()
        #expect(before.audits == 250 && after.audits == 150 && after.certificate == nil)
        try Certification.update(for: model, in: catalog)
        #expect(try catalog.certificate(model: model.digest) == nil && catalog.verifiedCount() == 0)
    }

    @Test func auditOfAReplacedImageDoesNotCountUntilItIsDecidedAgain() throws {
        try decide(order.prefix(200))
        let shop = folder.file("shop")
        let number = try #require(Int(order[5].dropFirst()))
        try folder.write(SmallShop.image(999), to: "shop/images/\(number % 220).png")
        _ = try catalog.importProducts(ProductsFile(folder: shop).products, from: shop, isLinked: false)
        _ = try TaggingRun().perform(on: catalog, with: model)
        let sameImage = order.prefix(200).count { (Int($0.dropFirst()) ?? 0) % 220 == number % 220 }
        #expect(try certification().audits == 200 - sameImage)
        try decide([order[5]])
        #expect(try certification().audits == 200 - sameImage + 1)
    }

    @Test func tooFewAuditsGiveAForecast() throws {
        try decide(order.prefix(50))
        let early = try certification()
        #expect(early.certificate == nil && early.audits == 50)
        let need = try #require(early.forecast)
        #expect(need.audits + 50 >= 176 && need.coverage > 0 && need.coverage <= 1)
        // No number of audits certifies a model that is always wrong.
        try decide(order.prefix(150)) { _ in .none }
        #expect(try certification().certificate == nil && certification().forecast == nil)
    }
}
