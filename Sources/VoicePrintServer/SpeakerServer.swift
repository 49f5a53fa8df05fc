internal import HTTPTypes
package import Hummingbird
internal import HummingbirdCore
public import Logging
internal import NIOCore
public import ServiceLifecycle
public import VoicePrint
public import VoicePrintStore

/// The cloud's speaker interface on this machine: enrollments, recognition and tokens over HTTP.
///
/// One server owns the model and the store for its life. It is a service: run it in a group that ends it gracefully.
public struct SpeakerServer: Service {
  package let options: ServerOptions
  package let service: VoiceService
  package let jobs: JobService
  package let reader: BodyReader
  package let metrics = ServerMetrics()
  package let logger: Logger
  let sessions: Sessions
  let tries: LoginTries
  let glance: Glance<StoreGlance>

  /// A server that does not listen yet.
  ///
  /// - Parameters:
  ///   - store: where enrollments are kept.
  ///   - model: what recordings are analysed with.
  ///   - options: how it listens and answers.
  ///   - logger: takes a line for each request.
  /// - Throws: ``StoreError`` where the store cannot be used.
  public init(
    store: EnrollmentStore, model: VoiceModel, options: ServerOptions = ServerOptions(), logger: Logger
  ) throws(StoreError) {
    self.options = options
    self.logger = logger
    service = VoiceService(model: model, store: store, limits: options.limits)
    jobs = JobService(store: store, model: model, options: options, logger: logger)
    reader = BodyReader(limits: options.limits)
    glance = StoreGlance.glance(into: service, options)
    tries = LoginTries(now: options.now)
    sessions = try Sessions(service: service, options: options.tokens)
  }

  /// All that is served, topic by topic: the routes and the OpenAPI document follow from it.
  package var topics: [any RouteTopic] {
    let topics: [any RouteTopic] = [
      EnrollmentRoutes(service: service, reader: reader, options: options),
      TokenRoutes(sessions: sessions, tries: tries, options: options),
      DetailRoutes(service: service, options: options),
      RecognitionRoutes(service: service, reader: reader, options: options),
      JobRoutes(service: service, jobs: jobs, reader: reader, options: options),
    ]
    return topics + [ServiceRoutes(service: service, glance: glance, metrics: metrics, others: topics)]
  }

  /// The router of all topics.
  package var router: Router<ServerContext> {
    let router = Router(context: ServerContext.self, options: .autoGenerateHeadEndpoints)
    let routes = topics.flatMap(\.routes)
    let rates = RateLimit(perMinute: options.limits.requestsPerMinute, now: options.now)
    router.add(middleware: Answering(methods: PathMethods(routes), rates: rates, metrics: metrics))
    let open = router.group().add(middleware: OpenAdmission(rates: rates))
    let ofOperators = router.group().add(middleware: OpenAdmission(rates: rates))
      .add(middleware: OperatorDoor(isLoopback: options.isLoopback, glance: glance))
    let ofAccounts = router.group().add(
      middleware: Authentication(sessions: sessions, limits: options.limits, rates: rates))
    for route in routes {
      let group =
        switch route.access {
        case .open: open
        case .account: ofAccounts
        case .operators: ofOperators
        }
      group.on(RouterPath(route.path), method: route.method, use: route.respond)
    }
    return router
  }

  /// The application.
  ///
  /// - Parameter onListening: told the port when the server listens.
  /// - Returns: what serves and stops serving when it is run.
  /// - Throws: ``ServerStartError``.
  package func application(
    onListening: @escaping @Sendable (Int) async -> Void = { _ in }
  ) throws -> some ApplicationProtocol {
    Application(
      responder: PathSpelling(next: router.buildResponder()), server: try .serving(options),
      configuration: ApplicationConfiguration(
        address: .hostname(options.host, port: options.port), backlog: 1024,
        availableConnectionsDelegate: .maximum(options.limits.connections, logger: logger)),
      services: [jobs.runner],
      onServerRunning: { await onListening($0.localAddress?.port ?? 0) },
      logger: logger)
  }

  /// Serves until the group it runs in is asked to end; requests that are being answered are answered first.
  ///
  /// - Throws: ``ServerStartError``, or what ends the server before it is asked to.
  public func run() async throws {
    try checkAddress()
    let services = try listeners()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for service in services { group.addTask { try await service.run() } }
      // The first that ends in an error ends the others.
      for try await _ in group {}
    }
  }
}
