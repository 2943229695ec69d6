import Catalog
import Foundation
import Platform
import Reporting
import Statistics

/// The precision that a shop asks for, and what can be shown of it on the shop's own products.
public struct Promise: Sendable {
    /// How sure it has to be, before a precision is called shown, that it is not by luck.
    public static let certainty = 0.9

    /// The share of automatic tags that is to be right.
    public let precision: Double
    /// What was shown; nil while nothing can be.
    public let certificate: PrecisionCertificate?
    /// Answered audits that the network was not trained on.
    public let audits: Int
    /// How many more audits are expected to show it, and the share of products that they are expected to let be tagged; nil
    /// where it is shown, and where the present network is not good enough.
    public let need: (audits: Int, share: Double)?

    init(precision: Double, audited: AuditedPredictions) {
        self.precision = precision
        audits = audited.products.count
        let taggable = audited.taggable
        certificate = PrecisionCertificate(
            audits: taggable, total: audits, precisionTarget: precision, confidenceLevel: Self.certainty)
        need =
            certificate == nil
            ? AuditForecast(audits: taggable, total: audits, precisionTarget: precision, confidenceLevel: Self.certainty)
                .additionalAudits().map { (audits: $0.audits, share: $0.coverage) } : nil
    }

    /// What can be shown for a network now, from audits that it was not trained on.
    ///
    /// - Throws: ``TaggerError``, ``TaggerError``.
    public init(of model: NamedModel, in catalog: Catalog) throws {
        let audits = try catalog.decidedProducts(model: model.digest).filter { $0.isAudit && !$0.wasTrainedOn }
        self.init(
            precision: try catalog.precision(), audited: try AuditedPredictions(of: audits, by: model))
    }

    /// Sees to it that a network's promise rests on all that people have said until now.
    ///
    /// - Throws: ``TaggerError``, ``TaggerError``.
    public static func refresh(for model: NamedModel, in catalog: Catalog) throws {
        try catalog.ifDecidedSince(model: model.reference) {
            try Promise(of: model, in: catalog).stored
        }
    }

    /// As the catalog keeps it.
    var stored: StoredPromise? {
        get throws {
            try certificate.map {
                StoredPromise(
                    precision: precision, threshold: $0.threshold,
                    certificate: String(decoding: try JSONEncoder().encode($0), as: UTF8.self))
            }
        }
    }
}
