internal import CKernels

/// A·x + b for many rows x, with A arranged once, in the order in which the products read it.
///
/// A library's matrix product arranges both sides at every call. Where one side stays, as a mixture does over all frames of a
/// recording, half of that is done again and again, and b is a pass over the results of its own.
package struct AffineMap: Sendable {
  /// Numbers in x.
  package let inputs: Int
  /// Numbers in A·x + b.
  package let outputs: Int
  private let terms: [Float]  // ⌈outputs / 32⌉ × inputs × 32
  private let offsets: [Float]  // outputs, and zeros up to a multiple of 32

  /// Rows are taken in groups of this many: rows and results have room for whole groups.
  package static let rowsAtOnce = Int(VOICEPRINT_HEIGHT_AT_ONCE)

  /// A map from its parts.
  ///
  /// - Parameters:
  ///   - matrix: A; outputs × inputs.
  ///   - offsets: b; outputs numbers.
  package init(_ matrix: Matrix<Float>, plus offsets: [Float]) {
    precondition(offsets.count == matrix.rows, "an offset for each row")
    let group = Int(VOICEPRINT_COLUMNS_AT_ONCE)
    (inputs, outputs) = (matrix.columns, matrix.rows)
    let padded = (outputs + group - 1) / group * group
    var terms = [Float](repeating: 0, count: padded * inputs)
    for output in 0..<outputs {
      let start = output / group * group * inputs + output % group
      for input in 0..<inputs { terms[start + input * group] = matrix[output, input] }
    }
    self.terms = terms
    self.offsets = offsets + Array(repeating: 0, count: padded - outputs)
  }

  /// Writes A·x + b for each row x.
  ///
  /// - Parameters:
  ///   - rows: rows × stride, of which the first `inputs` numbers count; room for a multiple of ``rowsAtOnce`` rows.
  ///   - stride: numbers from one row to the next.
  ///   - count: how many rows; what stands behind them, up to a whole group, is used as if it were rows.
  ///   - results: rows × outputs; room for a multiple of ``rowsAtOnce`` rows.
  package func apply(
    to rows: UnsafeBufferPointer<Float>, stride: Int, count: Int,
    into results: UnsafeMutableBufferPointer<Float>
  ) {
    let whole = (count + Self.rowsAtOnce - 1) / Self.rowsAtOnce * Self.rowsAtOnce
    precondition(stride >= inputs && rows.count >= whole * stride, "whole groups of rows")
    precondition(results.count >= whole * outputs, "room for whole groups of results")
    guard count > 0, let source = rows.baseAddress, let target = results.baseAddress else { return }
    unsafe voiceprint_affine_rows(source, count, stride, inputs, terms, offsets, outputs, target)
  }
}
