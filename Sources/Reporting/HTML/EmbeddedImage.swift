import Foundation

extension ShopReport {
    /// A picture that a page holds inside itself.
    public struct Picture: Sendable {
        let uri: String
        /// Whether its pixels are few and to be seen as squares.
        let isCoarse: Bool

        /// A picture of gray bytes, row by row, bright on black, such as a thumbnail.
        public init(gray pixels: [UInt8], columns: Int) {
            uri = "data:image/png;base64," + GrayPNG.data(pixels, columns: columns).base64EncodedString()
            isCoarse = true
        }

        /// A picture as a `data:` URI with Base64 (RFC 2397, RFC 4648); nil where it is anything else, such as an address
        /// that a browser would fetch.
        public init?(dataURI uri: String) {
            let kinds = ["png", "jpeg", "gif", "webp"].map { "data:image/\($0);base64," }
            guard let kind = kinds.first(where: { uri.utf8.starts(with: $0.utf8) }),
                Self.isBase64(uri.utf8.dropFirst(kind.utf8.count))
            else {
                return nil
            }
            self.uri = uri
            isCoarse = false
        }

        private static func isBase64(_ bytes: Substring.UTF8View) -> Bool {
            bytes.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="):
                    true
                default: false
                }
            }
        }
    }
}
