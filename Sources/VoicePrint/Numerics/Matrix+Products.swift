extension Matrix {
  /// The product of two matrices, each transposed first where asked.
  ///
  /// - Parameters:
  ///   - left: m × k after the optional transposition.
  ///   - right: k × n after the optional transposition.
  ///   - transposeLeft: whether `left` is transposed first.
  ///   - transposeRight: whether `right` is transposed first.
  /// - Returns: m × n.
  public static func product(
    _ left: Matrix, _ right: Matrix, transposingLeft transposeLeft: Bool = false,
    transposingRight transposeRight: Bool = false
  ) -> Matrix {
    let m = transposeLeft ? left.columns : left.rows
    let n = transposeRight ? right.rows : right.columns
    var result = Matrix(rows: m, columns: n)
    result.accumulate(
      left, right, transposingLeft: transposeLeft, transposingRight: transposeRight, overwriting: true)
    return result
  }

  /// The matrix product.
  public static func * (left: Matrix, right: Matrix) -> Matrix { product(left, right) }

  /// Adds the product of two matrices, each transposed first where asked, to this one.
  ///
  /// - Parameters:
  ///   - left: `rows` × k after the optional transposition.
  ///   - right: k × `columns` after the optional transposition.
  ///   - transposeLeft: whether `left` is transposed first.
  ///   - transposeRight: whether `right` is transposed first.
  ///   - factor: the product is multiplied by it.
  ///   - overwriting: replaces the contents instead of adding to them.
  public mutating func accumulate(
    _ left: Matrix, _ right: Matrix, transposingLeft transposeLeft: Bool = false,
    transposingRight transposeRight: Bool = false, scaledBy factor: Element = 1, overwriting: Bool = false
  ) {
    let inner = transposeLeft ? left.rows : left.columns
    precondition(rows == (transposeLeft ? left.columns : left.rows), "rows of the product")
    precondition(columns == (transposeRight ? right.rows : right.columns), "columns of the product")
    precondition(inner == (transposeRight ? right.columns : right.rows), "inner sides of a product agree")
    let (m, n) = (rows, columns)
    if m == 0 || n == 0 { return }
    if inner == 0 {
      if overwriting { elements = Array(repeating: 0, count: m * n) }
      return
    }
    unsafe elements.withUnsafeMutableBufferPointer { c in
      guard let base = c.baseAddress else { return }
      unsafe Element.gemm(
        transposeA: transposeLeft, transposeB: transposeRight, m: m, n: n, k: inner, alpha: factor,
        left.elements, strideA: left.columns, right.elements, strideB: right.columns,
        beta: overwriting ? 0 : 1, base, strideC: n)
    }
  }

  /// The product with a column vector of `columns` elements (of `rows`, transposed).
  public func times(_ vector: [Element], transposed: Bool = false) -> [Element] {
    precondition(vector.count == (transposed ? rows : columns), "vector and matrix agree")
    var result = [Element](repeating: 0, count: transposed ? columns : rows)
    if elements.isEmpty { return result }
    unsafe result.withUnsafeMutableBufferPointer { y in
      guard let base = y.baseAddress else { return }
      unsafe Element.gemv(
        transpose: transposed, m: rows, n: columns, alpha: 1, elements, strideA: columns, vector, beta: 0,
        base)
    }
    return result
  }

  /// The symmetric product `selfᵀ·self`, both triangles filled; `columns` × `columns`.
  public func gram() -> Matrix {
    var result = Matrix(rows: columns, columns: columns)
    if elements.isEmpty { return result }
    unsafe result.elements.withUnsafeMutableBufferPointer { c in
      guard let base = c.baseAddress else { return }
      unsafe Element.syrkUpper(
        n: columns, k: rows, alpha: 1, elements, strideA: columns, beta: 0, base, strideC: columns)
    }
    result.mirrorUpperTriangle()
    return result
  }

  /// Copies the upper triangle of a square matrix into its lower one.
  package mutating func mirrorUpperTriangle() {
    precondition(rows == columns, "only a square matrix is symmetric")
    let order = rows
    unsafe elements.withUnsafeMutableBufferPointer { c in
      for i in 0..<order {
        for j in 0..<i { unsafe c[i * order + j] = c[j * order + i] }
      }
    }
  }
}
