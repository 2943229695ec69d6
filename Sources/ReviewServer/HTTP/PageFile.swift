import CReviewPage
import Hummingbird

/// A file of the page, compiled in.
struct PageAsset: Sendable {
    let response: Response

    /// By the path that a browser asks for.
    static let all: [(path: String, asset: PageAsset)] =
        [("/", PageAsset("review.html", "text/html; charset=utf-8"))]
        + ["review", "server", "elements", "session", "single", "grid", "history", "product", "progress", "words"].map {
            ("/\($0).js", PageAsset("\($0).js", "text/javascript; charset=utf-8"))
        } + [
            ("/review.css", PageAsset("review.css", "text/css; charset=utf-8")),
            ("/icon.svg", PageAsset("icon.svg", "image/svg+xml")),
        ]

    private init(_ name: String, _ type: String) {
        var size = 0
        guard let bytes = review_page_file(name, &size) else { preconditionFailure("no file \(name)") }
        response = Response(
            status: .ok, headers: [.contentType: type],
            body: .init(byteBuffer: ByteBuffer(bytes: UnsafeRawBufferPointer(start: bytes, count: size))))
    }
}
