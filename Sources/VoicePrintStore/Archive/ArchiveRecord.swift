internal import Foundation
internal import VoicePrint

/// What an archive holds, one after the other: each with its kind in a byte and its length in 8 before it.
enum ArchiveRecord {
  /// Begins the archive.
  struct Beginning: Codable {
    let account: String
    /// Milliseconds since 1970, UTC.
    let writtenAt: Int64
    let enrollmentCount: Int
    let tombstoneCount: Int
  }

  /// Begins an enrollment; its samples follow.
  struct EnrollmentFields: Codable {
    let speaker: String
    let idName: SpeakerIDName
    let createdAt: Int64
    let updatedAt: Int64
    /// Identities in hexadecimal digits.
    let model: String
    let statisticsModel: String
    let sampleCount: Int
  }

  /// An id that was enrolled and deleted.
  struct TombstoneFields: Codable {
    let speaker: String
    let deletedAt: Int64
  }

  case beginning(Beginning)
  case enrollment(EnrollmentFields)
  /// A sample: when it was added, its statistics, and its first-order statistics where they are kept.
  case sample(addedAt: Int64, statistics: [UInt8], firstOrder: [UInt8]?)
  case tombstone(TombstoneFields)
  case end

  /// The kind and the bytes.
  func encoded() throws -> (kind: UInt8, bytes: [UInt8]) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    switch self {
    case .beginning(let fields): return (1, Array(try encoder.encode(fields)))
    case .enrollment(let fields): return (2, Array(try encoder.encode(fields)))
    case .sample(let addedAt, let statistics, let firstOrder):
      let bytes = Self.littleEndian(addedAt) + Self.littleEndian(Int64(statistics.count)) + statistics
      return firstOrder.map { (4, bytes + $0) } ?? (3, bytes)
    case .tombstone(let fields): return (5, Array(try encoder.encode(fields)))
    case .end: return (6, [])
    }
  }

  /// Reads what ``encoded()`` gave; nil for anything else.
  init?(kind: UInt8, bytes: [UInt8]) {
    func fields<Fields: Decodable>(_ type: Fields.Type) -> Fields? {
      try? JSONDecoder().decode(type, from: Data(bytes))
    }
    switch kind {
    case 1:
      guard let found = fields(Beginning.self) else { return nil }
      self = .beginning(found)
    case 2:
      guard let found = fields(EnrollmentFields.self) else { return nil }
      self = .enrollment(found)
    case 3, 4:
      guard bytes.count >= 16 else { return nil }
      let count = Self.number(bytes[8..<16])
      guard count >= 0, count <= bytes.count - 16 else { return nil }
      let (statistics, rest) = (bytes[16..<16 + Int(count)], bytes[(16 + Int(count))...])
      guard kind == 4 || rest.isEmpty else { return nil }
      self = .sample(
        addedAt: Self.number(bytes[..<8]), statistics: Array(statistics),
        firstOrder: kind == 4 ? Array(rest) : nil)
    case 5:
      guard let found = fields(TombstoneFields.self) else { return nil }
      self = .tombstone(found)
    case 6 where bytes.isEmpty: self = .end
    default: return nil
    }
  }

  static func littleEndian(_ number: Int64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * Int64($0))) }
  }

  static func number(_ bytes: ArraySlice<UInt8>) -> Int64 {
    bytes.reversed().reduce(0) { $0 << 8 | Int64($1) }
  }
}
