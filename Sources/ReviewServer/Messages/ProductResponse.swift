/// A product with its decisions and the decided products that are similar to it.
struct ProductResponse: Encodable {
    let product: ProductSummary
    let history: [HistoryResponse.Entry]
    let similar: [ProductSummary]
}
