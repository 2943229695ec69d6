import Catalog
import Foundation
import HTTPTypes
import Hummingbird
import Platform
import Tagging

/// Which address gives what.
struct ReviewRoutes: Sendable {
    let desk: ReviewAPI
    let access: RequestGuard

    private static let maximumBodyBytes = 256 << 10

    func add(to router: Router<BasicRequestContext>) {
        for (path, asset) in PageAsset.all {
            router.get(RouterPath(path)) { _, _ in asset.response }
        }
        router.get("picture") { request, _ in try await picture(request) }
        router.get("thumbnail") { request, _ in
            let product = try Self.product(request)
            guard let png = try await blocking({ try desk.thumbnail(of: product) }) else { throw HTTPError(.notFound) }
            return Self.png(png, isPrivate: true)
        }
        let api = router.group("api")
        api.get("start") { request, _ in
            let language = Language(acceptLanguage: request.headers[.acceptLanguage] ?? "")
            return try await json { try desk.beginning(token: access.pageToken, language: language) }
        }
        api.get("queue") { request, _ in
            let filter = try Self.filter(request)
            return try await json { try desk.queue(filter) }
        }
        api.get("group") { request, _ in
            let category = try Self.category(request)
            let limit = min(200, max(1, request.uri.queryParameters.get("limit", as: Int.self) ?? 24))
            return try await json { try desk.group(category, limit: limit) }
        }
        api.get("groups") { _, _ in try await json { try desk.groups() } }
        api.get("lookalikes") { request, _ in
            let product = try Self.product(request)
            return try await json { try desk.lookalikes(of: product) }
        }
        api.get("product") { request, _ in
            let product = try Self.product(request)
            return try await json { try desk.product(product).orNotFound }
        }
        api.get("history") { request, _ in
            let before = request.uri.queryParameters.get("before", as: Int64.self)
            return try await json { try desk.history(before: before) }
        }
        api.get("progress") { _, _ in try await json { try desk.progress() } }
        api.post("answers") { request, _ in
            let answers = try await body(AnswersRequest.self, of: request)
            return try await json { try desk.answer(answers) }
        }
        api.post("undo") { request, _ in
            let decisions = try await body(UndoRequest.self, of: request)
            return try await json { try desk.undo(decisions) }
        }
        api.post("learn") { _, _ in try await json { try desk.startLearning() } }
        api.post("learn/stop") { _, _ in try await json { try desk.stopLearning() } }
    }

    private func picture(_ request: Request) async throws -> Response {
        let product = try Self.product(request)
        guard let png = try await blocking({ try desk.picture(of: product) }) else { throw HTTPError(.notFound) }
        return Self.png(png, isPrivate: true)
    }

    /// A picture as a browser may show it: as nothing but a picture.
    private static func png(_ data: Data, isPrivate: Bool) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "image/png", .contentSecurityPolicy: "default-src 'none'; sandbox",
                .contentDisposition: "inline; filename=\"picture.png\"",
                // Its address changes with its content.
                .cacheControl: "private, max-age=3600",
            ], body: .init(byteBuffer: ByteBuffer(bytes: data)))
    }

    private func body<T: Decodable>(_ type: T.Type, of request: Request) async throws -> T {
        // What says that it is too large need not arrive.
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > Self.maximumBodyBytes {
            throw HTTPError(.contentTooLarge)
        }
        let bytes = try await request.body.collect(upTo: Self.maximumBodyBytes)
        do {
            return try JSONDecoder().decode(type, from: Data(bytes.readableBytesView))
        } catch {
            throw HTTPError(.badRequest)
        }
    }

    private func json(_ work: @escaping @Sendable () throws -> some Encodable & SendableMetatype) async throws
        -> Response
    {
        let data: Data
        do {
            data = try await blocking { try JSONEncoder().encode(work()) }
        } catch let error as TaggerError {
            let status: HTTPResponse.Status =
                switch error.kind {
                case .busy: .serviceUnavailable
                case .usage: .conflict
                default: .internalServerError
                }
            return RequestGuard.plain(status, error.description)
        }
        return Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: data)))
    }

    private static func product(_ request: Request) throws -> ProductID {
        guard let text = request.uri.queryParameters["id"].map({ String($0) }), let product = ProductID(identity: text)
        else {
            throw HTTPError(.badRequest)
        }
        return product
    }

    private static func category(_ request: Request) throws -> String {
        guard let name = request.uri.queryParameters["category"].map({ String($0) }), CategoryNames.all.contains(name)
        else {
            throw HTTPError(.badRequest)
        }
        return name
    }

    private static func filter(_ request: Request) throws -> ReviewFilter {
        let parameters = request.uri.queryParameters
        var filter = ReviewFilter()
        if parameters["category"] != nil { filter.category = try category(request) }
        let low = parameters.get("from", as: Double.self) ?? 0, high = parameters.get("to", as: Double.self) ?? 1
        if (0...1).contains(low), (low...1).contains(high), low > 0 || high < 1 { filter.confidence = low...high }
        if let text = parameters["text"].map({ String($0) }), !text.isEmpty { filter.text = String(text.prefix(200)) }
        filter.reason = parameters["reason"].flatMap { ReviewItem.Reason(rawValue: String($0)) }
        // Whoever asks for a guess would know it.
        filter.leavesOutBlind = filter.category != nil || filter.confidence != nil
        return filter
    }
}

extension Optional {
    fileprivate var orNotFound: Wrapped {
        get throws {
            guard let self else { throw HTTPError(.notFound) }
            return self
        }
    }
}

/// Does what may wait for the disk on a thread that nobody else waits for.
private func blocking<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global(qos: .userInitiated).async { continuation.resume(with: Result { try work() }) }
    }
}
