internal import Foundation
internal import VoicePrint

/// What an enrollment's row seals: the summary, and which samples it was computed from.
struct SealedSummary {
  /// How many samples there are.
  let sampleCount: Int
  /// Digest of their names: a sample taken away or put in outside VoicePrint is noticed by it.
  let sampleSet: ContentDigest
  private let status: Data
  /// The signature as the engine wrote it.
  let signature: Data

  /// Layout version, in the first byte.
  private static let version: UInt8 = 1
  /// Version, digest, three lengths of 4 bytes.
  private static let headerCount = 1 + 32 + 3 * 4

  /// The summary of samples with these names, the keyed digests, in any order.
  init(_ summary: EnrollmentSummary, names: [[UInt8]]) throws {
    sampleCount = names.count
    sampleSet = Self.digest(of: names)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    status = try encoder.encode(summary.status)
    signature = Data(summary.signature)
  }

  /// Reads what ``bytes`` gave; nil for anything else.
  init?(bytes: Data) {
    let start = bytes.startIndex
    guard bytes.count >= Self.headerCount, bytes[start] == Self.version,
      let digest = ContentDigest(bytes: Array(bytes[start + 1..<start + 33]))
    else { return nil }
    func number(at offset: Int) -> Int {
      (0..<4).reduce(0) { $0 | Int(bytes[start + offset + $1]) << (8 * $1) }
    }
    let statusCount = number(at: 37)
    guard statusCount + number(at: 41) == bytes.count - Self.headerCount else { return nil }
    sampleSet = digest
    sampleCount = number(at: 33)
    let body = start + Self.headerCount
    status = bytes[body..<body + statusCount]
    signature = bytes[(body + statusCount)...]
  }

  var bytes: [UInt8] {
    var bytes = [Self.version] + sampleSet.bytes
    for length in [sampleCount, status.count, signature.count] {
      for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: length >> shift)) }
    }
    return bytes + status + signature
  }

  /// The summary as it was given.
  var summary: EnrollmentSummary {
    get throws {
      EnrollmentSummary(
        status: try JSONDecoder().decode(EnrollmentStatus.self, from: status), signature: Array(signature))
    }
  }

  static func digest(of names: [[UInt8]]) -> ContentDigest {
    ContentDigest(of: names.sorted { $0.lexicographicallyPrecedes($1) }.joined())
  }
}
