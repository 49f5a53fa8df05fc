internal import HummingbirdCore
internal import HummingbirdTLS
internal import NIOCore
internal import NIOSSL

extension HTTPServerBuilder {
  /// HTTP/1.1 as the options say, over TLS where there is a certificate.
  ///
  /// - Throws: ``ServerStartError/unusableCertificate(path:reason:)``.
  static func serving(_ options: ServerOptions) throws(ServerStartError) -> HTTPServerBuilder {
    let limits = options.limits
    let plain = HTTPServerBuilder.http1(
      configuration: HTTP1Channel.Configuration(
        additionalChannelHandlers: [ConnectionHandler(largestBody: limits.bodyBytes)],
        idleTimeout: .milliseconds(Int64(1000 * limits.idleSeconds))))
    guard let files = options.certificate else { return plain }
    let chain = try reading(files.chain) { try NIOSSLCertificate.fromPEMFile($0) }
    let key = try reading(files.key) { try NIOSSLPrivateKey(file: $0, format: .pem) }
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
    configuration.minimumTLSVersion = .tlsv12
    return try reading(files.chain) { _ in try .tls(plain, tlsConfiguration: configuration) }
  }

  private static func reading<Value>(
    _ path: String, _ body: (String) throws -> Value
  ) throws(ServerStartError) -> Value {
    do {
      return try body(path)
    } catch {
      throw .unusableCertificate(path: path, reason: "\(error)")
    }
  }
}
