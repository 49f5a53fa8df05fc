package import Hummingbird
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
  /// - Parameters:
  ///   - onListening: told the port when the server listens.
  ///   - onMetrics: told the port when metrics are to be had.
  /// - Throws: ``ServerStartError``, and what ends the server before it is told to.
  public func serve(
    onListening: @escaping @Sendable (Int) async -> Void,
    onMetrics: @escaping @Sendable (Int) async -> Void = { _ in }
  ) async throws {
    try checkAddress()
    // Warnings of libraries that decode: they would stand between the lines of the log.
    let logger = logger
    LibraryOutput.listen { logger.notice("a library says", metadata: ["words": "\($0)"]) }
    OpenFiles.suffice(forConnections: options.limits.connections)
    var configuration = ServiceGroupConfiguration(
      services: try listeners(onListening: onListening, onMetrics: onMetrics),
      gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    configuration.maximumGracefulShutdownDuration = .seconds(options.limits.requestSeconds)
    try await ServiceGroup(configuration: configuration).run()
  }

  /// What listens for clients, and what listens for those who run the server.
  func listeners(
    onListening: @escaping @Sendable (Int) async -> Void = { _ in },
    onMetrics: @escaping @Sendable (Int) async -> Void = { _ in }
  ) throws -> [any Service] {
    [
      Listener(
        host: options.host, port: options.port, application: try application(onListening: onListening)),
      Listener(
        host: options.metricsHost, port: options.effectiveMetricsPort,
        application: try operatorApplication(onListening: onMetrics)),
    ]
  }

  /// Answers those who run the server, in plain HTTP and without a token; whoever reaches its address may ask.
  ///
  /// - Parameter onListening: told the port when it listens.
  /// - Returns: what serves and stops serving when it is run.
  /// - Throws: ``ServerStartError``.
  package func operatorApplication(
    onListening: @escaping @Sendable (Int) async -> Void = { _ in }
  ) throws -> some ApplicationProtocol {
    let router = Router(context: ServerContext.self, options: .autoGenerateHeadEndpoints)
    let routes = topics.flatMap(\.routes).filter { $0.path.hasPrefix(ServiceRoutes.path + "/") }
      .filter { if case .account = $0.access { false } else { true } }
    router.add(
      middleware: Answering(
        methods: PathMethods(routes), rates: RateLimit(perMinute: nil), metrics: metrics))
    for route in routes { router.on(RouterPath(route.path), method: route.method, use: route.respond) }
    var plain = options
    plain.certificate = nil
    return Application(
      router: router, server: try .serving(plain),
      configuration: ApplicationConfiguration(
        address: .hostname(options.metricsHost, port: options.effectiveMetricsPort), backlog: 16,
        availableConnectionsDelegate: .maximum(Self.operatorConnections, logger: logger)),
      onServerRunning: { await onListening($0.localAddress?.port ?? 0) }, logger: logger)
  }

  /// How many who run the server may ask at once.
  private static let operatorConnections = 32

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

/// An application that says of which address it is where that cannot be listened on.
private struct Listener<Served: ApplicationProtocol>: Service {
  let host: String
  let port: Int
  let application: Served

  func run() async throws {
    do {
      try await application.run()
    } catch let error as IOError {
      throw ServerStartError.notListening(host: host, port: port, reason: error.description)
    }
  }
}
