import Crypto
import Foundation
import GRDB

/// The random order in which products are audited: by a keyed hash of their identity, so that it is a property of each
/// product, whenever it comes, whatever is asked before it, and wherever it was decided.
struct AuditOrder: Sendable, Hashable {
    private let seed: String

    /// The order of a catalog.
    init(_ db: Database) throws {
        seed = try Catalog.value(of: .auditSeed, db) ?? ""
    }

    /// A product's place: HMAC-SHA256 (RFC 2104), of which 63 bits are kept.
    func key(of product: ProductID) -> Int64 {
        let code = HMAC<SHA256>.authenticationCode(
            for: Data(product.identity.utf8), using: SymmetricKey(data: Data(seed.utf8)))
        return code.prefix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) } & .max
    }
}
