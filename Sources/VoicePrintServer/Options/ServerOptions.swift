/// How a server listens, what it accepts and how it answers.
public struct ServerOptions: Sendable {
  /// The address or name to listen on; any but a loopback one asks for registered clients and for TLS.
  public var host = "127.0.0.1"
  /// The port to listen on; 0 takes a free one.
  public var port = 8080
  /// The address or name at which metrics, readiness and the OpenAPI document are to be had without a token.
  public var metricsHost = "127.0.0.1"
  /// The port for them; nil for the one after ``port``, and a free one where that is 0.
  public var metricsPort: Int?
  /// The certificate and key to serve HTTPS with; nil serves HTTP.
  public var certificate: CertificateFiles?
  /// Whether to listen without TLS where others than this machine can reach the server.
  public var allowsPlainText = false
  /// Under which names answers repeat a speaker's id.
  public var identifierNames = IdentifierNames.auto
  /// What is accepted, and how much of it at once.
  public var limits = RequestLimits()
  /// What becomes of requests that take long.
  public var jobs = JobSettings()
  /// How long logins last.
  public var tokens = TokenOptions()

  /// What time it is to the pauses after failed logins, the counts of a minute and what is looked up once a second.
  package var now: @Sendable () -> ContinuousClock.Instant = { .now }

  /// The defaults.
  public init() {}

  /// The port that metrics are to be had at.
  var effectiveMetricsPort: Int { metricsPort ?? (port == 0 ? 0 : port < 65_535 ? port + 1 : port - 1) }

  /// Whether nobody but this machine can reach the server.
  var isLoopback: Bool {
    host == "localhost" || host == "::1"
      || host.hasPrefix("127.") && host.allSatisfy { "0123456789.".contains($0) }
  }
}

/// Where a certificate and its key are, both in PEM.
public struct CertificateFiles: Sendable {
  /// The certificate, followed by those that signed it.
  public let chain: String
  /// Its private key.
  public let key: String

  /// Files by their paths.
  public init(chain: String, key: String) { (self.chain, self.key) = (chain, key) }
}

/// Under which names the id of an enrolled speaker is answered.
public enum IdentifierNames: String, CaseIterable, Sendable {
  /// `speakerId` always, and `enrollmentId` too where the speaker was enrolled under that name.
  case auto
  /// Both names always: for old and new clients on one store.
  case both
  /// `speakerId` alone: for clients that refuse fields they do not know.
  case speakerId
  /// `enrollmentId` alone: for clients of 2022 and 2023.
  case enrollmentId
}

/// What a server accepts, and how much of it at once.
public struct RequestLimits: Sendable {
  /// The largest body of a request, in bytes (16 MiB: half a minute of stereo at 48 kHz, twice over, as base64).
  public var bodyBytes = 16 << 20
  /// Bodies that are held at once, in bytes; further ones wait on the network.
  public var heldBodyBytes = 256 << 20
  /// Shortest sample of an enrollment, in seconds of audio.
  public var shortestSampleSeconds = 6.0
  /// Longest sample of an enrollment, in seconds of audio, before ``sampleSlackSeconds``.
  public var longestSampleSeconds = 30.0
  /// How much longer than the longest a sample may be before it is refused, in seconds.
  public var sampleSlackSeconds = 3.0
  /// Longest recording to verify or to identify, in seconds.
  public var longestTestSeconds = 120.0
  /// How many recordings are decoded and analysed at once; nil for as many as there are processors.
  public var concurrentAnalyses: Int?
  /// How many requests may wait for an analysis before further ones are turned away.
  public var waitingAnalyses = 1024
  /// How long a request may take until its analysis begins, and its answer to be taken, in seconds; who is slower is
  /// hung up on.
  public var requestSeconds = 60.0
  /// How long a connection may be silent, in seconds.
  public var idleSeconds = 30.0
  /// How many connections may be open at once; further ones wait to be accepted.
  public var connections = 1024
  /// How many requests a client may make in a minute; nil for any number.
  public var requestsPerMinute: Int?

  /// The defaults.
  public init() {}
}
