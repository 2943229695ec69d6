extension ShopReport {
    /// The precision target of the shop, and whether the audits certify it.
    public struct Precision: Sendable {
        /// The state of the certification.
        public enum State: Sendable {
            /// The audits certify the target.
            case certified(Certificate)
            /// The audits do not certify the target yet.
            ///
            /// - Parameters:
            ///   - missingAudits: The expected number of further audits; nil without a forecast.
            ///   - forecast: A sentence about the expected result of these audits; may be empty.
            case notCertified(missingAudits: Int?, forecast: String)
        }

        /// The evidence of a certificate. See `PrecisionCertificate`.
        public struct Certificate: Sendable {
            /// The lowest confidence of a certified tag.
            public var threshold: Double
            /// The number of audits at or above the threshold, and the number of wrong predictions among them.
            public var audits: Int, wrong: Int
            /// The lower bound of the precision, and its confidence level, as shares of 1.
            public var lowerBound: Double, confidenceLevel: Double

            /// Creates the evidence.
            public init(threshold: Double, audits: Int, wrong: Int, lowerBound: Double, confidenceLevel: Double) {
                self.threshold = threshold
                self.audits = audits
                self.wrong = wrong
                self.lowerBound = lowerBound
                self.confidenceLevel = confidenceLevel
            }
        }

        /// The required share of correct automatic tags, for example 0.97.
        public let target: Double
        /// The state of the certification.
        public var state: State

        /// Creates a target with its state.
        public init(target: Double, state: State) {
            precondition((0...1).contains(target), "the target must be a share of 1")
            self.target = target
            self.state = state
        }
    }

    var precisionSection: HTML {
        switch precision.state {
        case .certified(let certificate): certified(certificate)
        case .notCertified(let missing, let forecast): notCertified(missing, forecast)
        }
    }

    private var target: HTML {
        "<p>The target: at least \(precision.target.exactPercent) of the automatic tags are correct.</p>\n"
    }

    private func certified(_ certificate: Precision.Certificate) -> HTML {
        let (bound, level) = (certificate.lowerBound.percentRoundedDown, certificate.confidenceLevel.exactPercent)
        let rows: [[HTML]] = [
            ["Minimum confidence of an automatic tag (threshold)", "\(certificate.threshold.thresholdPercent)"],
            ["Audits at or above the threshold", "\(certificate.audits)"],
            ["Wrong predictions among these audits", "\(certificate.wrong)"],
            ["Lower bound of the precision", "\(bound)"],
            ["Confidence level of the bound", "\(level)"],
        ]
        let table = HTML.table(
            "precision-table", caption: "Evidence for the certificate", columns: ["quantity", "value"], rows: rows)
        return """
            <div class="card good">
            <p class="verdict">Certified: at least \(bound) of the automatic tags are correct, at a confidence level of \
            \(level).</p>
            \(target)</div>
            <p>A product with a confidence at or above the threshold is tagged automatically. All other products wait for a \
            person. The certificate is computed from audits: products that were drawn at random and that a person decided \
            without seeing the prediction. The lower bound takes into account that audits are a sample. Tags under a valid \
            certificate are called verified.</p>
            \(table)
            """
    }

    private func notCertified(_ missing: Int?, _ forecast: String) -> HTML {
        let need: HTML =
            if let missing, missing > 0 {
                "About \(missing.counted("more audit")) \(missing == 1 ? "is" : "are") needed."
            } else {
                "The decisions so far do not certify the target."
            }
        let outcome: HTML = forecast.isEmpty ? "" : "<p>\(forecast)</p>\n"
        return """
            <div class="card open">
            <p class="verdict">Not certified yet</p>
            \(target)<p>\(need) An audit is a product that is drawn at random and that a person decides without seeing the \
            prediction.</p>
            \(outcome)</div>
            <p>Until then, only products with a very high confidence are tagged automatically. These tags are not verified, \
            because their precision is not certified for this shop. To decide audits, run \
            <code>tagger review --db …</code>. The review queue contains them.</p>

            """
    }
}
