import HTTPTypes
import Platform

/// A request that is not answered: the status of the response, and a message for a person.
struct RequestError: Error, Equatable {
    let status: HTTPResponse.Status
    let message: String

    init(_ status: HTTPResponse.Status, _ message: String) {
        self.status = status
        self.message = message
    }

    /// The product or page does not exist.
    static let notFound = RequestError(.notFound, "Not found.")

    /// A parameter or a body that the page does not send.
    static func invalid(_ name: String) -> RequestError { RequestError(.badRequest, "Invalid \(name).") }

    /// The response to an error of the catalog.
    init(_ error: TaggerError) {
        let status: HTTPResponse.Status =
            switch error.kind {
            case .busy: .serviceUnavailable
            case .usage: .conflict
            default: .internalServerError
            }
        self.init(status, error.description)
    }
}
