import Catalog
import Foundation
import HTTPTypes
import Hummingbird
import Review
import Tagging

/// Parameters and bodies of requests.
extension Request {
    /// The largest body of a POST request, in bytes.
    static let maximumBodyBytes = 256 << 10
    /// The longest text that a filter searches for, in characters.
    private static let maximumTextLength = 200
    /// The most products of a page of the grid, and the number if the request names none.
    private static let gridLimits = (maximum: 200, usual: 24)

    private func parameter(_ name: Substring) -> String? { uri.queryParameters[name].map { String($0) } }

    /// The product that the parameter `id` names.
    ///
    /// - Throws: ``RequestError`` with status 400.
    func product() throws -> ProductID {
        guard let product = parameter("id").flatMap({ ProductID(identity: $0) }) else {
            throw RequestError.invalid("id")
        }
        return product
    }

    /// The category, or `none`, that the parameter `category` names.
    ///
    /// - Throws: ``RequestError`` with status 400.
    func category() throws -> String {
        guard let name = parameter("category"), CategoryNames.all.contains(name) else {
            throw RequestError.invalid("category")
        }
        return name
    }

    /// The number of products of a page of the grid: the parameter `limit`, from 1 to the maximum.
    var gridLimit: Int {
        min(Self.gridLimits.maximum, max(1, uri.queryParameters.get("limit", as: Int.self) ?? Self.gridLimits.usual))
    }

    /// The decision before which a page of the history ends; nil for the first page.
    var historyEnd: Int64? { uri.queryParameters.get("before", as: Int64.self) }

    /// The filter in the parameters `category`, `from` and `to` (confidence, 0 to 1), `text` and `reason`. Invalid ranges and reasons
    /// are ignored.
    ///
    /// - Throws: ``RequestError`` with status 400 for an unknown category.
    func filter() throws -> ReviewFilter {
        var filter = ReviewFilter()
        if parameter("category") != nil { filter.category = try category() }
        let low = uri.queryParameters.get("from", as: Double.self) ?? 0
        let high = uri.queryParameters.get("to", as: Double.self) ?? 1
        if (0...1).contains(low), (low...1).contains(high), low > 0 || high < 1 { filter.confidence = low...high }
        if let text = parameter("text"), !text.isEmpty { filter.text = String(text.prefix(Self.maximumTextLength)) }
        filter.reason = parameter("reason").flatMap { ReviewItem.Reason(rawValue: $0) }
        // A list of products with a predicted category or confidence reveals the predictions of the products in the list.
        filter.leavesOutBlind = filter.category != nil || filter.confidence != nil
        return filter
    }

    /// The JSON of the body.
    ///
    /// - Throws: ``RequestError`` with status 413 for a body over ``maximumBodyBytes``, 400 for other JSON.
    func decodedBody<T: Decodable>(_ type: T.Type) async throws -> T {
        // A body that is announced as too large is refused before it arrives.
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > Self.maximumBodyBytes {
            throw RequestError(.contentTooLarge, "The request is too large.")
        }
        let bytes = try await body.collect(upTo: Self.maximumBodyBytes)
        do {
            return try JSONDecoder().decode(type, from: Data(bytes.readableBytesView))
        } catch {
            throw RequestError.invalid("request body")
        }
    }
}
