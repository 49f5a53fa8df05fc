internal import CKernels

/// Turning log-weights into probabilities without overflow.
package enum Softmax {
  /// Replaces each row of logarithms by the probabilities in their proportion.
  ///
  /// The largest value of a row is taken out first, so that nothing overflows; what is e⁸⁷ times smaller becomes 0.
  ///
  /// - Parameters:
  ///   - rows: rows of `width` logarithms, one after the other.
  ///   - width: numbers in a row, at least one.
  /// - Returns: the logarithm of the sum of a row's exponentials, summed over the rows.
  @discardableResult
  package static func apply(toRows rows: UnsafeMutableBufferPointer<Float>, width: Int) -> Double {
    precondition(width > 0 && rows.count.isMultiple(of: width), "whole rows")
    guard let base = rows.baseAddress, rows.count > 0 else { return 0 }
    return unsafe voiceprint_softmax_rows(base, rows.count / width, width)
  }
}
