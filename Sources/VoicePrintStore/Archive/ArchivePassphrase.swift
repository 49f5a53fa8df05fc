internal import Crypto
internal import CryptoExtras
internal import Foundation

/// What an archive is sealed under.
public struct ArchivePassphrase: Sendable {
  /// The shortest passphrase that an archive is written with, in characters.
  public static let minimumLength = 12

  private let text: String

  /// A passphrase as it was typed: the same characters are the same passphrase, however they are composed.
  public init(_ text: String) { self.text = text.precomposedStringWithCanonicalMapping }

  /// - Throws: ``ArchiveError/shortPassphrase(count:)``.
  func requireLength() throws(ArchiveError) {
    guard text.count >= Self.minimumLength else { throw .shortPassphrase(count: text.count) }
  }

  /// The key that scrypt (RFC 7914) makes of it; nil for costs that scrypt refuses.
  func key(salt: [UInt8], cost: ArchiveCost) -> SymmetricKey? {
    // An empty array has no address, which the library asks for; no archive was ever sealed with one.
    let bytes = text.isEmpty ? [0] : Array(text.utf8)
    return try? KDF.Scrypt.deriveKey(
      from: bytes, salt: salt, outputByteCount: 32, rounds: 1 << cost.logarithmicRounds,
      blockSize: cost.blockSize, parallelism: cost.parallelism)
  }
}

/// How much work it is to try one passphrase: the parameters of scrypt.
package struct ArchiveCost: Equatable, Sendable {
  /// log₂ of N.
  package var logarithmicRounds: Int
  /// r.
  package var blockSize: Int
  /// p.
  package var parallelism: Int

  /// What archives are written with: 128 MiB and a fraction of a second (OWASP, Password Storage Cheat Sheet, 2023).
  package static let standard = ArchiveCost(logarithmicRounds: 17, blockSize: 8, parallelism: 1)
  /// The least that is accepted: 16 MiB, what scrypt's author proposed for logins (Percival, 2009).
  package static let least = ArchiveCost(logarithmicRounds: 14, blockSize: 8, parallelism: 1)
  /// The most memory that a header may ask for, in bytes, and the most work, as multiples of the least.
  private static let (mostMemory, mostWork) = (1 << 30, 128)

  /// Parameters of scrypt.
  package init(logarithmicRounds: Int, blockSize: Int, parallelism: Int) {
    (self.logarithmicRounds, self.blockSize, self.parallelism) = (logarithmicRounds, blockSize, parallelism)
  }

  /// Why an archive with these parameters is refused; nil where it is not.
  var refusal: String? {
    let least = Self.least
    guard logarithmicRounds >= least.logarithmicRounds, blockSize >= least.blockSize,
      parallelism >= least.parallelism
    else {
      return "its passphrase is too easy to guess (scrypt with N = 2^\(logarithmicRounds), r = \(blockSize), "
        + "p = \(parallelism); at least 2^\(least.logarithmicRounds), \(least.blockSize), \(least.parallelism) are accepted)"
    }
    // The limits come first one by one, so that the products stay small.
    guard logarithmicRounds <= 24, blockSize <= 64, parallelism <= 64,
      128 * blockSize * parallelism << logarithmicRounds <= Self.mostMemory,
      blockSize * parallelism << (logarithmicRounds - least.logarithmicRounds)
        <= Self.mostWork * least.blockSize
    else {
      return
        "its header asks for more memory or time than \(Self.mostMemory >> 20) MiB and a few seconds (scrypt with "
        + "N = 2^\(logarithmicRounds), r = \(blockSize), p = \(parallelism))"
    }
    return nil
  }
}
