import Foundation
import Reporting
import Tagging

/// What can be promised, in a sentence or two for a person.
struct PromiseText {
    let text: String

    init(_ promise: Promise) {
        let asked = promise.precision.exactPercent
        if let certificate = promise.certificate {
            text = """
                A precision of \(asked) is shown: of \(certificate.auditsAbove) audits as sure as \(certificate.threshold.fixed(3)) or surer, \(certificate.wrongAbove) were wrong. About
                \(certificate.coverage.percent(decimals: 0)) of the products are that sure, and are tagged as verified.

                """
        } else if let need = promise.need {
            text = """
                A precision of \(asked) can't be shown yet from \(promise.audits) audits. About \(need.audits) more are needed and are
                expected to let \(need.share.percent(decimals: 0)) of the products be tagged as verified. Until then only what is very sure is
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
