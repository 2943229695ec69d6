import CKernels
import Catalog
import Foundation

/// The comparison of products by their thumbnails, pixel by pixel. The distance of two thumbnails is the mean absolute
/// difference of their gray values, 0 to 255.
struct SimilarProducts {
    /// Thumbnails with a smaller distance show the same product, perhaps in another color.
    private static let sameDistance = 8
    /// Thumbnails with a smaller distance are similar.
    private static let similarDistance = 40
    /// The largest number of decided products for a comparison: the latest ones.
    private static let mostDecided = 4_000
    /// The largest number of confident predictions for a comparison.
    private static let mostConfident = 1_000
    /// The smallest confidence of a confident prediction.
    private static let minimumConfidence = 0.6
    /// The largest number of candidates that ``separateDuplicates(_:)`` compares.
    private static let mostCandidates = 400

    private let catalog: Catalog

    init(in catalog: Catalog) { self.catalog = catalog }

    /// Returns candidates in another order: products that look the same as an earlier one move behind the others, where
    /// those that look the same follow each other. Skipped candidates stay last.
    func separateDuplicates(_ candidates: [ReviewCandidate]) throws -> [ReviewCandidate] {
        var first: [ReviewCandidate] = [], duplicates: [(candidate: ReviewCandidate, of: Int)] = [], shown: [Data] = []
        for candidate in candidates.prefix(Self.mostCandidates) where !candidate.isSkipped {
            let pixels = try catalog.thumbnail(of: candidate.product)
            let original = pixels.flatMap { pixels in
                shown.firstIndex { Self.distance($0, pixels) < Self.sameDistance * pixels.count }
            }
            if let original {
                duplicates.append((candidate, original))
            } else {
                first.append(candidate)
                if let pixels { shown.append(pixels) }
            }
        }
        let together = duplicates.enumerated().sorted { ($0.element.of, $0.offset) < ($1.element.of, $1.offset) }
            .map(\.element.candidate)
        return first + together + candidates.prefix(Self.mostCandidates).filter(\.isSkipped)
            + candidates.dropFirst(Self.mostCandidates)
    }

    /// Returns products with a confident prediction whose most similar decided product has another category. Products
    /// with the largest difference between the distances to the predicted category and to the other category come
    /// first.
    func contradicted(_ candidates: ReviewCandidates) throws -> [ReviewCandidate] {
        let decided = try catalog.decidedThumbnails(limit: Self.mostDecided)
        guard !decided.isEmpty else { return [] }
        let confident = try candidates.confident(
            minimumConfidence: Self.minimumConfidence, limit: Self.mostConfident)
        var found: [(candidate: ReviewCandidate, difference: Int)] = []
        for product in confident {
            var (same, other) = (Int.max, Int.max)
            for example in decided {
                let distance = Self.distance(example.pixels, product.pixels)
                if example.category == product.category {
                    same = min(same, distance)
                } else {
                    other = min(other, distance)
                }
            }
            guard other < same else { continue }
            found.append((product.candidate, same == Int.max ? Int.max : same - other))
        }
        return found.sorted { $0.difference > $1.difference }.map(\.candidate)
    }

    /// Returns the decided products that are similar to a product, the most similar first.
    ///
    /// - Parameter limit: The largest number of products.
    func decided(similarTo product: ProductID, limit: Int) throws -> [ProductID] {
        guard let pixels = try catalog.thumbnail(of: product) else { return [] }
        return try catalog.decidedThumbnails(limit: Self.mostDecided).filter { $0.product != product }
            .map { (product: $0.product, distance: Self.distance($0.pixels, pixels)) }
            .filter { $0.distance < Self.similarDistance * pixels.count }
            .sorted { $0.distance < $1.distance }.prefix(limit).map(\.product)
    }

    /// Returns the sum of the absolute differences of the pixels.
    private static func distance(_ a: Data, _ b: Data) -> Int {
        let count = min(a.count, b.count)
        return a.withUnsafeBytes { a in
            b.withUnsafeBytes { b in
                guard let a = a.bindMemory(to: UInt8.self).baseAddress,
                    let other = b.bindMemory(to: UInt8.self).baseAddress
                else { return 0 }
                return Int(sum_of_absolute_differences(a, other, count))
            }
        }
    }
}
