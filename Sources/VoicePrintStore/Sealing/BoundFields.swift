internal import VoicePrint

/// The fields that a seal is bound to, as bytes: each with its length before it, so that no two lists of fields
/// have the same bytes. A field has at most 255 bytes.
struct BoundFields {
  private(set) var bytes: [UInt8] = []

  /// Fields of something of this kind; kinds differ, so that no seal passes for one of another kind.
  init(_ kind: String) {
    bytes.reserveCapacity(256)
    append("VoicePrint store 1")
    append(kind)
  }

  mutating func append(_ field: some Collection<UInt8>) {
    bytes.append(UInt8(field.count))
    bytes.append(contentsOf: field)
  }

  mutating func append(_ text: String) { append(text.utf8) }

  mutating func append(_ digest: ContentDigest) { append(digest.bytes) }

  mutating func append(_ model: ModelReference) {
    append(model.identity)
    append(model.statistics)
  }

  /// A number in 8 bytes, little-endian.
  mutating func append(_ number: Int64) {
    for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * Int64(shift)))) }
  }
}
