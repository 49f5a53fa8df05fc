internal import RealModule

/// Turning log-weights into probabilities without overflow.
package enum Softmax {
  /// Replaces a row of logarithms by the probabilities in their proportion.
  ///
  /// The largest value is taken out first, so that nothing overflows; what is e⁸⁷ times smaller becomes 0.
  ///
  /// - Returns: the logarithm of the sum of the exponentials.
  @discardableResult
  package static func apply(to row: UnsafeMutableBufferPointer<Float>) -> Float {
    guard let base = row.baseAddress, row.count > 0 else { return -.infinity }
    typealias Lanes = SIMD8<Float>
    let pointer = UnsafeMutableRawPointer(base)
    let count = row.count
    let whole = count & ~7
    var peaks = Lanes(repeating: -.infinity)
    var i = 0
    while i < whole {
      peaks = unsafe pointwiseMax(peaks, pointer.loadUnaligned(fromByteOffset: i &* 4, as: Lanes.self))
      i &+= 8
    }
    var peak = peaks.max()
    for j in whole..<count { peak = unsafe max(peak, row[j]) }

    var sums = Lanes(repeating: 0)
    i = 0
    while i < whole {
      let shifted = unsafe pointer.loadUnaligned(fromByteOffset: i &* 4, as: Lanes.self) - peak
      let value = VectorFunctions.exponential(shifted)
      sums += value
      unsafe pointer.storeBytes(of: value, toByteOffset: i &* 4, as: Lanes.self)
      i &+= 8
    }
    var sum = sums.sum()
    for j in whole..<count {
      let value = unsafe Float.exp(row[j] - peak)
      unsafe row[j] = value
      sum += value
    }
    let scale = 1 / sum
    for j in 0..<count { unsafe row[j] *= scale }
    return peak + Float.log(sum)
  }
}
