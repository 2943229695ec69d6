import Catalog
import Foundation
import Reporting
import TestSupport
import Testing

@testable import Tagging

/// What can be shown of a precision from audits that are stored, and what comes of it in the catalog.
@Suite struct PromiseTests {
    private let folder: TemporaryFolder
    private let catalog: Catalog
    private let model: NamedModel
    /// All products in the order of audits.
    private let order: [String]
    /// How sure the network is of each.
    private let confidences: [String: Double]

    /// A shop of 280 products, of which the last 60 have the pictures of the first.
    init() throws {
        folder = try TemporaryFolder()
        model = try NamedModel(nameOrFile: "dense")
        let shop = try SmallShop.write((0..<220).map { SmallShop.picture($0) }, products: 280, to: folder)
        catalog = try Catalog.openForImport(path: folder.file("shop.sqlite"))
        _ = try catalog.importProducts(ProductsFile(folder: shop).products, from: shop, isLinked: false)
        order = try TaughtShop.look(at: catalog, with: model)
        var confidences: [String: Double] = [:]
        try catalog.forEachTag { confidences[$0.sku] = $0.confidence }
        self.confidences = confidences
    }

    private func decide(_ skus: some Sequence<String>, _ answer: (String) -> Decision.Action = { _ in .accept }) throws
    {
        _ = try catalog.decide(skus.map { Decision(sku: $0, action: answer($0)) })
    }

    private func confidence(_ sku: String) -> Double { confidences[sku] ?? 0 }

    /// The most confident so many of some products.
    private func surest(_ count: Int, of skus: some Sequence<String>) -> [String] {
        Array(skus.sorted { confidence($0) > confidence($1) }.prefix(count))
    }

    private func promise() throws -> Certification { try Certification(of: model, in: catalog) }

    /// The lowest threshold at which so few wrong ones show the precision, each tried from the surest on until one does not:
    /// by the binomial distribution as it is in books.
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

    @Test func storedAuditsShowWhatTheBinomialDistributionSays() throws {
        let audits = order.prefix(200)
        let right = Set(surest(182, of: audits))
        try decide(audits) { right.contains($0) ? .accept : .none }
        let promise = try promise()
        let certificate = try #require(promise.certificate)
        #expect(promise.precision == 0.97 && promise.audits == 200 && promise.need == nil)
        let expected = threshold(Array(audits), isWrong: { !right.contains($0) }, precision: 0.97, first: 176)
        #expect(certificate.threshold == expected)
        #expect(certificate.auditsAbove == audits.count { confidence($0) >= certificate.threshold })
        #expect(certificate.auditsAbove > 176 && certificate.wrongAbove > 0 && certificate.shareAbove < 1)
        #expect(certificate.lowerBound >= 0.97)
    }

    /// The very number that is stored decides: a product as sure as the least sure audit above is tagged.
    @Test func tagsAreVerifiedFromTheThresholdOn() throws {
        let audits = order.prefix(200)
        let right = Set(surest(182, of: audits))
        try decide(audits) { right.contains($0) ? .accept : .none }
        #expect(try catalog.verifiedCount() == 0)
        try Certification.refresh(for: model, in: catalog)
        let threshold = try #require(try catalog.certificate(model: model.digest)).threshold
        #expect(try catalog.reviewBelow(model: model.digest) == threshold)
        var verified = 0
        try catalog.forEachTag { tag in
            guard tag.status != .confirmed else { return }
            #expect(tag.isVerified == (confidence(tag.sku) >= threshold) && tag.isVerified == (tag.status == .tagged))
            verified += tag.isVerified ? 1 : 0
        }
        #expect(verified > 10 && verified < 80)
        // For more than was shown nothing is, and as long as that is so the strict threshold holds.
        try catalog.setPrecision(0.99)
        #expect(try catalog.verifiedCount() == 0 && catalog.reviewBelow(model: model.digest) == 0.95)
        try Certification.refresh(for: model, in: catalog)
        #expect(try catalog.certificate(model: model.digest) == nil)
        try catalog.setPrecision(0.95)
        try Certification.refresh(for: model, in: catalog)
        #expect(try #require(try catalog.certificate(model: model.digest)).threshold <= threshold)
    }

    @Test func whatIsNotTheNetworksGuessIsWrongAndASkipTakesNoAnswerBack() throws {
        let audits = order.prefix(200), sure = surest(2, of: audits)
        try decide(audits)
        #expect(try promise().certificate?.wrongAbove == 0)
        try decide([sure[0]]) { _ in .none }
        try decide([sure[1]]) { _ in .skip }
        let certificate = try #require(try promise().certificate)
        #expect(certificate.wrongAbove == 1 && certificate.auditsAbove == 200)
    }

    @Test func whatWasSkippedOrTakenBackCountsAsWrong() throws {
        let audits = order.prefix(200), skipped = surest(2, of: audits.dropLast())
        try decide(audits) { skipped.contains($0) ? .skip : .accept }
        // Two wrong among the surest 176 are as many as there may be.
        #expect(try promise().certificate?.wrongAbove == 2)
        try decide([skipped[0]])
        #expect(try promise().certificate?.wrongAbove == 1)
        _ = try catalog.undoLastDecision()
        _ = try catalog.undoLastDecision()
        let decided = try catalog.decidedProducts(model: model.digest)
        let audited = try AuditedPredictions(of: decided, by: model)
        #expect(decided.count == 200 && audited.isRight.count { !$0 } == 3)
        #expect(try promise().audits == 200)
    }

    /// Decisions that were asked for because the network was unsure, or sure, are no sample of the shop.
    @Test func whatIsNoAuditNeverEntersAPromise() throws {
        try decide(order[1..<250])
        #expect(try promise().audits == 0 && promise().certificate == nil)
        try decide([order[0]])
        #expect(try promise().audits == 250 && promise().certificate != nil)
    }

    @Test func whatTheNetworkWasTrainedOnNeverEntersItsPromise() throws {
        try decide(order.prefix(250))
        let decided = try catalog.decidedProducts(model: model.digest)
        let before = try promise()
        try catalog.activate(
            model.reference, file: model.model.serialized(), facts: "{}",
            trainedOn: decided.prefix(100).map(\.product), certificate: before.stored)
        let after = try promise()
        #expect(before.audits == 250 && after.audits == 150 && after.certificate == nil)
        try Certification.refresh(for: model, in: catalog)
        #expect(try catalog.certificate(model: model.digest) == nil && catalog.verifiedCount() == 0)
    }

    @Test func aPictureThatChangedIsNoAuditUntilItIsAnsweredAgain() throws {
        try decide(order.prefix(200))
        let shop = folder.file("shop")
        let number = try #require(Int(order[5].dropFirst()))
        try folder.write(SmallShop.picture(999), to: "shop/images/\(number % 220).png")
        _ = try catalog.importProducts(ProductsFile(folder: shop).products, from: shop, isLinked: false)
        _ = try TaggingRun().perform(on: catalog, with: model)
        let twins = order.prefix(200).count { (Int($0.dropFirst()) ?? 0) % 220 == number % 220 }
        #expect(try promise().audits == 200 - twins)
        try decide([order[5]])
        #expect(try promise().audits == 200 - twins + 1)
    }

    @Test func whileThereAreTooFewItSaysHowManyMore() throws {
        try decide(order.prefix(50))
        let early = try promise()
        #expect(early.certificate == nil && early.audits == 50)
        let need = try #require(early.need)
        #expect(need.audits + 50 >= 176 && need.share > 0 && need.share <= 1)
        // A network that is always wrong needs more than audits.
        try decide(order.prefix(150)) { _ in .none }
        #expect(try promise().certificate == nil && promise().need == nil)
    }
}
