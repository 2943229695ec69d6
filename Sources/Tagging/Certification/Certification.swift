import Catalog
import Foundation
import Platform
import Statistics

/// What the audits of a shop show about a model's precision, compared with the shop's precision target.
public struct Certification: Sendable {
    /// The confidence level of certificates.
    public static let confidenceLevel = 0.9

    /// The shop's precision target: the share of automatic tags that must be right.
    public let precisionTarget: Double
    /// The certificate; nil where the audits do not show the target.
    public let certificate: PrecisionCertificate?
    /// The number of audits that the model was not trained on.
    public let audits: Int
    /// The expected number of further audits until a certificate, and the share of products that it is expected to cover; nil
    /// where there is a certificate, and where the model is not precise enough for any number of audits.
    public let forecast: (audits: Int, coverage: Double)?

    init(precisionTarget: Double, audited: AuditedPredictions) {
        self.precisionTarget = precisionTarget
        audits = audited.products.count
        let taggable = audited.taggable
        certificate = PrecisionCertificate(
            audits: taggable, total: audits, precisionTarget: precisionTarget, confidenceLevel: Self.confidenceLevel)
        forecast =
            certificate == nil
            ? AuditForecast(
                audits: taggable, total: audits, precisionTarget: precisionTarget, confidenceLevel: Self.confidenceLevel
            ).additionalAudits() : nil
    }

    /// Computes what the catalog's audits show about a model. Audits that the model was trained on are left out.
    ///
    /// - Throws: ``TaggerError``.
    public init(of model: NamedModel, in catalog: Catalog) throws {
        let audits = try catalog.decidedProducts(model: model.digest).filter { $0.isAudit && !$0.wasTrainedOn }
        self.init(
            precisionTarget: try catalog.precision(), audited: try AuditedPredictions(of: audits, by: model))
    }

    /// Stores a model's certificate anew, unless neither the decisions nor the precision target have changed since it was stored.
    ///
    /// - Throws: ``TaggerError``.
    public static func update(for model: NamedModel, in catalog: Catalog) throws {
        try catalog.updateCertificateIfDecided(model: model.reference) {
            try Certification(of: model, in: catalog).stored
        }
    }

    /// The certificate as the catalog stores it.
    var stored: StoredCertificate? {
        get throws {
            try certificate.map {
                StoredCertificate(
                    precision: precisionTarget, threshold: $0.threshold,
                    certificate: String(decoding: try JSONEncoder().encode($0), as: UTF8.self))
            }
        }
    }
}
