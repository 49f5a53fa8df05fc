internal import Hummingbird
internal import Logging
internal import NIOCore
internal import ServiceLifecycle
internal import UnixSignals
internal import VoicePrint
internal import VoicePrintStore

extension SpeakerServer {
  /// Serves until the process is told to end by SIGTERM or SIGINT; requests that are being answered are answered
  /// first.
  ///
  /// - Parameter onListening: told the port when the server listens.
  /// - Throws: ``ServerStartError``, and what ends the server before it is told to.
  public func serve(onListening: @escaping @Sendable (Int) async -> Void) async throws {
    try checkAddress()
    // Warnings of libraries that decode: they would stand between the lines of the log.
    let logger = logger
    LibraryOutput.listen { logger.notice("a library says", metadata: ["words": "\($0)"]) }
    OpenFiles.suffice(forConnections: options.limits.connections)
    var configuration = ServiceGroupConfiguration(
      services: [try application(onListening: onListening)], gracefulShutdownSignals: [.sigterm, .sigint],
      logger: logger)
    configuration.maximumGracefulShutdownDuration = .seconds(options.limits.requestSeconds)
    do {
      try await ServiceGroup(configuration: configuration).run()
    } catch let error as IOError {
      throw ServerStartError.notListening(host: options.host, port: options.port, reason: error.description)
    }
  }

  /// Whether nobody has registered a client, so that anybody on this machine may ask.
  public var isOpen: Bool { get throws { try !service.store.hasClients } }

  /// Refuses to listen where others than this machine could ask without being known, or be overheard.
  ///
  /// - Throws: ``ServerStartError``, ``StoreError``.
  package func checkAddress() throws {
    guard !options.isLoopback else { return }
    guard try !isOpen else { throw ServerStartError.noClients(host: options.host) }
    guard options.certificate != nil || options.allowsPlainText else {
      throw ServerStartError.plainText(host: options.host)
    }
  }
}
