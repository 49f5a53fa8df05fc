internal import HTTPTypes
internal import NIOCore
internal import NIOHTTPTypes

/// What HTTP/1.1 asks of a connection beside requests and answers, and how long it waits for slow clients.
///
/// - A client that asks before it sends a large body (`Expect: 100-continue`, RFC 9110, 10.1.1) is told to go on, or
///   gets its refusal at once: without this curl waits a second before each body of a megabyte.
/// - An answer that says `Connection: close` ends the connection even while the client is still sending: its side is
///   closed first and the rest is read for a moment, so that the answer is not lost with the connection.
/// - A request that has not come wholly in time, and an answer that has not been taken in time, end the connection: a
///   byte now and then, after an answer too, and a client that asks and does not read hold none for longer. A head
///   that drips is no request yet, and such a connection counts as silent.
final class ConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  /// How long what still comes is read after the last answer.
  private static let lingering = TimeAmount.seconds(2)
  /// How much later than a request's own deadline its connection ends, so that its refusal is heard.
  private static let grace = TimeAmount.seconds(5)

  private let largestBody: Int
  private let patience: TimeAmount
  private var closes = false
  /// Ends the connection while a request comes in.
  private var receiving: Scheduled<Void>?
  /// Ends the connection while an answer goes out.
  private var sending: Scheduled<Void>?
  /// Answers that were begun and have not been taken; more than one where a client does not wait for the first.
  private var unsent = 0

  init(_ limits: RequestLimits) {
    largestBody = limits.bodyBytes
    patience = .milliseconds(Int64(1000 * limits.requestSeconds)) + Self.grace
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      receiving?.cancel()
      receiving = ending(context.channel)
      if head.headerFields[.expect]?.lowercased() == "100-continue",
        head.headerFields[.contentLength].flatMap({ Int($0) }) ?? 0 <= largestBody
      {
        context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
      }
    case .body: break
    case .end: receiving?.cancel()
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(let head):
      closes = head.headerFields[.connection]?.lowercased() == "close"
      unsent += 1
      if unsent == 1 { sending = ending(context.channel) }
    case .body: break
    case .end:
      let channel = context.channel
      let written = promise ?? context.eventLoop.makePromise()
      written.futureResult.assumeIsolated().whenComplete { [self] _ in wasSent(channel) }
      guard closes else {
        context.write(data, promise: written)
        return
      }
      written.futureResult.whenComplete { _ in
        channel.close(mode: .output, promise: nil)
        channel.eventLoop.scheduleTask(in: Self.lingering) { channel.close(promise: nil) }
      }
      context.writeAndFlush(data, promise: written)
      return
    }
    context.write(data, promise: promise)
  }

  func channelInactive(context: ChannelHandlerContext) {
    receiving?.cancel()
    sending?.cancel()
    context.fireChannelInactive()
  }

  private func wasSent(_ channel: any Channel) {
    sending?.cancel()
    unsent -= 1
    if unsent > 0, channel.isActive { sending = ending(channel) }
  }

  private func ending(_ channel: any Channel) -> Scheduled<Void> {
    channel.eventLoop.scheduleTask(in: patience) { channel.close(promise: nil) }
  }
}
