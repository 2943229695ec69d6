import Foundation
import NIOCore
import NIOHTTPTypes
import Synchronization

/// The connections that are open: each has only so much time, and where there are too many the one that has waited longest for
/// a request makes room. Whoever opens hundreds keeps nobody out.
final class Connections: Sendable {
    /// So many may be open before one that waits is closed.
    private static let most = 64

    private struct Entry {
        let channel: any Channel
        /// When it began to wait for a request; nil while one is answered.
        var waitsSince: ContinuousClock.Instant?
    }

    private let open = Mutex<[ObjectIdentifier: Entry]>([:])

    fileprivate func add(_ channel: any Channel) {
        let superfluous = open.withLock { open -> (any Channel)? in
            open[ObjectIdentifier(channel)] = Entry(channel: channel, waitsSince: .now)
            guard open.count > Self.most else { return nil }
            let waiting = open.compactMap { entry in entry.value.waitsSince.map { (entry.key, $0) } }
            return waiting.min { $0.1 < $1.1 }.flatMap { open.removeValue(forKey: $0.0)?.channel }
        }
        superfluous?.close(promise: nil)
    }

    fileprivate func remove(_ channel: any Channel) {
        open.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(channel)) }
    }

    fileprivate func note(_ channel: any Channel, waits: Bool) {
        open.withLock { $0[ObjectIdentifier(channel)]?.waitsSince = waits ? .now : nil }
    }
}

/// Closes a connection that takes too long: for a request from its first to its last byte, also while it sends a little now and
/// then, or to take an answer.
final class ConnectionWatch: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// From the connection's beginning, or the last answer, to the end of the next request.
    private static let requestTimeout = TimeAmount.seconds(10)
    /// From there to when the other side has taken the answer.
    private static let answerTimeout = TimeAmount.seconds(60)

    private let connections: Connections
    private var deadline: Scheduled<Void>?

    init(_ connections: Connections) { self.connections = connections }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { begin(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        connections.remove(context.channel)
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .end = unwrapInboundIn(data) { turn(context, waits: false) }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .end = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
        let taken = promise ?? context.eventLoop.makePromise(of: Void.self)
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        taken.futureResult.whenSuccess {
            let (watch, context) = bound.value
            watch.turn(context, waits: true)
        }
        context.write(data, promise: taken)
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard deadline == nil else { return }
        connections.add(context.channel)
        turn(context, waits: true)
    }

    private func turn(_ context: ChannelHandlerContext, waits: Bool) {
        connections.note(context.channel, waits: waits)
        deadline?.cancel()
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: waits ? Self.requestTimeout : Self.answerTimeout) {
            channel.close(promise: nil)
        }
    }
}
