internal import ArgumentParser
internal import VoicePrint
internal import VoicePrintServer
internal import VoicePrintStore

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve the cloud's speaker interface on this machine.",
    discussion: """
      Programs written for the cloud's interface run unchanged with this server's address in the place of the \
      cloud's. The server ends on Ctrl-C or SIGTERM, and answers first what it was asked.

      Metrics, readiness and the OpenAPI document are to be had at --metrics-address without a token, and at --port \
      too as long as no client is registered and --host is a loopback address.

      Example:
        voiceprint serve --port 8080
      """)

  @Option(help: "Address to listen on.")
  var host = "127.0.0.1"

  @Option(help: "Port to listen on; 0 takes a free one.")
  var port = 8080

  @Option(
    help: ArgumentHelp(
      "Address of metrics, readiness and the OpenAPI document (else 127.0.0.1 and the port after --port).",
      valueName: "host:port"), transform: { try MetricsAddress($0) })
  var metricsAddress: MetricsAddress?

  @Option(
    help: ArgumentHelp(
      "Certificate to serve HTTPS with, and those that signed it, in PEM.", valueName: "path"),
    completion: .file())
  var tlsCertificate: String?

  @Option(
    help: ArgumentHelp("Private key of the certificate, in PEM.", valueName: "path"), completion: .file())
  var tlsKey: String?

  @Flag(
    help: "Listen without TLS where other machines can reach the server, and voices and tokens can be read.")
  var insecure = false

  @Option(
    help: ArgumentHelp(
      "Names of ids in answers: auto, both, speakerId or enrollmentId.", valueName: "names"),
    transform: choice)
  var idNames = IdentifierNames.auto

  @Option(help: ArgumentHelp("Largest body of a request, in MiB.", valueName: "MiB"))
  var maxBody = 16

  @Option(help: ArgumentHelp("Longest sample to enroll, in seconds.", valueName: "seconds"))
  var maxSample = 30.0

  @Option(help: ArgumentHelp("How long an access token is good for, in seconds.", valueName: "seconds"))
  var accessTokenSeconds = 3600

  @Option(help: ArgumentHelp("Requests a client may make in a minute (else any number).", valueName: "count"))
  var rateLimit: Int?

  @OptionGroup var jobs: JobArguments

  @Option(help: ArgumentHelp("Lines of the log: text or json.", valueName: "format"), transform: choice)
  var log = ServerLog.Format.text

  @OptionGroup var store: StoreOptions
  @OptionGroup var model: ModelOptions

  func validate() throws {
    guard (0...65535).contains(port) else { throw ValidationError("--port takes 0 to 65535.") }
    guard (1...1024).contains(maxBody) else { throw ValidationError("--max-body takes 1 to 1024 MiB.") }
    guard maxSample >= 6, maxSample <= 1800 else { throw ValidationError("--max-sample takes 6 to 1800 s.") }
    guard (tlsCertificate == nil) == (tlsKey == nil) else {
      throw ValidationError("--tls-certificate and --tls-key belong together.")
    }
    guard accessTokenSeconds >= 1 else { throw ValidationError("--access-token-seconds takes 1 or more.") }
    guard rateLimit ?? 1 >= 1 else { throw ValidationError("--rate-limit takes 1 or more.") }
  }

  private func options() throws -> ServerOptions {
    var options = ServerOptions()
    options.host = host
    options.port = port
    if let metricsAddress {
      options.metricsHost = metricsAddress.host
      options.metricsPort = metricsAddress.port
    }
    options.identifierNames = idNames
    if let tlsCertificate, let tlsKey {
      options.certificate = CertificateFiles(chain: tlsCertificate, key: tlsKey)
    }
    options.allowsPlainText = insecure
    options.tokens.accessSeconds = accessTokenSeconds
    options.limits.bodyBytes = maxBody << 20
    options.limits.longestSampleSeconds = maxSample
    options.limits.requestsPerMinute = rateLimit
    options.jobs = try jobs.settings
    return options
  }

  func run() async throws {
    let server = try SpeakerServer(
      store: try store.openOrMake(), model: try model.load(), options: try options(),
      logger: ServerLog.logger(log))
    let address = "\(tlsCertificate == nil ? "http" : "https")://\(Self.bracketed(host))"
    let metrics = "http://\(Self.bracketed(metricsAddress?.host ?? ServerOptions().metricsHost))"
    let isOpen = try server.isOpen
    try await server.serve { port in
      Output.complain("voiceprint: serving \(address):\(port)")
      if isOpen {
        Output.complain(
          "voiceprint: open to everybody on this machine, because no client is registered; ‘voiceprint client add’ "
            + "registers one")
      }
    } onMetrics: { port in
      Output.complain("voiceprint: metrics at \(metrics):\(port)/voiceprint/v1/metrics")
    }
  }

  private static func bracketed(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }
}

/// A host and a port, such as `127.0.0.1:9090` or `[::1]:9090`.
struct MetricsAddress {
  let host: String
  let port: Int

  init(_ text: String) throws {
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
      (0...65535).contains(port)
    else { throw ValidationError("--metrics-address takes a host and a port, such as 127.0.0.1:9090.") }
    let host = text[..<colon]
    let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
    guard !host.isEmpty, isBracketed || !host.contains(":") else {
      throw ValidationError(
        "--metrics-address takes an address of version 6 in brackets, such as [::1]:9090.")
    }
    self.host = String(isBracketed ? host.dropFirst().dropLast() : host)
    self.port = port
  }
}

/// One of a few words.
private func choice<Value: RawRepresentable<String> & CaseIterable>(_ text: String) throws -> Value {
  guard let value = Value(rawValue: text) else {
    throw ValidationError("It is one of \(Value.allCases.map(\.rawValue).joined(separator: ", ")).")
  }
  return value
}
