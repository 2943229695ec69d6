import Catalog
import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NeuralNetwork
import NIOCore
import Platform
import Tagging

/// The review page: a person decides in a browser what waits.
///
/// It answers on one address as long as its task runs. What it takes is limited in size, number and time; who may ask is
/// decided by ``RequestGuard``.
public struct ReviewServer: Sendable {
    /// What it is started with.
    public struct Configuration: Sendable {
        /// The shop's SQLite file.
        public var catalogPath: String
        /// The address to listen on.
        public var host = "127.0.0.1"
        /// The port; nil for the usual one, or another where that is taken.
        public var port: Int?
        /// The network to learn from.
        public var base: NamedModel
        /// Fashion-MNIST's training images, where they are at hand; asked for when learning begins.
        public var known: @Sendable () throws -> LabeledImages?

        /// A server for a catalog on the loopback interface.
        public init(
            catalogPath: String, base: NamedModel, known: @escaping @Sendable () throws -> LabeledImages?
        ) {
            self.catalogPath = catalogPath
            self.base = base
            self.known = known
        }
    }

    /// The port where nobody chose another.
    public static let usualPort = 8017

    /// Beyond these, connections wait in the system's queue.
    private static let maximumConnections = 256

    private let configuration: Configuration
    private let desk: ReviewAPI

    /// A server that does not listen yet.
    ///
    /// - Throws: ``TaggerError`` where the catalog can't be opened.
    public init(_ configuration: Configuration) throws {
        self.configuration = configuration
        desk = try ReviewAPI(
            catalogPath: configuration.catalogPath, base: configuration.base, known: configuration.known)
    }

    /// Serves until the task is cancelled. A learning that goes on is then stopped; what was decided is kept.
    ///
    /// - Parameter ready: Called with the link once the server listens.
    /// - Throws: ``TaggerError`` where it can't listen there.
    public func run(ready: @escaping @Sendable (_ link: String) -> Void) async throws {
        defer { desk.close() }
        if let port = configuration.port {
            try await listen(port, ready)
            return
        }
        do {
            try await listen(Self.usualPort, ready)
        } catch let error as TaggerError where error.kind == .busy {
            try await listen(0, ready)
        }
    }

    private func listen(_ port: Int, _ ready: @escaping @Sendable (String) -> Void) async throws {
        let host = configuration.host
        let access = RequestGuard(host: host)
        let router = Router(context: BasicRequestContext.self)
        router.add(middleware: access)
        ReviewRoutes(desk: desk, access: access).add(to: router)
        let connections = Connections()
        var header = HTTP1Channel.Configuration.DecoderConfiguration()
        header.maxHeaderFieldSize = 8 << 10
        header.maxHeaderListSize = 16 << 10
        header.maxHeaderFieldCount = 64
        let application = Application(
            router: router,
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [ConnectionWatch(connections)], httpDecoderConfiguration: header)),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: MaximumAvailableConnections(Self.maximumConnections)),
            onServerRunning: { channel in
                guard let port = channel.localAddress?.port else { return }
                access.listens(onPort: port)
                ready(access.link)
            },
            logger: Logger(label: "review") { _ in SwiftLogNoOpLogHandler() })
        do {
            try await application.run()
        } catch let error as IOError {
            let place = "\(host):\(port)"
            throw switch error.errnoCode {
            case EADDRINUSE:
                TaggerError(
                    .busy, "Another program listens on \(place) already. Choose another port: --port 0 takes any.")
            case EACCES:
                TaggerError(
                    .noPermission, "This user may not listen on \(place). Choose a port above 1023: --port 8080.")
            default:
                TaggerError(
                    .inputOutput, "Listening on \(place) failed: \(String(cString: strerror(error.errnoCode))).")
            }
        } catch is SocketAddressError {
            throw TaggerError(
                .usage, "“\(host)” is no address of this machine: --host takes such as 127.0.0.1 or 0.0.0.0.")
        }
    }
}
