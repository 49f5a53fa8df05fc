/// Elementary functions over whole buffers, as polynomials that vectorise.
///
/// Relative error of both is below 3e-7 over the stated ranges; the tests hold them to it.
package enum VectorFunctions {
  private typealias Lanes = SIMD8<Float>

  /// Replaces each value by its natural logarithm.
  ///
  /// Values are positive, normal, finite numbers. With x = 2^e·m and m in [√½, √2), ln x = e·ln 2 + 2·artanh s
  /// where s = (m − 1)/(m + 1), and the series of artanh to the ninth power leaves less than 1e-9.
  package static func logarithm(_ values: UnsafeMutableBufferPointer<Float>) {
    unsafe map(values) { x in
      let bits = unsafe unsafeBitCast(x, to: SIMD8<Int32>.self)
      // Subtracting the bits of √½ makes the exponent field count from there.
      let shifted = bits &- 0x3F35_04F3
      let exponent = shifted &>> 23
      let mantissa = unsafe unsafeBitCast(bits &- (exponent &<< 23), to: Lanes.self)
      let s = (mantissa - 1) / (mantissa + 1)
      let q = s * s
      var series = Lanes(repeating: 2.0 / 9)
      series = series * q + Lanes(repeating: 2.0 / 7)
      series = series * q + Lanes(repeating: 2.0 / 5)
      series = series * q + Lanes(repeating: 2.0 / 3)
      series = series * q + Lanes(repeating: 2)
      return Lanes(exponent) * Lanes(repeating: 0.693_147_18) + s * series
    }
  }

  /// Replaces each value by e to its power; below −87 the result is 0.
  ///
  /// Values are at most 88. With x = k·ln 2 + r and |r| ≤ ln 2 / 2, eˣ = 2ᵏ·eʳ, and Taylor's series to the
  /// seventh power leaves less than 1e-8.
  package static func exponential(_ values: UnsafeMutableBufferPointer<Float>) {
    unsafe map(values) { exponential($0) }
  }

  @inline(__always)
  package static func exponential(_ x: SIMD8<Float>) -> SIMD8<Float> {
    // Adding 1.5·2²³ rounds to the nearest integer and leaves it in the low bits.
    let magic = Lanes(repeating: 12_582_912)
    let rounded = x * Lanes(repeating: 1.442_695) + magic
    let k = rounded - magic
    // ln 2 in two parts, so that k·ln 2 keeps its last bits.
    let r = (x - k * Lanes(repeating: 0.693_145_75)) - k * Lanes(repeating: 1.428_606_8e-6)
    var series = Lanes(repeating: 1.0 / 5040)
    series = series * r + Lanes(repeating: 1.0 / 720)
    series = series * r + Lanes(repeating: 1.0 / 120)
    series = series * r + Lanes(repeating: 1.0 / 24)
    series = series * r + Lanes(repeating: 1.0 / 6)
    series = series * r + Lanes(repeating: 0.5)
    series = series * r + Lanes(repeating: 1)
    series = series * r + Lanes(repeating: 1)
    let exponent = unsafe (unsafeBitCast(rounded, to: SIMD8<Int32>.self) &- 0x4B40_0000) &<< 23
    let scaled = unsafe unsafeBitCast(
      unsafeBitCast(series, to: SIMD8<Int32>.self) &+ exponent, to: Lanes.self)
    return scaled.replacing(with: Lanes(repeating: 0), where: x .< Lanes(repeating: -87))
  }

  @inline(__always)
  private static func map(
    _ values: UnsafeMutableBufferPointer<Float>, _ function: (SIMD8<Float>) -> SIMD8<Float>
  ) {
    guard let base = values.baseAddress else { return }
    let pointer = UnsafeMutableRawPointer(base)
    let whole = values.count & ~7
    var i = 0
    while i < whole {
      let lanes = unsafe pointer.loadUnaligned(fromByteOffset: i &* 4, as: Lanes.self)
      unsafe pointer.storeBytes(of: function(lanes), toByteOffset: i &* 4, as: Lanes.self)
      i &+= 8
    }
    if whole < values.count {
      var tail = Lanes(repeating: 1)
      for lane in whole..<values.count { tail[lane - whole] = unsafe values[lane] }
      tail = function(tail)
      for lane in whole..<values.count { unsafe values[lane] = tail[lane - whole] }
    }
  }
}
