extension ShopReport {
    /// What is promised about automatic tags.
    public struct Promise: Sendable {
        /// Whether the promise is kept.
        public enum Standing: Sendable {
            /// It is, and this shows it.
            case kept(Evidence)
            /// It cannot be shown yet: how many more audits that takes, nil where nobody can say, and a sentence on what
            /// they are expected to buy.
            case open(missingAudits: Int?, expectation: String)
        }

        /// What a kept promise rests on.
        public struct Evidence: Sendable {
            /// The confidence from which on the network tags on its own.
            public var threshold: Double
            /// Audits at or above it, and how many of these the network got wrong.
            public var audits: Int, wrong: Int
            /// The precision is at least so much, with so much certainty.
            public var lowerBound: Double, certainty: Double

            /// The evidence.
            public init(threshold: Double, audits: Int, wrong: Int, lowerBound: Double, certainty: Double) {
                self.threshold = threshold
                self.audits = audits
                self.wrong = wrong
                self.lowerBound = lowerBound
                self.certainty = certainty
            }
        }

        /// The share of automatic tags that must be right, such as 0.97.
        public let precision: Double
        /// Whether it is kept.
        public var standing: Standing

        /// A promise and its standing.
        public init(precision: Double, standing: Standing) {
            precondition((0...1).contains(precision), "a share")
            self.precision = precision
            self.standing = standing
        }
    }

    /// How many products have which status.
    public struct Counts: Sendable {
        /// Tagged by the network on its own; and how many of these are verified.
        public var tagged: Int, verified: Int
        /// Waiting for a person; decided by one; without a picture that can be read; not yet seen.
        public var review: Int, confirmed: Int, failed: Int, pending: Int

        /// Counts; `verified` is a part of `tagged`.
        public init(
            tagged: Int = 0, verified: Int = 0, review: Int = 0, confirmed: Int = 0, failed: Int = 0, pending: Int = 0
        ) {
            self.tagged = tagged
            self.verified = verified
            self.review = review
            self.confirmed = confirmed
            self.failed = failed
            self.pending = pending
        }

        var total: Int { tagged + review + confirmed + failed + pending }
    }

    /// What came of one category.
    public struct Category: Sendable {
        /// Its name.
        public var name: String
        /// Products tagged so by the network on its own; how many of these are verified; products that a person put here;
        /// products that wait, with it as the best guess.
        public var tagged: Int, verified: Int, confirmed: Int, waiting: Int
        /// Audits that the network would tag so on its own, and how many of these a person tagged so, too.
        public var audits: Int, rightAudits: Int

        /// A category.
        public init(
            name: String, tagged: Int, verified: Int, confirmed: Int, waiting: Int, audits: Int = 0,
            rightAudits: Int = 0
        ) {
            self.name = name
            self.tagged = tagged
            self.verified = verified
            self.confirmed = confirmed
            self.waiting = waiting
            self.audits = audits
            self.rightAudits = rightAudits
        }
    }

    /// Risk against coverage: the more products the network tags on its own, the more of these are wrong.
    public struct Curve: Sendable {
        /// If this share of products were tagged, this share of the tags would be right.
        public struct Point: Sendable {
            /// Shares of 1.
            public var coverage: Double, precision: Double

            /// A point.
            public init(coverage: Double, precision: Double) {
                self.coverage = coverage
                self.precision = precision
            }
        }

        /// By rising coverage.
        public var points: [Point]
        /// Where the shop stands; nil where it has no threshold.
        public var standing: Point?
        /// How many audits it was measured on.
        public var audits: Int

        /// A curve.
        public init(points: [Point], standing: Point?, audits: Int) {
            self.points = points
            self.standing = standing
            self.audits = audits
        }
    }

    /// How often guesses are right against how sure they were, before and after learning from decisions.
    public struct Calibration: Sendable {
        /// One state.
        public struct State: Sendable {
            /// Guesses by rising confidence.
            public var bins: [ReliabilityDiagram.Bin]
            /// The mean distance between confidence and share of right guesses.
            public var expectedCalibrationError: Double

            /// A state.
            public init(bins: [ReliabilityDiagram.Bin], expectedCalibrationError: Double) {
                self.bins = bins
                self.expectedCalibrationError = expectedCalibrationError
            }
        }

        /// Before anything was learned here; after it, nil where nothing was.
        public var before: State, after: State?

        /// Both states.
        public init(before: State, after: State?) {
            self.before = before
            self.after = after
        }
    }
}
