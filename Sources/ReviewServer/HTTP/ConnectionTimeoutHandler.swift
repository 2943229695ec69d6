import NIOCore
import NIOHTTPTypes

/// A channel handler that closes slow connections: those that take too long to send a request, even if they send a few bytes now
/// and then, and those that take too long to receive a response.
final class ConnectionTimeoutHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// The time from the opening of the connection, or from the previous response, to the end of the next request.
    private static let requestTimeout = TimeAmount.seconds(10)
    /// The time from the end of the request to the moment when the client has received the response.
    private static let responseTimeout = TimeAmount.seconds(60)

    private let limiter: ConnectionLimiter
    private var deadline: Scheduled<Void>?

    init(_ limiter: ConnectionLimiter) { self.limiter = limiter }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { start(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        start(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        limiter.remove(context.channel)
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .end = unwrapInboundIn(data) { setIdle(false, context) }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .end = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
        let written = promise ?? context.eventLoop.makePromise(of: Void.self)
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        written.futureResult.whenSuccess {
            let (handler, context) = bound.value
            handler.setIdle(true, context)
        }
        context.write(data, promise: written)
    }

    private func start(_ context: ChannelHandlerContext) {
        guard deadline == nil else { return }
        limiter.add(context.channel)
        setIdle(true, context)
    }

    private func setIdle(_ isIdle: Bool, _ context: ChannelHandlerContext) {
        limiter.setIdle(isIdle, context.channel)
        deadline?.cancel()
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: isIdle ? Self.requestTimeout : Self.responseTimeout) {
            channel.close(promise: nil)
        }
    }
}
