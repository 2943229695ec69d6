import Logging
import Synchronization

/// The log of the command line. Everything that is not a result goes here; results go to ``StandardOutput``.
let log = Logger(label: "tagger")

/// Writes log messages to standard error, readable in a terminal and in the mail that cron sends.
///
/// Errors and warnings begin with their level, other messages stand alone:
///
///     Error: shop.sqlite is locked by another run.
///     Interrupted. The model was not changed.
struct StandardErrorLogHandler: LogHandler {
    private static let minimumLevel = Mutex(Logger.Level.info)

    var metadata: Logger.Metadata = [:]
    private var ownLevel = Logger.Level.trace

    /// The level below which messages are dropped: the level of this handler, or of the program if that is higher.
    var logLevel: Logger.Level {
        get { max(ownLevel, Self.minimumLevel.withLock { $0 }) }
        set { ownLevel = newValue }
    }

    /// Makes this handler the destination of all log messages of the process. To be called once.
    static func bootstrap() {
        LoggingSystem.bootstrap { _ in StandardErrorLogHandler() }
    }

    /// Drops all messages but errors from now on, for the option `--quiet`.
    static func dropAllButErrors() {
        minimumLevel.withLock { $0 = .error }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let prefix =
            switch event.level {
            case .error, .critical: "Error: "
            case .warning: "Warning: "
            case .trace, .debug, .info, .notice: ""
            }
        let details = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        let suffix = details.map { " \($0.key)=\($0.value)" }.joined()
        StandardError.write("\(prefix)\(event.message)\(suffix)\n")
    }
}
