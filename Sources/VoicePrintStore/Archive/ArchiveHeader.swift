internal import Crypto
internal import Foundation

/// The first bytes of an archive, in clear: how the passphrase becomes the key.
///
///     8 bytes   VPARCHIV
///     1         version, 1
///     1, 1, 1   log₂ N, r and p of scrypt
///     32        salt
///     32        HMAC-SHA256 of all before, which tells a wrong passphrase from damage
///     16        the first bytes of SHA-256 of all before
struct ArchiveHeader {
  static let byteCount = 92
  static let version: UInt8 = 1
  private static let mark = Array("VPARCHIV".utf8)

  let bytes: [UInt8]
  /// Seals the pieces behind the header; no two archives have the same.
  let key: SymmetricKey

  /// The header of a new archive.
  init(passphrase: ArchivePassphrase, cost: ArchiveCost) {
    precondition(cost.refusal == nil, "an archive is written so that it can be read")
    let salt = StoreKeys.randomBytes(32)
    let costs = [cost.logarithmicRounds, cost.blockSize, cost.parallelism].map { UInt8($0) }
    let fields = Self.mark + [Self.version] + costs + salt
    guard let secret = passphrase.key(salt: salt, cost: cost) else {
      preconditionFailure("scrypt takes parameters that are within the limits")
    }
    let proven = fields + Self.proof(of: fields, secret)
    bytes = proven + SHA256.hash(data: proven).prefix(16)
    key = Self.key(secret, fields)
  }

  /// Reads a header and works out its key.
  ///
  /// - Throws: ``ArchiveError``.
  init(_ bytes: [UInt8], passphrase: ArchivePassphrase, path: String) throws(ArchiveError) {
    guard bytes.starts(with: Self.mark) else { throw .notAnArchive(path: path) }
    guard bytes.count == Self.byteCount else { throw .damaged(path: path, offset: 0, byteCount: bytes.count) }
    guard bytes[8] <= Self.version else { throw .newerFormat(path: path, version: Int(bytes[8])) }
    guard SHA256.hash(data: bytes[..<76]).prefix(16).elementsEqual(bytes[76...]), bytes[8] == Self.version
    else {
      throw .damaged(path: path, offset: 0, byteCount: bytes.count)
    }
    let cost = ArchiveCost(
      logarithmicRounds: Int(bytes[9]), blockSize: Int(bytes[10]), parallelism: Int(bytes[11]))
    if let refusal = cost.refusal { throw .unacceptableCost(path: path, reason: refusal) }
    let fields = Array(bytes[..<44])
    guard let secret = passphrase.key(salt: Array(bytes[12..<44]), cost: cost) else {
      throw .unacceptableCost(path: path, reason: "scrypt does not take the parameters of its header")
    }
    guard Self.proof(of: fields, secret) == Array(bytes[44..<76]) else { throw .wrongPassphrase(path: path) }
    self.bytes = bytes
    key = Self.key(secret, fields)
  }

  private static func proof(of fields: [UInt8], _ secret: SymmetricKey) -> [UInt8] {
    let key = HKDF<SHA256>.deriveKey(
      inputKeyMaterial: secret, info: Array("VoicePrint archive header".utf8), outputByteCount: 32)
    return Array(HMAC<SHA256>.authenticationCode(for: fields, using: key))
  }

  private static func key(_ secret: SymmetricKey, _ fields: [UInt8]) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(
      inputKeyMaterial: secret, salt: fields, info: Array("VoicePrint archive".utf8), outputByteCount: 32)
  }
}

/// Seals and opens the pieces of an archive, each bound to its place, the header, and whether it is the last one
/// (STREAM: Hoang, Reyhanitabar, Rogaway and Vizár, 2015): a piece that was changed, moved, left out or put in, and an
/// archive that was cut off, do not open.
struct ArchivePieces {
  /// Bytes of a piece before it is sealed; the last one has fewer or as many.
  static let plainCount = 64 << 10
  /// Bytes of a sealed piece.
  static let sealedCount = plainCount + 16

  private let header: ArchiveHeader

  init(_ header: ArchiveHeader) { self.header = header }

  /// Ciphertext and tag.
  func seal(_ plain: [UInt8], number: Int, isLast: Bool) -> [UInt8] {
    guard
      let box = try? AES.GCM.seal(
        plain, using: header.key, nonce: nonce(number, isLast), authenticating: header.bytes)
    else { preconditionFailure("AES-GCM sealed \(plain.count) bytes not") }
    return Array(box.ciphertext) + box.tag
  }

  /// What was sealed at this place; nil for anything else.
  func open(_ sealed: [UInt8], number: Int, isLast: Bool) -> [UInt8]? {
    guard sealed.count >= 16,
      let box = try? AES.GCM.SealedBox(
        nonce: nonce(number, isLast), ciphertext: sealed.dropLast(16), tag: sealed.suffix(16))
    else { return nil }
    return (try? AES.GCM.open(box, using: header.key, authenticating: header.bytes)).map { Array($0) }
  }

  /// Three zeros, the number of the piece in 8 bytes, and whether it is the last one. The key is this archive's alone.
  private func nonce(_ number: Int, _ isLast: Bool) -> AES.GCM.Nonce {
    var bytes = [UInt8](repeating: 0, count: 12)
    for index in 0..<8 { bytes[3 + index] = UInt8(truncatingIfNeeded: number >> (8 * index)) }
    bytes[11] = isLast ? 1 : 0
    guard let nonce = try? AES.GCM.Nonce(data: bytes) else { preconditionFailure("a nonce has 12 bytes") }
    return nonce
  }
}
