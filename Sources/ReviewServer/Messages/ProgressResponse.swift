import Review

/// The figures of the page, and the state of learning.
struct ProgressResponse: Encodable {
    /// The state of the latest learning job of this server.
    struct Learning: Encodable {
        /// The stage of the job; `idle` before the first job.
        enum State: String, Encodable {
            case idle, learning, tagging, finished, stopped, failed
        }

        /// Whether learning replaced the active model, or why not.
        enum Outcome: String, Encodable {
            case tooFew, nothingNew, kept, learned
        }

        var state = State.idle
        /// The completed share of the stage, 0 to 1.
        var share = 0.0
        var outcome: Outcome?
        /// Why the job failed.
        var message: String?
        /// The numbers of decisions, of audits among them, and of decisions in the training set.
        var decisions: Int?, audits: Int?, trainedOn: Int?
        /// The accuracy on the audits of the candidate model and of the model before.
        var accuracy: Double?, previousAccuracy: Double?
        /// The numbers of products with status `tagged` and `review` after the job.
        var tagged: Int?, review: Int?
    }

    /// The products by status, and the certificate of the active model.
    struct Totals: Encodable, Equatable {
        let products: Int, review: Int, tagged: Int, verified: Int, confirmed: Int
        let precisionTarget: Double
        /// The number of decided audits.
        let audits: Int
        /// The share of products above the certified threshold; nil without a certificate.
        let certifiedShare: Double?
        /// The expected number of further audits until a certificate, and the expected share of products above its threshold; nil
        /// with a certificate, or if none is expected.
        let auditsNeeded: Int?, expectedShare: Double?

        init(_ result: CertificationMonitor.Result) {
            let counts = result.tally.byStatus, certification = result.certification
            products = counts.values.reduce(0, +)
            review = counts[.review] ?? 0
            tagged = counts[.tagged] ?? 0
            verified = result.tally.verified
            confirmed = counts[.confirmed] ?? 0
            precisionTarget = certification.precisionTarget
            audits = certification.audits
            certifiedShare = certification.certificate?.coverage
            auditsNeeded = certification.forecast?.audits
            expectedShare = certification.forecast?.coverage
        }
    }

    /// The number of decided products.
    let decided: Int
    /// Nil before the first count has ended.
    let totals: Totals?
    let learning: Learning
}
