extension ShopReport {
    /// A product that is shown.
    public struct Product: Sendable {
        /// Its number in the shop, and its title, cut where it is endless.
        public let sku: String, title: String
        /// Its picture, if there is one.
        public let picture: Picture?

        /// A product.
        public init(sku: String, title: String, picture: Picture? = nil) {
            self.sku = sku.limited(toScalars: 80)
            self.title = title.limited(toScalars: 200)
            self.picture = picture
        }
    }

    /// A guess of the network that people corrected.
    public struct Confusion: Sendable {
        /// What the network said, and what people said.
        public var guess: String, answer: String
        /// How often.
        public var count: Int
        /// Some of the products; the page shows at most six.
        public var examples: [Product]

        /// A confusion.
        public init(guess: String, answer: String, count: Int, examples: [Product]) {
            self.guess = guess
            self.answer = answer
            self.count = count
            self.examples = examples
        }
    }

    /// A product that a person may have decided wrongly.
    public struct Doubt: Sendable {
        /// The product.
        public var product: Product
        /// What the person said, and what the network says.
        public var answer: String, guess: String
        /// How sure the network is, from 0 to 1.
        public var probability: Double

        /// A doubt.
        public init(product: Product, answer: String, guess: String, probability: Double) {
            self.product = product
            self.answer = answer
            self.guess = guess
            self.probability = probability
        }
    }

    /// What further decisions are expected to buy.
    public struct Outlook: Sendable {
        /// After so many decisions, this share of products was tagged by the network on its own.
        public struct Point: Sendable {
            /// Decisions so far.
            public var decisions: Int
            /// The share of 1.
            public var coverage: Double

            /// A point.
            public init(decisions: Int, coverage: Double) {
                self.decisions = decisions
                self.coverage = coverage
            }
        }

        /// The learning curve so far, by rising decisions.
        public var points: [Point]
        /// What the next hundred decisions are expected to buy, as a sentence; empty where nothing can be said yet.
        public var sentence: String

        /// An outlook.
        public init(points: [Point] = [], sentence: String = "") {
            self.points = points
            self.sentence = sentence
        }
    }

    /// A network that was learned from this shop's decisions.
    public struct LearnedModel: Sendable {
        /// Its name, and when it was learned, as it is to be read.
        public var name: String, date: String
        /// How many decisions it learned from.
        public var decisions: Int
        /// The share of audits that it gets right, and the share of products that it tags on its own; nil where unknown.
        public var accuracy: Double?, coverage: Double?
        /// Whether it was better than the one before, and took its place.
        public var isKept: Bool

        /// A learned network.
        public init(name: String, date: String, decisions: Int, accuracy: Double?, coverage: Double?, isKept: Bool) {
            self.name = name
            self.date = date
            self.decisions = decisions
            self.accuracy = accuracy
            self.coverage = coverage
            self.isKept = isKept
        }
    }
}
