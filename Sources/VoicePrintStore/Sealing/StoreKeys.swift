internal import Crypto
internal import Foundation
internal import VoicePrint

/// What is derived from a store's key: one key to seal with, one to name and to attest with.
///
/// Both come from the key and the store's own identity by HKDF-SHA256 (RFC 5869), so that two stores that share
/// a key file cannot exchange blobs. Nonces are random 96-bit numbers: a store may seal 2³² blobs before the
/// chance of a repeated nonce exceeds 2⁻³² (NIST SP 800-38D, 8.3).
struct StoreKeys: Sendable {
  /// 16 random bytes that name the store.
  let store: [UInt8]
  private let sealing: SymmetricKey
  private let attesting: SymmetricKey

  init(key: [UInt8], store: [UInt8]) {
    self.store = store
    func derived(_ purpose: String) -> SymmetricKey {
      HKDF<SHA256>.deriveKey(
        inputKeyMaterial: SymmetricKey(data: key), salt: store, info: Array("VoicePrint \(purpose)".utf8),
        outputByteCount: 32)
    }
    sealing = derived("sealing")
    attesting = derived("attesting")
  }

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

  /// Whether a keyed digest is that of these fields, found out in the same time whatever it is.
  func attests(_ digest: Data, _ fields: BoundFields) -> Bool {
    HMAC<SHA256>.isValidAuthenticationCode(digest, authenticating: authenticated(fields), using: attesting)
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
