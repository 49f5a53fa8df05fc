/// E[w wᵀ] of many recordings in single precision: what the expectation step needs of their posteriors, without a
/// copy of a matrix for each.
enum SecondMoments {
  /// Replaces the packed sums Σ_c N_c U_c of recordings by their packed E[w wᵀ] = L⁻¹ + w wᵀ, where L = I + Σ_c N_c U_c.
  ///
  /// - Parameters:
  ///   - packed: recordings × R(R+1)/2; replaced.
  ///   - linear: b of each recording, recordings × R.
  ///   - objective: gains ½(bᵀw − ln|L|) of each recording, in nats.
  /// - Returns: the means w, recordings × R.
  /// - Throws: ``NumericsError/notPositiveDefinite(order:pivot:)`` for statistics that are not finite.
  static func replace(
    _ packed: inout Matrix<Float>, linear: Matrix<Float>, objective: inout Double
  ) throws(NumericsError) -> Matrix<Float> {
    let (rank, width) = (linear.columns, packed.columns)
    precondition(packed.rows == linear.rows && width == PackedTriangle.count(order: rank))
    var means = linear
    var square = [Float](repeating: 0, count: rank * rank)
    var failure: NumericsError?
    unsafe square.withUnsafeMutableBufferPointer { square in
      unsafe packed.elements.withUnsafeMutableBufferPointer { packed in
        unsafe means.elements.withUnsafeMutableBufferPointer { means in
          guard let l = square.baseAddress, let p = packed.baseAddress, let w = means.baseAddress else {
            return
          }
          for u in 0..<linear.rows where failure == nil {
            let triangle = unsafe p + u * width
            let mean = unsafe w + u * rank
            unsafe unpack(triangle, rank, into: l)
            let pivot = unsafe Float.potrf(n: rank, l)
            // OpenBLAS compares a pivot with zero, which what is not a number passes.
            let isFactored = pivot == 0 && (0..<rank).allSatisfy { unsafe l[$0 * rank + $0].isFinite }
            guard isFactored else {
              failure = .notPositiveDefinite(order: rank, pivot: max(pivot, 1))
              return
            }
            let logDeterminant = (0..<rank).reduce(0.0) {
              unsafe $0 + 2 * Double(l[$1 * rank + $1]).logarithm
            }
            unsafe Float.solveUpper(transpose: true, n: rank, columns: 1, l, mean)
            unsafe Float.solveUpper(transpose: false, n: rank, columns: 1, l, mean)
            let evidence = (0..<rank).reduce(0.0) {
              unsafe $0 + Double(mean[$1]) * Double(linear.elements[u * rank + $1])
            }
            objective += 0.5 * (evidence - logDeterminant)
            _ = unsafe Float.potri(n: rank, l)
            unsafe pack(l, plus: mean, rank, into: triangle)
          }
        }
      }
    }
    if let failure { throw failure }
    return means
  }

  /// I plus a packed triangle, as the upper triangle of a row-major matrix.
  private static func unpack(
    _ packed: UnsafePointer<Float>, _ rank: Int, into square: UnsafeMutablePointer<Float>
  ) {
    var source = unsafe packed
    for i in 0..<rank {
      unsafe (square + i * rank + i).update(from: source, count: rank - i)
      unsafe square[i * rank + i] += 1
      unsafe source += rank - i
    }
  }

  /// The upper triangle of a matrix plus w wᵀ, packed.
  private static func pack(
    _ square: UnsafePointer<Float>, plus mean: UnsafePointer<Float>, _ rank: Int,
    into packed: UnsafeMutablePointer<Float>
  ) {
    var target = unsafe packed
    for i in 0..<rank {
      let (row, weight) = unsafe (square + i * rank, mean[i])
      for j in i..<rank { unsafe target[j &- i] = row[j] + weight * mean[j] }
      unsafe target += rank - i
    }
  }
}
