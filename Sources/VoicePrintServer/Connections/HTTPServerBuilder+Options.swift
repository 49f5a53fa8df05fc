internal import Foundation
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
        additionalChannelHandlers: [ConnectionHandler(limits)],
        idleTimeout: .milliseconds(Int64(1000 * limits.idleSeconds))))
    guard let files = options.certificate else { return plain }
    let configuration = try TLSConfiguration.serving(files)
    do {
      return try .tls(plain, tlsConfiguration: configuration)
    } catch {
      throw .unusableCertificate(path: files.chain, reason: "\(error)")
    }
  }
}

extension TLSConfiguration {
  /// TLS 1.2 and 1.3 with a certificate and its key, seen to belong together before anybody connects.
  ///
  /// - Throws: ``ServerStartError/unusableCertificate(path:reason:)``.
  fileprivate static func serving(_ files: CertificateFiles) throws(ServerStartError) -> TLSConfiguration {
    let chain = try using(files.chain, "it holds no certificate in PEM") {
      try NIOSSLCertificate.fromPEMFile($0)
    }
    let key = try using(files.key, "it holds no private key in PEM, or one with a passphrase") {
      try NIOSSLPrivateKey(file: $0, format: .pem)
    }
    var configuration = makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
    configuration.minimumTLSVersion = .tlsv12
    let complete = configuration
    _ = try using(files.key, "it is not the key of the first certificate in \(files.chain)") { _ in
      try NIOSSLContext(configuration: complete)
    }
    return configuration
  }

  private static func using<Value>(
    _ path: String, _ reason: String, _ body: (String) throws -> Value
  ) throws(ServerStartError) -> Value {
    guard FileManager.default.isReadableFile(atPath: path) else {
      throw .unusableCertificate(path: path, reason: "there is no such file, or it may not be read")
    }
    do {
      return try body(path)
    } catch {
      throw .unusableCertificate(path: path, reason: reason)
    }
  }
}
