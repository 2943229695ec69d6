import Foundation
import Reporting
import Tagging

/// The state of certification in two or three sentences, one on each line.
struct CertificationText {
    let text: String

    init(_ certification: Certification) {
        let target = certification.precisionTarget.exactPercent
        if let certificate = certification.certificate {
            text = """
                The precision target of \(target) is certified: \(certificate.wrongAbove) of \(certificate.auditsAbove) audits \
                with a confidence of \(certificate.threshold.fixed(3)) or more were wrong.
                About \(certificate.coverage.percent(decimals: 0)) of the products have that confidence; they are tagged as \
                verified.

                """
        } else if let need = certification.forecast {
            text = """
                The precision target of \(target) is not certified yet, after \(certification.audits.counted("audit")).
                About \(need.audits.counted("more audit")) are expected to certify it for \(need.coverage.percent(decimals: 0)) of \
                the products.
                Until then, only products with a very high confidence are tagged, and no tag is verified.

                """
        } else {
            text = """
                The precision target of \(target) cannot be certified with this model: predictions with the highest \
                confidence are wrong too often.
                More decisions improve the model. Until then, only products with a very high confidence are tagged, and no \
                tag is verified.

                """
        }
    }
}
