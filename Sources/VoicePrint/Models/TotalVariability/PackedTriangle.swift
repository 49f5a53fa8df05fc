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

  /// A row-major matrix whose upper triangle is the packed one, plus `ridge` on its diagonal; zeros below.
  static func unpack<Element: LinearAlgebraScalar>(
    _ packed: ArraySlice<Element>, order: Int, addingToDiagonal ridge: Element = 0
  ) -> Matrix<Element> {
    precondition(packed.count == count(order: order), "a packed triangle of this order")
    var full = Matrix<Element>(rows: order, columns: order)
    unsafe packed.withUnsafeBufferPointer { packed in
      unsafe full.elements.withUnsafeMutableBufferPointer { full in
        guard var source = packed.baseAddress, let target = full.baseAddress else { return }
        for i in 0..<order {
          unsafe (target + i * order + i).update(from: source, count: order - i)
          unsafe target[i * order + i] += ridge
          unsafe source += order - i
        }
      }
    }
    return full
  }

  /// `right` − (A + `ridge`·I)·`vector` in double precision, where A is a packed symmetric matrix.
  static func residual(
    of vector: [Double], solving packed: ArraySlice<Float>, addingToDiagonal ridge: Double, right: [Double]
  ) -> [Double] {
    let order = vector.count
    precondition(right.count == order && packed.count == count(order: order), "sides of one order")
    var result = right
    unsafe packed.withUnsafeBufferPointer { packed in
      unsafe result.withUnsafeMutableBufferPointer { result in
        guard var row = packed.baseAddress else { return }
        for i in 0..<order {
          let value = vector[i]
          var sum = (Double(unsafe row[0]) + ridge) * value
          for j in i + 1..<max(order, i + 1) {
            let element = Double(unsafe row[j &- i])
            sum += element * vector[j]
            unsafe result[j] -= element * value
          }
          unsafe result[i] -= sum
          unsafe row += order - i
        }
      }
    }
    return result
  }
}
