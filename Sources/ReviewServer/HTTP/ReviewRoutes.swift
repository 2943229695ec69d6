import Catalog
import Foundation
import HTTPTypes
import Hummingbird
import Review
import Tagging

/// The routes of the server: the page's files, images, and the JSON API of the page.
struct ReviewRoutes: Sendable {
    let api: ReviewAPI
    let images: ProductImages
    /// The token that the page sends with POST requests.
    let pageToken: String

    func add(to router: Router<BasicRequestContext>) {
        for file in PageFile.all {
            router.get(RouterPath(file.path)) { _, _ in file.response }
        }
        router.get("image") { request, _ in
            let product = try request.product()
            return try await png { try images.image(of: product) }
        }
        router.get("thumbnail") { request, _ in
            let product = try request.product()
            return try await png { try images.thumbnail(of: product) }
        }
        addReading(to: router.group("api"))
        addChanging(to: router.group("api"))
    }

    private func addReading(to group: RouterGroup<BasicRequestContext>) {
        group.get("start") { request, _ in
            let language = Language(acceptLanguage: request.headers[.acceptLanguage] ?? "")
            return try await json { try api.start(token: pageToken, language: language) }
        }
        group.get("queue") { request, _ in
            let filter = try request.filter()
            return try await json { try api.queue(filter) }
        }
        group.get("grid") { request, _ in
            let category = try request.category(), limit = request.gridLimit
            return try await json { try api.grid(predictedCategory: category, limit: limit) }
        }
        group.get("predicted-categories") { _, _ in try await json { try api.predictedCategoryCounts() } }
        group.get("similar") { request, _ in
            let product = try request.product()
            return try await json { try api.similarProducts(to: product) }
        }
        group.get("product") { request, _ in
            let product = try request.product()
            return try await json {
                guard let response = try api.product(product) else { throw RequestError.notFound }
                return response
            }
        }
        group.get("history") { request, _ in
            let end = request.historyEnd
            return try await json { try api.history(before: end) }
        }
        group.get("progress") { _, _ in try await json { try api.progress() } }
    }

    private func addChanging(to group: RouterGroup<BasicRequestContext>) {
        group.post("decisions") { request, _ in
            let decisions = try await request.decodedBody(DecisionsRequest.self)
            return try await json { try api.decide(decisions) }
        }
        group.post("undo") { request, _ in
            let decisions = try await request.decodedBody(UndoRequest.self)
            return try await json { try api.undo(decisions) }
        }
        group.post("learn") { _, _ in try await json { try api.startLearning() } }
        group.post("learn/stop") { _, _ in try await json { api.stopLearning() } }
    }

    /// A PNG that a browser displays as nothing but an image.
    private func png(_ read: @escaping @Sendable () throws -> Data?) async throws -> Response {
        guard let data = try await offEventLoop(read) else { throw RequestError.notFound }
        return Response(
            status: .ok,
            headers: [
                .contentType: "image/png", .contentSecurityPolicy: "default-src 'none'; sandbox",
                .contentDisposition: "inline; filename=\"image.png\"",
                // The address of an image changes with its content.
                .cacheControl: "private, max-age=3600",
            ], body: .init(byteBuffer: ByteBuffer(bytes: data)))
    }

    private func json(_ work: @escaping @Sendable () throws -> some Encodable & SendableMetatype) async throws
        -> Response
    {
        let data = try await offEventLoop { try JSONEncoder().encode(work()) }
        return Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: data)))
    }
}

/// Runs work that may wait for the disk on a thread where no connection waits for it.
private func offEventLoop<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global(qos: .userInitiated).async { continuation.resume(with: Result { try work() }) }
    }
}
