import Foundation
import HTTPTypes
import Hummingbird
import Synchronization

/// Decides who may ask, and tells browsers what an answer may do.
///
/// - `Host` has to name this server, so that no other site's name can be made to lead here (DNS rebinding).
/// - Beyond the loopback interface a token is asked for: the printed link carries it, and a cookie keeps it.
/// - What changes something has to be a POST from the page itself: with its `Origin`, and with a token that only it can read.
/// - Every answer forbids all that the page does not need (Content Security Policy Level 3).
struct RequestGuard: RouterMiddleware {
    typealias Context = BasicRequestContext

    /// What a POST carries in its `X-Tagger-Token`.
    let pageToken = Self.randomToken()
    /// What a browser needs to see anything; nil on the loopback interface.
    let accessToken: String?

    private let host: String
    private let port = Port()
    private static let cookie = "tagger_access"

    init(host: String) {
        self.host = host
        accessToken = Self.isLoopback(host) ? nil : Self.randomToken()
    }

    /// The address of the page, as a person opens it.
    var link: String {
        let name = host.contains(":") ? "[\(host)]" : host == "0.0.0.0" ? Self.machineName : host
        return "http://\(name):\(port.number)/" + (accessToken.map { "?token=\($0)" } ?? "")
    }

    /// Tells on which port the server listens.
    func listens(onPort number: Int) { port.number = number }

    func handle(
        _ request: Request, context: BasicRequestContext, next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        if let refusal = refusal(of: request) {
            response = refusal
        } else if let cookie = cookieToSet(request) {
            response = Response(status: .seeOther, headers: [.location: "/", .setCookie: cookie])
        } else {
            do {
                response = try await next(request, context)
            } catch let error as any HTTPResponseError {
                response = Self.plain(error.status, "\(error.status.reasonPhrase)")
            }
        }
        for (name, value) in Self.headers where response.headers[name] == nil { response.headers[name] = value }
        return response
    }

    private func refusal(of request: Request) -> Response? {
        let path = request.uri.path
        guard let authority = request.head.authority, isOwn(authority) else {
            return Self.plain(
                .misdirectedRequest, "This server is not known by that name. Open the link that it printed.")
        }
        // A page of another site may not even show our pictures.
        let site = request.headers[.secFetchSite]
        let isNavigation = request.method == .get && path == "/"
        if let site, site != "same-origin", site != "none", !isNavigation {
            return Self.plain(.forbidden, "Only the review page itself may ask for this.")
        }
        if let accessToken {
            // The link counts before a cookie, which may be of an earlier server.
            let inLink = isNavigation ? request.uri.queryParameters["token"] : nil
            let given = (inLink ?? Self.cookies(request)[Self.cookie[...]]).map { String($0) }
            guard let given, Self.isEqual(given, accessToken) else {
                return Self.plain(
                    .unauthorized, "Open the whole link that tagger review serve printed, with its token.")
            }
        }
        switch request.method {
        case .get, .head: return nil
        case .post:
            guard request.headers[.origin] == "http://" + authority,
                (request.headers[.contentType] ?? "").hasPrefix("application/json"),
                let token = request.headers[.taggerToken], Self.isEqual(token, pageToken)
            else { return Self.plain(.forbidden, "Only the review page itself may change something. Reload it.") }
            return nil
        default: return Self.plain(.methodNotAllowed, "GET and POST are understood.")
        }
    }

    /// The cookie for a browser that came by the link.
    private func cookieToSet(_ request: Request) -> String? {
        guard let accessToken, request.uri.path == "/", request.uri.queryParameters["token"] != nil else { return nil }
        return "\(Self.cookie)=\(accessToken); Path=/; HttpOnly; SameSite=Strict"
    }

    private func isOwn(_ authority: String) -> Bool {
        let suffix = ":\(port.number)"
        let name =
            authority.hasSuffix(suffix)
            ? String(authority.dropLast(suffix.count)) : port.number == 80 ? authority : ""
        if accessToken == nil { return ["127.0.0.1", "localhost", "[::1]", host].contains(name.lowercased()) }
        // Whoever rebinds a name needs a name.
        let isAddress = name.hasPrefix("[") || !name.isEmpty && name.allSatisfy { $0.isNumber || $0 == "." }
        return isAddress
            || [host, Self.machineName, Self.machineName + ".local", "localhost"].contains(name.lowercased())
    }

    private static let machineName = ProcessInfo.processInfo.hostName.lowercased()

    private static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1"
            || host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." }
    }

    private static func cookies(_ request: Request) -> [Substring: Substring] {
        let pairs = (request.headers[.cookie] ?? "").split(separator: ";").compactMap {
            pair -> (Substring, Substring)? in
            let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            return parts.count == 2 ? (parts[0], parts[1]) : nil
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// In a time that does not tell how much of it is right.
    private static func isEqual(_ a: String, _ b: String) -> Bool {
        let (a, b) = (Array(a.utf8), Array(b.utf8))
        guard a.count == b.count else { return false }
        return zip(a, b).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func randomToken() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<4).map { _ in String(format: "%016lx", UInt(generator.next() as UInt64)) }.joined()
    }

    static func plain(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: text + "\n")))
    }

    private static let headers: [(HTTPField.Name, String)] = [
        (
            .contentSecurityPolicy,
            """
            default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; \
            form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'
            """
        ),
        (.xContentTypeOptions, "nosniff"), (.referrerPolicy, "no-referrer"),
        (.crossOriginResourcePolicy, "same-origin"),
        (.crossOriginOpenerPolicy, "same-origin"), (.cacheControl, "no-store"), (.xFrameOptions, "DENY"),
    ]
}

/// The port, which is known once the server listens.
private final class Port: Sendable {
    private let value = Mutex(0)

    var number: Int {
        get { value.withLock { $0 } }
        set { value.withLock { $0 = newValue } }
    }
}

extension HTTPField.Name {
    fileprivate static let taggerToken = token("X-Tagger-Token")
    fileprivate static let secFetchSite = token("Sec-Fetch-Site")
    fileprivate static let referrerPolicy = token("Referrer-Policy")
    fileprivate static let crossOriginOpenerPolicy = token("Cross-Origin-Opener-Policy")
    fileprivate static let xFrameOptions = token("X-Frame-Options")

    private static func token(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is no name of a field") }
        return name
    }
}
