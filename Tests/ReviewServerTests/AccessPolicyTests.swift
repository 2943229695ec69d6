import HTTPTypes
import Hummingbird
import Testing

@testable import ReviewServer

@Suite struct AccessPolicyTests {
    /// A policy on a port.
    private static func policy(host: String = "127.0.0.1", port: Int = 8017) -> AccessPolicy {
        let policy = AccessPolicy(host: host)
        policy.port = port
        return policy
    }

    /// The status with which a policy refuses a request; 200 if it answers the request.
    private static func status(
        _ policy: AccessPolicy, method: HTTPRequest.Method = .get, path: String = "/api/queue",
        host: String? = "127.0.0.1:8017", headers: HTTPFields = [:]
    ) -> Int {
        let head = HTTPRequest(method: method, scheme: "http", authority: host, path: path, headerFields: headers)
        do {
            try policy.check(Request(head: head, body: RequestBody(buffer: ByteBuffer())))
            return 200
        } catch {
            return (error as? RequestError)?.status.code ?? 0
        }
    }

    private static func pageHeaders(_ policy: AccessPolicy) -> HTTPFields {
        [.origin: "http://127.0.0.1:8017", .contentType: "application/json", .taggerToken: policy.pageToken]
    }

    @Test(
        "Host names of this computer are accepted on the loopback interface",
        arguments: ["127.0.0.1:8017", "localhost:8017", "LOCALHOST:8017", "[::1]:8017"])
    func ownHosts(host: String) { #expect(Self.status(Self.policy(), host: host) == 200) }

    @Test(
        "Foreign host names and ports are refused with 421",
        arguments: [
            "evil.example:8017", "127.0.0.1.evil.example:8017", "127.0.0.1", "127.0.0.1:80", "0.0.0.0:8017", "", nil,
        ])
    func foreignHosts(host: String?) { #expect(Self.status(Self.policy(), host: host) == 421) }

    @Test("On port 80 the host name needs no port")
    func defaultPort() {
        #expect(Self.status(Self.policy(port: 80), host: "localhost") == 200)
        #expect(Self.status(Self.policy(port: 80), host: "evil.example") == 421)
    }

    @Test("On all interfaces every IP address is accepted, but no foreign name")
    func allInterfaces() throws {
        let policy = Self.policy(host: "0.0.0.0")
        let cookie: HTTPFields = [.cookie: "a=b; tagger_access=\(try #require(policy.accessToken))"]
        #expect(Self.status(policy, host: "192.168.1.7:8017", headers: cookie) == 200)
        #expect(Self.status(policy, host: "[fe80::1]:8017", headers: cookie) == 200)
        #expect(Self.status(policy, host: "evil.example:8017", headers: cookie) == 421)
    }

    @Test("Requests of other sites are refused with 403, except opening the page")
    func otherSites() {
        let policy = Self.policy()
        for site in ["cross-site", "same-site"] {
            #expect(Self.status(policy, headers: [.secFetchSite: site]) == 403)
            #expect(Self.status(policy, path: "/", headers: [.secFetchSite: site]) == 200)
        }
        for site in ["same-origin", "none"] { #expect(Self.status(policy, headers: [.secFetchSite: site]) == 200) }
    }

    @Test("A POST request needs the page's Origin, content type and token")
    func postHeaders() {
        let policy = Self.policy()
        let headers = Self.pageHeaders(policy)
        #expect(Self.status(policy, method: .post, path: "/api/decisions", headers: headers) == 200)
        for name in [HTTPField.Name.origin, .contentType, .taggerToken] {
            var missing = headers
            missing[name] = nil
            #expect(
                Self.status(policy, method: .post, path: "/api/decisions", headers: missing) == 403, "without \(name)")
            var wrong = headers
            wrong[name] = "wrong"
            #expect(
                Self.status(policy, method: .post, path: "/api/decisions", headers: wrong) == 403,
                "with another \(name)")
        }
        for method in [HTTPRequest.Method.put, .delete, .patch, .options] {
            #expect(Self.status(policy, method: method, path: "/api/decisions", headers: headers) == 405)
        }
    }

    @Test("Beyond the loopback interface a request needs the access token; the link takes precedence over the cookie")
    func accessToken() throws {
        let policy = Self.policy(host: "0.0.0.0")
        let token = try #require(policy.accessToken)
        #expect(token.count == 64 && token != policy.pageToken)
        #expect(policy.link.hasSuffix(":8017/?token=\(token)"))
        #expect(Self.status(policy) == 401)
        #expect(Self.status(policy, headers: [.cookie: "tagger_access=\(token)"]) == 200)
        #expect(Self.status(policy, headers: [.cookie: "tagger_access=\(token)0"]) == 401)
        #expect(Self.status(policy, path: "/?token=\(token)", headers: [.cookie: "tagger_access=old"]) == 200)
        #expect(Self.status(policy, path: "/?token=old", headers: [.cookie: "tagger_access=\(token)"]) == 401)
        // Only the link to the page may carry the token.
        #expect(Self.status(policy, path: "/api/queue?token=\(token)") == 401)
        #expect(AccessPolicy(host: "0.0.0.0").accessToken != token)
    }

    @Test("The loopback interface needs no access token", arguments: ["127.0.0.1", "127.1.2.3", "localhost", "::1"])
    func loopback(host: String) { #expect(AccessPolicy(host: host).accessToken == nil) }

    @Test("The link contains the address, with brackets for IPv6")
    func link() {
        #expect(Self.policy().link == "http://127.0.0.1:8017/")
        #expect(Self.policy(host: "::1").link == "http://[::1]:8017/")
    }

    @Test("Only the link with a token sets a cookie, which scripts and other sites cannot use")
    func cookie() throws {
        let policy = Self.policy(host: "0.0.0.0")
        let token = try #require(policy.accessToken)
        func cookie(_ path: String) -> String? {
            let head = HTTPRequest(method: .get, scheme: "http", authority: nil, path: path)
            return policy.cookieToSet(Request(head: head, body: RequestBody(buffer: ByteBuffer())))
        }
        #expect(cookie("/?token=\(token)") == "tagger_access=\(token); Path=/; HttpOnly; SameSite=Strict")
        #expect(cookie("/") == nil)
        #expect(cookie("/api/start?token=\(token)") == nil)
    }
}
