/// The upper triangle of a symmetric matrix, row after row: R(R+1)/2 numbers instead of R².
///
/// Packed, a weighted sum of many symmetric matrices is one matrix–vector product.
enum PackedTriangle {
  /// Numbers in the triangle of a matrix of this order.
  static func count(order: Int) -> Int { order * (order + 1) / 2 }

  /// Copies the upper triangle of a row-major matrix of `order` rows into a packed row.
  static func pack<Element: LinearAlgebraScalar>(
    _ full: [Element], order: Int, into packed: inout ArraySlice<Element>
  ) {
    var target = packed.startIndex
    for i in 0..<order {
      for j in i..<order {
        packed[target] = full[i * order + j]
        target += 1
      }
    }
  }

  /// A row-major matrix in double precision whose upper triangle is the packed one, plus `ridge` on its diagonal.
  static func unpack<Element: LinearAlgebraScalar>(
    _ packed: ArraySlice<Element>, order: Int, addingToDiagonal ridge: Double = 0
  ) -> Matrix<Double> {
    precondition(packed.count == count(order: order), "a packed triangle of this order")
    var full = Matrix<Double>(rows: order, columns: order)
    unsafe packed.withUnsafeBufferPointer { packed in
      unsafe full.elements.withUnsafeMutableBufferPointer { full in
        var source = 0
        for i in 0..<order {
          let row = i &* order
          for j in i..<order { unsafe full[row &+ j] = Double(packed[source &+ j &- i]) }
          unsafe full[row &+ i] += ridge
          source &+= order &- i
        }
      }
    }
    return full
  }
}
