import Foundation
import Testing
import VoicePrint
import VoicePrintServer
import VoicePrintStore

/// HTTPS with certificates that openssl makes.
@Suite struct TLSTests {
  /// A folder with a certificate for this machine's loopback names, its key, and another key.
  private final class Certificates: Sendable {
    let folder: String
    var chain: String { folder + "/certificate.pem" }
    var key: String { folder + "/key.pem" }
    var otherKey: String { folder + "/other.pem" }

    init() throws {
      folder = FileManager.default.temporaryDirectory.appendingPathComponent("tls-\(UUID().uuidString)").path
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Speech.run(
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
        "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
        "-keyout", key, "-out", chain)
      try Speech.run("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", otherKey)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }
  }

  private func curl(_ arguments: String...) async throws -> Int32 {
    try await Process.silent("curl", ["--silent", "--fail", "--max-time", "60"] + arguments).runToEnd()
  }

  @Test func answersOverTLSAndNotWithout() async throws {
    let certificates = try Certificates()
    let scene = try ServerScene {
      $0.certificate = CertificateFiles(chain: certificates.chain, key: certificates.key)
    }
    // A body of more than a megabyte, as recordings are.
    let body = certificates.folder + "/body"
    let content = try Speech.wav(0).base64EncodedString() + String(repeating: "\\n", count: 1 << 19)
    try Data("{\"speakerId\":\"alice\",\"encoding\":\"Wav\",\"content\":\"\(content)\"}".utf8)
      .write(to: URL(fileURLWithPath: body))
    try await scene.listening { address in
      let health = address + "/voiceprint/v1/health"
      #expect(try await curl("--cacert", certificates.chain, health) == 0)
      #expect(try await curl("--cacert", certificates.chain, "--tls-max", "1.2", health) == 0)
      let sent = try await curl(
        "--cacert", certificates.chain, "--data-binary", "@" + body, address + enrollments)
      #expect(sent == 0)
      // 60: the certificate is signed by nobody who is known. 35: no handshake.
      #expect(try await curl(health) == 60)
      #expect(try await curl("--cacert", certificates.chain, "--tls-max", "1.1", health) == 35)
      // Whoever speaks plain HTTP is not answered.
      #expect(try await curl(health.replacing("https:", with: "http:")) != 0)
      #expect(try await curl("--cacert", certificates.chain, health) == 0)
    }
    #expect(try scene.store.records(includePartial: true).records.map(\.speaker.text) == ["alice"])
  }

  @Test func aClientThatNeverShakesHandsIsHungUpOn() async throws {
    let certificates = try Certificates()
    let scene = try ServerScene {
      $0.certificate = CertificateFiles(chain: certificates.chain, key: certificates.key)
      $0.limits.idleSeconds = 0.5
    }
    try await scene.listening { address in
      let port = address.split(separator: ":").last ?? ""
      // The first bytes of a handshake, and then nothing: the other side closes, and does not answer.
      for beginning in ["", "\\x16\\x03\\x01"] {
        let wait = """
          import socket
          with socket.create_connection(("127.0.0.1", \(port)), 60) as s:
              s.sendall(b"\(beginning)")
              assert s.recv(1) == b""
          """
        let status = try await Process.silent("python3", ["-c", wait]).runToEnd()
        #expect(status == 0)
      }
    }
  }

  @Test func unusableFilesAreNamedBeforeAnybodyConnects() throws {
    let certificates = try Certificates()
    let missing = certificates.folder + "/missing.pem"
    for (chain, key, path, reason) in [
      (
        certificates.chain, certificates.otherKey, certificates.otherKey,
        "it is not the key of the first certificate in \(certificates.chain)"
      ),
      (
        certificates.chain, certificates.chain, certificates.chain,
        "it holds no private key in PEM, or one with a passphrase"
      ),
      (certificates.key, certificates.key, certificates.key, "it holds no certificate in PEM"),
      (certificates.chain, missing, missing, "there is no such file, or it may not be read"),
      (missing, certificates.key, missing, "there is no such file, or it may not be read"),
    ] {
      let scene = try ServerScene { $0.certificate = CertificateFiles(chain: chain, key: key) }
      #expect(throws: ServerStartError.unusableCertificate(path: path, reason: reason)) {
        _ = try scene.server.application()
      }
    }
  }
}
