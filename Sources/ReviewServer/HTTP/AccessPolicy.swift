import Foundation
import HTTPTypes
import Hummingbird
import Synchronization

/// The rules that a request has to meet.
///
/// - `Host` names this server, so that a foreign host name cannot be resolved to this server (DNS rebinding).
/// - Beyond the loopback interface, the request carries the access token: in the printed link, later in a cookie.
/// - A request that changes something is a POST from the page itself: with the page's `Origin`, and with the page token, which
///   other sites cannot read.
final class AccessPolicy: Sendable {
    /// The value of the header `X-Tagger-Token` of every POST request.
    let pageToken = AccessPolicy.randomToken()
    /// The token that a browser needs for any response; nil on the loopback interface.
    let accessToken: String?

    private let host: String
    private let listeningPort = Mutex(0)
    private static let cookieName = "tagger_access"

    /// The policy of a server that listens on an address.
    init(host: String) {
        self.host = host
        accessToken = Self.isLoopback(host) ? nil : Self.randomToken()
    }

    /// The port that the server listens on; 0 before it listens.
    var port: Int {
        get { listeningPort.withLock { $0 } }
        set { listeningPort.withLock { $0 = newValue } }
    }

    /// The address of the page, with the access token.
    var link: String {
        let name = host.contains(":") ? "[\(host)]" : host == "0.0.0.0" ? Self.machineName : host
        return "http://\(name):\(port)/" + (accessToken.map { "?token=\($0)" } ?? "")
    }

    /// Checks a request.
    ///
    /// - Throws: ``RequestError`` with status 401, 403, 405 or 421 if the request breaks a rule.
    func check(_ request: Request) throws {
        let path = request.uri.path
        guard let authority = request.head.authority, isOwn(authority) else {
            throw RequestError(
                .misdirectedRequest,
                "This host name does not belong to the server. Open the link that the server printed.")
        }
        // Another site must not display the shop's images either.
        let site = request.headers[.secFetchSite]
        let isNavigation = request.method == .get && path == "/"
        if let site, site != "same-origin", site != "none", !isNavigation {
            throw RequestError(.forbidden, "Only the review page can send this request.")
        }
        if let accessToken {
            // The link takes precedence over a cookie, which may be from an earlier server.
            let linkToken = isNavigation ? request.uri.queryParameters["token"].map { String($0) } : nil
            guard let token = linkToken ?? Self.cookie(of: request), Self.isEqual(token, accessToken) else {
                throw RequestError(
                    .unauthorized, "Open the complete link that tagger review serve printed, including the token.")
            }
        }
        switch request.method {
        case .get, .head: return
        case .post:
            guard request.headers[.origin] == "http://" + authority,
                (request.headers[.contentType] ?? "").hasPrefix("application/json"),
                let token = request.headers[.taggerToken], Self.isEqual(token, pageToken)
            else { throw RequestError(.forbidden, "Only the review page can send this request. Reload the page.") }
        default: throw RequestError(.methodNotAllowed, "The server accepts GET and POST only.")
        }
    }

    /// The cookie with the access token, for a browser that opened the link; nil for other requests.
    func cookieToSet(_ request: Request) -> String? {
        guard let accessToken, request.uri.path == "/", request.uri.queryParameters["token"] != nil else { return nil }
        return "\(Self.cookieName)=\(accessToken); Path=/; HttpOnly; SameSite=Strict"
    }

    private func isOwn(_ authority: String) -> Bool {
        let suffix = ":\(port)"
        let name =
            authority.hasSuffix(suffix) ? String(authority.dropLast(suffix.count)) : port == 80 ? authority : ""
        if accessToken == nil { return ["127.0.0.1", "localhost", "[::1]", host].contains(name.lowercased()) }
        // DNS rebinding needs a name; an IP address cannot be rebound.
        let isAddress = name.hasPrefix("[") || !name.isEmpty && name.allSatisfy { $0.isNumber || $0 == "." }
        return isAddress
            || [host, Self.machineName, Self.machineName + ".local", "localhost"].contains(name.lowercased())
    }

    private static let machineName = ProcessInfo.processInfo.hostName.lowercased()

    private static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1"
            || host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." }
    }

    private static func cookie(of request: Request) -> String? {
        for pair in (request.headers[.cookie] ?? "").split(separator: ";") {
            let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            if parts.count == 2, parts[0] == Self.cookieName { return String(parts[1]) }
        }
        return nil
    }

    /// Compares two tokens in a time that does not depend on the number of equal characters.
    private static func isEqual(_ a: String, _ b: String) -> Bool {
        let (a, b) = (Array(a.utf8), Array(b.utf8))
        guard a.count == b.count else { return false }
        return zip(a, b).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// 256 random bits in hexadecimal.
    private static func randomToken() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<4).map { _ in String(format: "%016lx", UInt(generator.next() as UInt64)) }.joined()
    }
}

/// Middleware that lets only requests through that meet the ``AccessPolicy``, and exchanges the token in the link for a cookie.
struct AccessControl: RouterMiddleware {
    typealias Context = BasicRequestContext

    let policy: AccessPolicy

    func handle(
        _ request: Request, context: BasicRequestContext, next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        try policy.check(request)
        if let cookie = policy.cookieToSet(request) {
            return Response(status: .seeOther, headers: [.location: "/", .setCookie: cookie])
        }
        return try await next(request, context)
    }
}
