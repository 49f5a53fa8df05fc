internal import CKernels

/// What is done to rows of numbers between two matrix products.
package enum RowFunctions {
  /// Adds the sum of each column of `rows` to `sums`, as many columns as there are sums.
  package static func addColumnSums(
    of rows: UnsafeMutableBufferPointer<Float>, to sums: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(sums.count > 0 && rows.count.isMultiple(of: sums.count), "whole rows")
    guard let source = rows.baseAddress, let target = sums.baseAddress else { return }
    unsafe voiceprint_add_column_sums(source, target, rows.count / sums.count, sums.count)
  }

  /// Writes [x, x²] of each row x of `width` numbers, `stride` numbers from one to the next.
  package static func appendSquares(
    to rows: UnsafeBufferPointer<Float>, width: Int, into extended: UnsafeMutableBufferPointer<Float>,
    stride: Int
  ) {
    precondition(width > 0 && rows.count.isMultiple(of: width) && stride >= 2 * width)
    precondition(extended.count >= rows.count / width * stride, "room for all rows")
    guard let source = rows.baseAddress, let target = extended.baseAddress else { return }
    unsafe voiceprint_append_squares(source, target, rows.count / width, width, stride)
  }

  /// Single-precision values of half-precision bit patterns; exact.
  package static func decodeHalf(
    _ halves: UnsafeBufferPointer<UInt16>, into values: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(values.count >= halves.count)
    guard let source = halves.baseAddress, let target = values.baseAddress else { return }
    unsafe voiceprint_decode_half(source, target, halves.count)
  }

  /// Inner products of rows with one query, as many rows as there are products.
  package static func products(
    of rows: UnsafeBufferPointer<Float>, with query: [Float], into products: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(rows.count >= products.count * query.count, "rows as wide as the query")
    guard let source = rows.baseAddress, let target = products.baseAddress else { return }
    unsafe voiceprint_row_products(source, query, target, products.count, query.count)
  }
}
