internal import Crypto
internal import Foundation
internal import VoicePrint

/// What is derived from a store's key: keys to seal with, to name and attest with, for the log and to sum up rows.
///
/// All come from the key and the store's own identity by HKDF-SHA256 (RFC 5869), so that two stores that share
/// a key file cannot exchange blobs. Nonces are random 96-bit numbers: a store may seal 2³² blobs before the
/// chance of a repeated nonce exceeds 2⁻³² (NIST SP 800-38D, 8.3).
struct StoreKeys: Sendable {
  /// 16 random bytes that name the store.
  let store: [UInt8]
  private let sealing: SymmetricKey
  private let attesting: SymmetricKey
  private let logging: SymmetricKey
  private let counting: SymmetricKey
  /// What the digests of secrets are made with. Nobody could make those anew, so this key lies sealed in the store
  /// and stays when the others change.
  private let credentials: SymmetricKey

  /// The keys of a store.
  ///
  /// - Parameters:
  ///   - key: what the key file holds.
  ///   - store: names the store.
  ///   - credentials: the key of secrets' digests; nil in stores that were made before it was one of its own.
  init(key: [UInt8], store: [UInt8], credentials: [UInt8]? = nil) {
    self.store = store
    func derived(_ purpose: String) -> SymmetricKey {
      HKDF<SHA256>.deriveKey(
        inputKeyMaterial: SymmetricKey(data: key), salt: store, info: Array("VoicePrint \(purpose)".utf8),
        outputByteCount: 32)
    }
    sealing = derived("sealing")
    attesting = derived("attesting")
    logging = derived("logging")
    counting = derived("counting")
    self.credentials = credentials.map { SymmetricKey(data: $0) } ?? attesting
  }

  /// The key of secrets' digests, to be sealed.
  var credentialBytes: [UInt8] { unsafe credentials.withUnsafeBytes { unsafe Array($0) } }

  /// Bytes that only this key opens, and only together with the same bound fields.
  func seal(_ plain: [UInt8], bound fields: BoundFields) -> Data {
    // Sealing fails for a wrong key length or nonce length only, and both are fixed here.
    guard let sealed = try? AES.GCM.seal(plain, using: sealing, authenticating: authenticated(fields)),
      let combined = sealed.combined
    else { preconditionFailure("AES-GCM sealed \(plain.count) bytes not") }
    return combined
  }

  /// What was sealed, or nil where the bytes or the bound fields are not those that were sealed.
  func open(_ sealed: Data, bound fields: BoundFields) -> Data? {
    guard let box = try? AES.GCM.SealedBox(combined: sealed) else { return nil }
    return try? AES.GCM.open(box, using: sealing, authenticating: authenticated(fields))
  }

  /// A keyed digest (HMAC-SHA256) of fields: without the key it tells nothing of them and cannot be made.
  func attestation(of fields: BoundFields) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: authenticated(fields), using: attesting))
  }

  /// A keyed digest of fields with a secret among them.
  func credential(of fields: BoundFields) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: authenticated(fields), using: credentials))
  }

  /// Whether a keyed digest is that of these fields and the secret, found out in the same time whatever it is.
  func proves(_ digest: Data, _ fields: BoundFields) -> Bool {
    HMAC<SHA256>.isValidAuthenticationCode(digest, authenticating: authenticated(fields), using: credentials)
  }

  /// The check of an entry of the log.
  func logCheck(of fields: BoundFields) -> Data {
    Data(HMAC<SHA256>.authenticationCode(for: authenticated(fields), using: logging))
  }

  /// The keyed digest of a row's bytes.
  func rowDigest(of bytes: [UInt8]) -> RowSum {
    guard let sum = RowSum(bytes: Array(HMAC<SHA256>.authenticationCode(for: store + bytes, using: counting)))
    else { preconditionFailure("a digest has 32 bytes") }
    return sum
  }

  /// Bytes that nobody can guess.
  static func randomBytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }

  /// Names a recording in a speaker's enrollment, so that equal recordings of two speakers have different names.
  func name(of digest: ContentDigest, account: AccountID, speaker: SpeakerID) -> [UInt8] {
    var fields = BoundFields("sample name")
    fields.append(account.text)
    fields.append(speaker.text)
    fields.append(digest)
    return attestation(of: fields)
  }

  private func authenticated(_ fields: BoundFields) -> [UInt8] { store + fields.bytes }
}
