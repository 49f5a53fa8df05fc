extension [UInt8] {
  /// Appends a number, the lowest byte first.
  mutating func append(littleEndian number: some FixedWidthInteger) {
    for shift in stride(from: 0, to: number.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }

  /// Appends numbers in IEEE 754's single precision.
  mutating func append(littleEndian numbers: some Sequence<Float>) {
    for number in numbers { append(littleEndian: number.bitPattern) }
  }

  /// Appends numbers in IEEE 754's double precision.
  mutating func append(littleEndian numbers: some Sequence<Double>) {
    for number in numbers { append(littleEndian: number.bitPattern) }
  }
}
