import Foundation
import Reporting
import Tagging

/// What can be promised, in a sentence or two for a person.
struct CertificationText {
    let text: String

    init(_ certification: Certification) {
        func percent(_ share: Double) -> String {
            let text = String(format: "%.1f", share * 100)
            return (text.hasSuffix(".0") ? String(text.dropLast(2)) : text) + "%"
        }
        let asked = percent(certification.precisionTarget)
        if let certificate = certification.certificate {
            text = """
                A precision of \(asked) is shown: of \(certificate.auditsAbove) audits as sure as \(String(format: "%.3f", certificate.threshold)) or surer, \(certificate.wrongAbove) were wrong. About
                \(String(format: "%.0f%%", certificate.shareAbove * 100)) of the products are that sure, and are tagged as verified.

                """
        } else if let need = certification.forecast {
            text = """
                A precision of \(asked) can't be shown yet from \(certification.audits) audits. About \(need.audits) more are needed and are
                expected to let \(String(format: "%.0f%%", need.share * 100)) of the products be tagged as verified. Until then only what is very sure is
                tagged, and nothing is verified.

                """
        } else {
            text = """
                A precision of \(asked) can't be shown with this network: even what it is surest of is not right that often.
                More decisions make it better. Until then only what is very sure is tagged, and nothing is verified.

                """
        }
    }
}
