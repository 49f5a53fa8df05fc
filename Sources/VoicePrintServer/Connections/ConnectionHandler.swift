internal import HTTPTypes
internal import NIOCore
internal import NIOHTTPTypes

/// What HTTP/1.1 asks of a connection beside requests and answers.
///
/// - A client that asks before it sends a large body (`Expect: 100-continue`, RFC 9110, 10.1.1) is told to go on, or
///   gets its refusal at once: without this curl waits a second before each body of a megabyte.
/// - An answer that says `Connection: close` ends the connection even while the client is still sending: its side is
///   closed first and the rest is read for a moment, so that the answer is not lost with the connection.
final class ConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  /// How long what still comes is read after the last answer.
  private static let lingering = TimeAmount.seconds(2)

  private let largestBody: Int
  private var closes = false

  init(largestBody: Int) { self.largestBody = largestBody }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .head(let head) = unwrapInboundIn(data),
      head.headerFields[.expect]?.lowercased() == "100-continue",
      head.headerFields[.contentLength].flatMap({ Int($0) }) ?? 0 <= largestBody
    {
      context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(let head): closes = head.headerFields[.connection]?.lowercased() == "close"
    case .end where closes:
      let channel = context.channel
      let written = promise ?? context.eventLoop.makePromise()
      written.futureResult.whenComplete { _ in
        channel.close(mode: .output, promise: nil)
        channel.eventLoop.scheduleTask(in: Self.lingering) { channel.close(promise: nil) }
      }
      context.writeAndFlush(data, promise: written)
      return
    case .body, .end: break
    }
    context.write(data, promise: promise)
  }
}
