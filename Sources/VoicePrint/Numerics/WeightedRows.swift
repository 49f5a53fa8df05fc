internal import CKernels

/// Sums of rows under the weights of many components, most of which are next to nothing.
///
/// What weighs no more than the floor is left out. Of the posteriors of 256 components about 29 are above a floor of 1e-6
/// in speech, and the rest have 5e-6 of the weight, as much as single precision loses in the sums. Where many are above
/// it, the sums are a matrix product.
package struct WeightedRows: Sendable {
  private let components: Int
  private let floor: Float
  private var scratch: [Float]  // lists of rows and their weights, for each component

  /// Numbers that the loops work on at a time.
  private static let lanes = 16
  /// Share of the weights above the floor from which on the matrix product is faster.
  private static let crowd = 0.3

  /// Allocates the scratch memory.
  package init(components: Int, floor: Float) {
    self.components = components
    self.floor = floor
    let bytes = (5 * Int(VOICEPRINT_ROWS_AT_ONCE) + 1) * components
    scratch = Array(repeating: 0, count: (bytes + 3) / 4)
  }

  /// Numbers from one row to the next, for rows of `width`: the loops read in whole steps.
  package static func stride(ofWidth width: Int) -> Int { (width + lanes - 1) / lanes * lanes }

  /// Adds Σ_t w_tc x_t to row c of `sums`, and Σ_t w_tc to `totals`.
  ///
  /// - Parameters:
  ///   - rows: rows × stride, of which the first `width` numbers are added.
  ///   - stride: at least what ``stride(ofWidth:)`` says.
  ///   - width: numbers in a row.
  ///   - weights: rows × components, none negative.
  ///   - sums: components × width.
  ///   - totals: one for each component.
  package mutating func add(
    _ rows: UnsafeBufferPointer<Float>, stride: Int, width: Int, weights: UnsafeBufferPointer<Float>,
    to sums: UnsafeMutableBufferPointer<Float>, _ totals: UnsafeMutableBufferPointer<Float>
  ) {
    let (count, components) = (weights.count / components, components)
    precondition(weights.count == count * components && rows.count >= count * stride, "weights for each row")
    precondition(width > 0 && stride >= Self.stride(ofWidth: width), "rows with room at their end")
    precondition(sums.count >= components * width && totals.count >= components, "sums for each component")
    guard count > 0, let x = rows.baseAddress, let gamma = weights.baseAddress, let sums = sums.baseAddress,
      let occupancies = totals.baseAddress
    else { return }
    let counted = unsafe voiceprint_count_above(gamma, weights.count, floor)
    if Double(counted) > Self.crowd * Double(weights.count) {
      unsafe Float.gemm(
        transposeA: true, transposeB: false, m: components, n: width, k: count, alpha: 1, gamma,
        strideA: components, x, strideB: stride, beta: 1, sums, strideC: width)
      unsafe voiceprint_add_column_sums(gamma, occupancies, count, components)
    } else {
      unsafe scratch.withUnsafeMutableBufferPointer { scratch in
        guard let scratch = scratch.baseAddress else { return }
        unsafe voiceprint_add_weighted_rows(
          gamma, x, count, components, stride, width, floor, sums, occupancies, scratch)
      }
    }
  }
}
