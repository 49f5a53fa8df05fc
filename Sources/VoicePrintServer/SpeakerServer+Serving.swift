internal import Hummingbird
internal import NIOCore
internal import ServiceLifecycle
internal import UnixSignals

extension SpeakerServer {
  /// Serves until the process is told to end by SIGTERM or SIGINT; requests that are being answered are answered
  /// first.
  ///
  /// - Parameter onListening: told the port when the server listens.
  /// - Throws: ``ServerStartError``, and what ends the server before it is told to.
  public func serve(onListening: @escaping @Sendable (Int) async -> Void) async throws {
    try check()
    var configuration = ServiceGroupConfiguration(
      services: [application(onListening: onListening)], gracefulShutdownSignals: [.sigterm, .sigint],
      logger: logger)
    configuration.maximumGracefulShutdownDuration = .seconds(options.limits.requestSeconds)
    do {
      try await ServiceGroup(configuration: configuration).run()
    } catch let error as IOError {
      throw ServerStartError.notListening(host: options.host, port: options.port, reason: error.description)
    }
  }

  /// Whether it is safe to listen where the options say.
  func check() throws(ServerStartError) {
    guard options.isLoopback else { throw .noClients(host: options.host) }
  }
}
