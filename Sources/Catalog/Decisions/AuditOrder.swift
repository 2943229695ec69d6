import Crypto
import Foundation
import GRDB

/// The random order in which products are audited: by a keyed hash of the product's identity. The position of a product
/// does not depend on other products, on when the product was added, or on decisions.
struct AuditOrder: Sendable {
    private let key: SymmetricKey

    /// The order of a catalog.
    ///
    /// - Parameter hasResults: Whether the program's own tables exist; without them the key is empty.
    init(_ db: Database, hasResults: Bool = true) throws {
        let seed = try hasResults ? Catalog.value(of: .auditSeed, db) ?? "" : ""
        key = SymmetricKey(data: Data(seed.utf8))
    }

    /// Returns the audit key of a product: the first 63 bits of HMAC-SHA256 (RFC 2104), without the sign bit.
    func key(of product: ProductID) -> Int64 {
        let code = HMAC<SHA256>.authenticationCode(for: Data(product.identity.utf8), using: key)
        return code.prefix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) } & .max
    }
}
