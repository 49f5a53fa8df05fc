/// A row-major matrix in half precision, decoded a few rows at a time: half the memory, and nothing to do when it is
/// opened.
package struct HalfMatrix: Sendable {
  let rows: Int
  let columns: Int
  /// IEEE 754 bit patterns, row after row.
  let elements: [UInt16]

  /// A matrix of bit patterns.
  init(rows: Int, columns: Int, elements: [UInt16]) {
    precondition(elements.count == rows * columns, "a matrix has rows × columns elements")
    (self.rows, self.columns, self.elements) = (rows, columns, elements)
  }

  /// Whether no element is infinite or not a number.
  var isFinite: Bool {
    // The largest magnitude decides; a running maximum vectorises where a search does not.
    elements.reduce(0) { max($0, $1 & 0x7FFF) } < 0x7C00
  }

  /// The matrix in single precision; exact.
  var decoded: Matrix<Float> {
    Matrix(
      rows: rows, columns: columns,
      elements: unsafe LargeArray.make(count: elements.count) { values in
        unsafe elements.withUnsafeBufferPointer { unsafe RowFunctions.decodeHalf($0, into: values) }
      })
  }

  /// Calls `body` for block after block of `length` rows, the last maybe shorter, decoded.
  ///
  /// - Parameters:
  ///   - length: rows in a block.
  ///   - body: gets the indices of the rows, and their elements, valid during the call.
  func forEachBlock(
    ofRows length: Int, _ body: (Range<Int>, UnsafeMutableBufferPointer<Float>) -> Void
  ) {
    precondition(length > 0, "a block has rows")
    var scratch = [Float](repeating: 0, count: min(length, rows) * columns)
    unsafe elements.withUnsafeBufferPointer { elements in
      unsafe scratch.withUnsafeMutableBufferPointer { scratch in
        for start in stride(from: 0, to: rows, by: length) {
          let range = start..<min(start + length, rows)
          let block = unsafe UnsafeMutableBufferPointer(rebasing: scratch[..<(range.count * columns)])
          unsafe RowFunctions.decodeHalf(
            UnsafeBufferPointer(rebasing: elements[start * columns..<range.upperBound * columns]), into: block
          )
          unsafe body(range, block)
        }
      }
    }
  }
}
