internal import Crypto

/// A SHA-256 digest that names a recording or a model by its contents.
public struct ContentDigest: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The 32 bytes of the digest.
  public let bytes: [UInt8]

  /// The digest of contiguous bytes.
  public init(of data: some Sequence<UInt8>) {
    var hash = Hasher()
    hash.update(Array(data))
    self = hash.finalize()
  }

  /// A digest from its 32 bytes; nil for any other number of them.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  /// A digest from 64 hexadecimal digits; nil for anything else.
  public init?(hexadecimal text: String) {
    let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    guard digits.count == 64, text.utf8.count == 64 else { return nil }
    bytes = stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }

  /// 64 lower-case hexadecimal digits.
  public var description: String {
    bytes.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  /// The first 12 hexadecimal digits: enough to tell samples apart on a screen.
  public var short: String { String(description.prefix(12)) }

  /// Lexicographic order of the bytes: the order in which statistics are summed.
  public static func < (left: ContentDigest, right: ContentDigest) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }

  /// SHA-256 fed piece by piece.
  package struct Hasher {
    private var state = SHA256()

    package init() {}

    /// Feeds bytes in memory.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
      unsafe state.update(bufferPointer: bytes)
    }

    /// Feeds numbers as their little-endian bytes in memory.
    package mutating func update(_ values: [some BitwiseCopyable]) {
      unsafe values.withUnsafeBytes { unsafe state.update(bufferPointer: $0) }
    }

    /// The digest of all that was fed.
    package func finalize() -> ContentDigest {
      var digest = [UInt8]()
      digest.append(contentsOf: state.finalize())
      return ContentDigest(unchecked: digest)
    }
  }

  private init(unchecked bytes: [UInt8]) { self.bytes = bytes }
}
