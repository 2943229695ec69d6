import HTTPTypes
import Hummingbird
import Logging
import NIOHTTP1
import Platform
import Reporting

/// Middleware that turns errors into responses in plain text, and logs them: errors of the client at level `info`, errors of the
/// server at level `warning`. The log contains the path, never the query, which may contain the token.
struct ErrorResponses: RouterMiddleware {
    typealias Context = BasicRequestContext

    let logger: Logger

    func handle(
        _ request: Request, context: BasicRequestContext, next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPParserError {
            // Hummingbird closes the connection: the rest of the request cannot be read.
            throw error
        } catch {
            let requestError = Self.requestError(error)
            logger.log(
                level: requestError.status.kind == .serverError ? .warning : .info, "Request failed",
                metadata: [
                    "method": "\(request.method.rawValue.sanitizedForTerminal)",
                    "path": "\(request.uri.path.sanitizedForTerminal)",
                    "status": "\(requestError.status.code)", "error": "\(requestError.message.sanitizedForTerminal)",
                ])
            return Self.response(requestError)
        }
    }

    /// The status and the message for any error. The message of an unexpected error stays in the program.
    static func requestError(_ error: any Error) -> RequestError {
        switch error {
        case let error as RequestError: error
        case let error as TaggerError: RequestError(error)
        // Errors of Hummingbird, such as a body that is too large.
        case let error as any HTTPResponseError: RequestError(error.status, error.status.reasonPhrase)
        default: RequestError(.internalServerError, "The server could not process the request.")
        }
    }

    static func response(_ error: RequestError) -> Response {
        Response(
            status: error.status, headers: [.contentType: "text/plain; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: error.message + "\n")))
    }
}
