import Catalog
import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NeuralNetwork
import NIOCore
import Platform
import ServiceLifecycle
import Tagging

/// The web server of the review page: people decide the products of the review queue in a browser.
///
/// The server limits requests in size, time and number. ``AccessPolicy`` describes which requests it answers.
///
///     let server = try ReviewServer(configuration, logger: Logger(label: "tagger.review"))
///     let signal = try await server.run { link in print(link) }
public struct ReviewServer: Sendable {
    /// The options of a server.
    public struct Configuration: Sendable {
        /// The shop's SQLite file.
        public var catalogPath: String
        /// The address to listen on.
        public var host = "127.0.0.1"
        /// The port to listen on, 0 for any free port; nil for ``ReviewServer/usualPort``, or any free port if it is in use.
        public var port: Int?
        /// The model that the first candidate model is trained from.
        public var startingModel: NamedModel
        /// Returns the training images of Fashion-MNIST, nil where they are not installed; called when learning starts.
        public var replayImages: @Sendable () throws -> LabeledImages?

        /// The options of a server on the loopback interface.
        public init(
            catalogPath: String, startingModel: NamedModel,
            replayImages: @escaping @Sendable () throws -> LabeledImages?
        ) {
            self.catalogPath = catalogPath
            self.startingModel = startingModel
            self.replayImages = replayImages
        }
    }

    /// The port if the configuration names none.
    public static let usualPort = 8017

    /// Connections above this number wait in the system's queue.
    private static let maximumConnections = 256
    private static let maximumHeaderFieldBytes = 8 << 10
    private static let maximumHeaderBytes = 16 << 10
    private static let maximumHeaderFields = 64
    /// After a signal, requests that have arrived are answered for so long. Then all connections are closed.
    private static let shutdownSeconds = 1

    private let configuration: Configuration
    private let logger: Logger
    private let api: ReviewAPI
    private let images: ProductImages
    private let learning: LearningJob

    /// Creates a server that does not listen yet.
    ///
    /// - Parameters:
    ///   - configuration: The options.
    ///   - logger: The logger for failed requests: errors of the client at level `info`, errors of the server at level `warning`.
    /// - Throws: ``TaggerError`` if the catalog cannot be opened.
    public init(_ configuration: Configuration, logger: Logger = Logger(label: "tagger.review")) throws {
        self.configuration = configuration
        self.logger = logger
        let catalog = try Catalog(path: configuration.catalogPath, access: .write)
        learning = LearningJob(
            catalogPath: configuration.catalogPath, startingModel: configuration.startingModel,
            replayImages: configuration.replayImages)
        api = try ReviewAPI(catalog: catalog, learning: learning)
        images = ProductImages(catalog: catalog)
    }

    /// Serves until the process receives SIGINT, SIGTERM or SIGHUP, or the task is cancelled. A running learning job is stopped; all
    /// saved decisions stay.
    ///
    /// - Parameter didStart: Called with the link once the server listens.
    /// - Returns: The signal that ended the server; nil after a cancellation.
    /// - Throws: ``TaggerError`` if the server cannot listen on the address.
    public func run(didStart: @escaping @Sendable (_ link: String) -> Void) async throws -> Int32? {
        if let port = configuration.port { return try await serve(port, didStart) }
        do {
            return try await serve(Self.usualPort, didStart)
        } catch let error as TaggerError where error.kind == .busy {
            return try await serve(0, didStart)
        }
    }

    private func serve(_ port: Int, _ didStart: @escaping @Sendable (String) -> Void) async throws -> Int32? {
        let shutdown = ShutdownSignal()
        var libraryLogger = logger
        libraryLogger.logLevel = max(libraryLogger.logLevel, .warning)
        // The group stops its services in reverse order: learning first, since it takes longest.
        var group = ServiceGroupConfiguration(
            services: [
                .init(service: shutdown, successTerminationBehavior: .gracefullyShutdownGroup),
                .init(service: application(port, didStart, libraryLogger)),
                .init(service: learning),
            ], logger: libraryLogger)
        group.maximumGracefulShutdownDuration = .seconds(Self.shutdownSeconds)
        do {
            try await ServiceGroup(configuration: group).run()
        } catch let error as IOError {
            throw listenError(error, port)
        } catch is SocketAddressError {
            throw TaggerError(
                .usage,
                "“\(configuration.host)” is not an address of this computer. Use --host 127.0.0.1 or --host 0.0.0.0.")
        } catch {
            // A connection that is closed during the shutdown is not an error of the server.
            guard shutdown.signal != nil || Task.isCancelled else { throw error }
        }
        return shutdown.signal
    }

    private func application(
        _ port: Int, _ didStart: @escaping @Sendable (String) -> Void, _ libraryLogger: Logger
    ) -> some ApplicationProtocol {
        let policy = AccessPolicy(host: configuration.host)
        let router = Router(context: BasicRequestContext.self)
        // The first middleware is the outermost: every response, errors included, gets the security headers.
        router.add(middleware: SecurityHeaders())
        router.add(middleware: ErrorResponses(logger: logger))
        router.add(middleware: AccessControl(policy: policy))
        ReviewRoutes(api: api, images: images, pageToken: policy.pageToken).add(to: router)
        var decoder = HTTP1Channel.Configuration.DecoderConfiguration()
        decoder.maxHeaderFieldSize = Self.maximumHeaderFieldBytes
        decoder.maxHeaderListSize = Self.maximumHeaderBytes
        decoder.maxHeaderFieldCount = Self.maximumHeaderFields
        let limiter = ConnectionLimiter()
        return Application(
            router: router,
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [ConnectionTimeoutHandler(limiter)],
                    httpDecoderConfiguration: decoder)),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: port),
                availableConnectionsDelegate: MaximumAvailableConnections(Self.maximumConnections)),
            onServerRunning: { channel in
                guard let port = channel.localAddress?.port else { return }
                policy.port = port
                didStart(policy.link)
            },
            logger: libraryLogger)
    }

    private func listenError(_ error: IOError, _ port: Int) -> TaggerError {
        let address = "\(configuration.host):\(port)"
        return switch error.errnoCode {
        case EADDRINUSE:
            TaggerError(
                .busy, "Another program already listens on \(address). Use --port 0 for any free port.")
        case EACCES:
            TaggerError(
                .noPermission, "Permission to listen on \(address) was denied. Use a port above 1023: --port 8080.")
        default:
            TaggerError(
                .inputOutput, "Listening on \(address) failed: \(String(cString: strerror(error.errnoCode))).")
        }
    }
}
