import Catalog
import HTTPTypes
import Hummingbird
import Platform
import Review
import Testing

@testable import ReviewServer

@Suite struct RequestParametersTests {
    private static func request(_ path: String, _ headers: HTTPFields = [:], body: String = "") -> Request {
        let head = HTTPRequest(
            method: .get, scheme: "http", authority: nil, path: path, headerFields: headers)
        return Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body)))
    }

    @Test("A filter consists of the parameters of the request")
    func filter() throws {
        let filter = try Self.request("/api/queue?category=Bag&from=0.5&to=0.9&text=Red%20bag&reason=audit").filter()
        #expect(filter.category == "Bag")
        #expect(filter.confidence == 0.5...0.9)
        #expect(filter.text == "Red bag")
        #expect(filter.reason == .audit)
        #expect(filter.leavesOutBlind)
    }

    @Test("A filter by category or confidence excludes hidden predictions, other filters do not")
    func hiddenPredictions() throws {
        #expect(try Self.request("/api/queue?category=Bag").filter().leavesOutBlind)
        #expect(try Self.request("/api/queue?from=0.1").filter().leavesOutBlind)
        #expect(try Self.request("/api/queue?text=a&reason=uncertain").filter().leavesOutBlind == false)
    }

    @Test(
        "Invalid ranges, empty texts and unknown reasons do not filter",
        arguments: [
            "", "?from=0&to=1", "?from=nan", "?from=0.9&to=0.1", "?from=-1e308&to=1e308", "?text=", "?reason=other",
        ])
    func ignoredParameters(query: String) throws {
        #expect(try Self.request("/api/queue" + query).filter() == ReviewFilter())
    }

    @Test("The text of a filter is limited to 200 characters")
    func longText() throws {
        let filter = try Self.request("/api/queue?text=" + String(repeating: "a", count: 5_000)).filter()
        #expect(filter.text?.count == 200)
    }

    @Test("Unknown categories and invalid product keys are refused with 400")
    func invalidParameters() {
        for path in ["/?category=", "/?category=Handbag", "/"] {
            #expect(throws: RequestError.invalid("category"), "\(path)") { try Self.request(path).category() }
        }
        for path in ["/", "/?id=", "/?id=1", "/?id=integer%20x", "/?id=blob%20abc", "/?id=null"] {
            #expect(throws: RequestError.invalid("id"), "\(path)") { try Self.request(path).product() }
        }
    }

    @Test("A page of the grid has 24 products, or a number from 1 to 200")
    func gridLimit() {
        for (query, limit) in [("", 24), ("?limit=50", 50), ("?limit=-5", 1), ("?limit=99999", 200), ("?limit=x", 24)] {
            #expect(Self.request("/api/grid" + query).gridLimit == limit)
        }
    }

    @Test("Bodies that are not the expected JSON are refused with 400, large bodies with 413")
    func bodies() async throws {
        let request = try await Self.request("/", body: "{\"decisionIDs\": [1, 2]}").decodedBody(UndoRequest.self)
        #expect(request.decisionIDs == [1, 2])
        for body in ["", "{", "null", "{\"decisionIDs\": [1.5]}", "{\"decisions\": [1]}"] {
            await #expect(throws: RequestError.invalid("request body"), "\(body)") {
                try await Self.request("/", body: body).decodedBody(UndoRequest.self)
            }
        }
        // An announced size is refused before the body arrives.
        await #expect(throws: RequestError(.contentTooLarge, "The request is too large.")) {
            try await Self.request("/", [.contentLength: "9000000000"]).decodedBody(UndoRequest.self)
        }
        let large = String(repeating: " ", count: Request.maximumBodyBytes + 1)
        do {
            _ = try await Self.request("/", body: large).decodedBody(UndoRequest.self)
            Issue.record("A large body was accepted.")
        } catch {
            #expect(ErrorResponses.requestError(error).status == .contentTooLarge)
        }
    }
}

@Suite struct ErrorResponsesTests {
    @Test("Errors of the catalog have the status of their kind, and their message")
    func catalogErrors() {
        let statuses: [(TaggerError.Kind, Int)] = [
            (.busy, 503), (.usage, 409), (.inputOutput, 500), (.invalidData, 500),
        ]
        for (kind, status) in statuses {
            let error = ErrorResponses.requestError(TaggerError(kind, "The message."))
            #expect(error.status.code == status)
            #expect(error.message.contains("The message."))
        }
    }

    @Test("The message of an unexpected error is not sent")
    func unexpectedErrors() {
        struct Secret: Error { let password = "secret" }
        let error = ErrorResponses.requestError(Secret())
        #expect(error.status == .internalServerError)
        #expect(!error.message.contains("secret"))
    }

    @Test("A response to an error is plain text")
    func plainText() {
        let response = ErrorResponses.response(.notFound)
        #expect(response.status == .notFound)
        #expect(response.headers[.contentType] == "text/plain; charset=utf-8")
    }
}
