import NIOCore
import Synchronization

/// The open connections, limited in number: above the limit, the connection that has been idle longest is closed. Thus a client
/// that opens hundreds of connections does not keep other clients out.
final class ConnectionLimiter: Sendable {
    /// The number of connections above which an idle connection is closed.
    private static let maximumConnections = 64

    private struct Connection {
        let channel: any Channel
        /// When the connection began to wait for a request; nil while a request is answered.
        var idleSince: ContinuousClock.Instant?
    }

    private let connections = Mutex<[ObjectIdentifier: Connection]>([:])

    /// Adds an idle connection, and closes another one if there are too many.
    func add(_ channel: any Channel) {
        let closed = connections.withLock { connections -> (any Channel)? in
            connections[ObjectIdentifier(channel)] = Connection(channel: channel, idleSince: .now)
            guard connections.count > Self.maximumConnections else { return nil }
            let idle = connections.compactMap { entry in entry.value.idleSince.map { (entry.key, $0) } }
            return idle.min { $0.1 < $1.1 }.flatMap { connections.removeValue(forKey: $0.0)?.channel }
        }
        closed?.close(promise: nil)
    }

    /// Removes a closed connection.
    func remove(_ channel: any Channel) {
        connections.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(channel)) }
    }

    /// Records whether a connection waits for a request.
    func setIdle(_ isIdle: Bool, _ channel: any Channel) {
        connections.withLock { $0[ObjectIdentifier(channel)]?.idleSince = isIdle ? .now : nil }
    }
}
