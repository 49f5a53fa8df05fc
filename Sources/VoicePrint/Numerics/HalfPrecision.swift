/// Conversion between single precision and IEEE 754 half precision, kept as bit patterns.
///
/// `Float16` does not exist on every platform Swift runs on, and without the F16C instructions it converts by
/// a library call per number; these loops vectorise.
package enum HalfPrecision {
  /// The half-precision bit patterns nearest to the values, ties to even; values beyond ±65504 become infinite.
  package static func encode(_ values: [Float]) -> [UInt16] {
    values.map { value in
      let bits = value.bitPattern
      let sign = UInt16(truncatingIfNeeded: (bits >> 16) & 0x8000)
      let magnitude = bits & 0x7FFF_FFFF
      if magnitude >= 0x4780_0000 {  // 65536 and beyond, infinity, NaN
        return sign | (magnitude > 0x7F80_0000 ? 0x7E00 : 0x7C00)
      }
      if magnitude < 0x3880_0000 {  // below 2⁻¹⁴: a subnormal half, in steps of 2⁻²⁴
        let scaled = Float(bitPattern: magnitude) * 0x1p24
        return sign | UInt16(scaled.rounded(.toNearestOrEven))
      }
      let odd = (magnitude >> 13) & 1
      return sign | UInt16(truncatingIfNeeded: (magnitude &+ 0x0FFF &+ odd &- 0x3800_0000) >> 13)
    }
  }

  /// The single-precision values of half-precision bit patterns; exact.
  package static func decode(_ halves: [UInt16]) -> [Float] {
    unsafe LargeArray.make(count: halves.count) { values in
      unsafe halves.withUnsafeBufferPointer { unsafe RowFunctions.decodeHalf($0, into: values) }
    }
  }
}
