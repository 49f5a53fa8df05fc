/// Why a server does not start.
public enum ServerStartError: Error, Equatable, CustomStringConvertible {
  /// Others than this machine could reach the server, and no client is registered.
  case noClients(host: String)
  /// Others than this machine could reach the server, and what is sent could be read on the way.
  case plainText(host: String)
  /// The address cannot be listened on.
  case notListening(host: String, port: Int, reason: String)
  /// A certificate or its key cannot be used.
  case unusableCertificate(path: String, reason: String)
  /// Something that recordings were to be fetched from, or webhooks sent to, cannot be.
  case unusableTarget(String)

  /// What was wrong and what to do.
  public var description: String {
    switch self {
    case .noClients(let host):
      "‘\(host)’ can be reached from other machines, and no client is registered: anybody could enroll and delete; "
        + "register one with ‘voiceprint client add’, or listen on 127.0.0.1"
    case .plainText(let host):
      "‘\(host)’ can be reached from other machines, and without TLS anybody on the way could read voices and tokens: "
        + "give --tls-certificate and --tls-key, or put a TLS proxy in front and listen on 127.0.0.1, or say --insecure"
    case .notListening(let host, let port, let reason): "cannot listen on \(host), port \(port): \(reason)"
    case .unusableCertificate(let path, let reason):
      "HTTPS cannot be served with \(path): \(reason)"
    case .unusableTarget(let reason): reason
    }
  }
}
