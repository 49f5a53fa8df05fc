extension VoiceSignature {
  /// First bytes of every signature: the letters, and the version of the layout.
  private static let mark = Array("VPS1".utf8)
  /// More views or dimensions than any model has.
  private static let largestCount = 1 << 16

  /// The signature as bytes to be sealed and stored: mark, model, then numbers, all little-endian.
  ///
  /// Embeddings are kept in single precision. The same signature always gives the same bytes.
  public var bytes: [UInt8] {
    var bytes = Self.mark + model.bytes
    bytes.append(littleEndian: speechDuration.bitPattern)
    bytes.append(littleEndian: UInt32(views.count))
    for view in views {
      for number in [view.cohort.mean, view.cohort.deviation, view.uncertainty] {
        bytes.append(littleEndian: number.bitPattern)
      }
      bytes.append(littleEndian: UInt32(view.embedding.count))
      for number in view.embedding { bytes.append(littleEndian: Float(number).bitPattern) }
    }
    return bytes
  }

  /// Reads back what ``bytes`` gave; nil for anything else.
  public init?(bytes: [UInt8]) {
    var rest = bytes[...]
    guard rest.starts(with: Self.mark) else { return nil }
    rest = rest.dropFirst(Self.mark.count)
    guard let model = ContentDigest(bytes: Array(rest.prefix(32))) else { return nil }
    rest = rest.dropFirst(32)
    guard let speech = rest.popLittleEndian(UInt64.self), let count = rest.popLittleEndian(UInt32.self),
      count <= Self.largestCount
    else { return nil }
    var views: [View] = []
    for _ in 0..<count {
      guard let mean = rest.popLittleEndian(UInt64.self), let deviation = rest.popLittleEndian(UInt64.self),
        let uncertainty = rest.popLittleEndian(UInt64.self),
        let dimension = rest.popLittleEndian(UInt32.self), dimension <= Self.largestCount,
        rest.count >= 4 * Int(dimension)
      else { return nil }
      let embedding = (0..<Int(dimension)).map { d in
        Double(Float(bitPattern: rest.littleEndian(at: rest.startIndex + 4 * d)))
      }
      rest = rest.dropFirst(4 * Int(dimension))
      views.append(
        View(
          embedding: embedding,
          cohort: CohortNormalization.Statistics(
            mean: Double(bitPattern: mean), deviation: Double(bitPattern: deviation)),
          uncertainty: Double(bitPattern: uncertainty)))
    }
    guard rest.isEmpty else { return nil }
    self.init(model: model, views: views, speechDuration: Double(bitPattern: speech))
  }
}

extension [UInt8] {
  fileprivate mutating func append(littleEndian number: some FixedWidthInteger) {
    for shift in stride(from: 0, to: number.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }
}

extension ArraySlice<UInt8> {
  /// Takes a number off the front; nil where there are too few bytes.
  fileprivate mutating func popLittleEndian<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
    let width = Number.bitWidth / 8
    guard count >= width else { return nil }
    defer { self = dropFirst(width) }
    return littleEndian(at: startIndex)
  }

  /// The number whose first byte is at an index.
  fileprivate func littleEndian<Number: FixedWidthInteger>(at index: Int) -> Number {
    (0..<Number.bitWidth / 8).reversed().reduce(Number(0)) { $0 << 8 | Number(self[index + $1]) }
  }
}
