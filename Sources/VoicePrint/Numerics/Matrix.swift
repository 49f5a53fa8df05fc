/// A dense matrix in row-major order: element (i, j) is `elements[i * columns + j]`.
///
/// Shapes are preconditions: a mismatch is a programmer's error and traps.
public struct Matrix<Element: LinearAlgebraScalar>: Equatable, Sendable {
  /// Number of rows.
  public let rows: Int
  /// Number of columns.
  public let columns: Int
  /// The elements, row after row; `rows × columns` of them.
  public internal(set) var elements: [Element]

  /// A matrix of the given shape over existing elements in row-major order.
  public init(rows: Int, columns: Int, elements: [Element]) {
    precondition(rows >= 0 && columns >= 0, "a shape has no negative side")
    precondition(elements.count == rows * columns, "\(rows)×\(columns) needs \(rows * columns) elements")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// A matrix of the given shape, every element the same.
  public init(rows: Int, columns: Int, repeating value: Element = 0) {
    self.init(rows: rows, columns: columns, elements: Array(repeating: value, count: rows * columns))
  }

  /// A matrix from rows of equal length.
  public init(rows: [[Element]]) {
    let columns = rows.first?.count ?? 0
    precondition(rows.allSatisfy { $0.count == columns }, "rows of one matrix have one length")
    self.init(rows: rows.count, columns: columns, elements: rows.flatMap { $0 })
  }

  /// The identity of the given order.
  public static func identity(_ order: Int) -> Matrix {
    diagonal(Array(repeating: 1, count: order))
  }

  /// A square matrix with these values on its diagonal and zero elsewhere.
  public static func diagonal(_ values: [Element]) -> Matrix {
    var result = Matrix(rows: values.count, columns: values.count)
    for (i, value) in values.enumerated() { result[i, i] = value }
    return result
  }

  /// The element in a row and a column.
  public subscript(row: Int, column: Int) -> Element {
    get {
      precondition(row < rows && column < columns)
      return elements[row * columns + column]
    }
    set {
      precondition(row < rows && column < columns)
      elements[row * columns + column] = newValue
    }
  }

  /// One row as a slice of the elements.
  public func row(_ index: Int) -> ArraySlice<Element> {
    elements[index * columns..<(index + 1) * columns]
  }

  /// Consecutive rows as a matrix of their own.
  public func rows(_ range: Range<Int>) -> Matrix {
    Matrix(
      rows: range.count, columns: columns,
      elements: Array(elements[range.lowerBound * columns..<range.upperBound * columns]))
  }

  /// The rows at these indices, in that order.
  public func gatherRows(_ indices: [Int]) -> Matrix {
    var gathered: [Element] = []
    gathered.reserveCapacity(indices.count * columns)
    for index in indices { gathered.append(contentsOf: row(index)) }
    return Matrix(rows: indices.count, columns: columns, elements: gathered)
  }

  /// The transpose.
  public var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for i in 0..<rows {
      for j in 0..<columns { result.elements[j * rows + i] = elements[i * columns + j] }
    }
    return result
  }

  /// The values on the diagonal, from the top left.
  public var diagonal: [Element] { (0..<Swift.min(rows, columns)).map { self[$0, $0] } }

  /// The same matrix in another precision.
  public func converted<Other: LinearAlgebraScalar>(to _: Other.Type) -> Matrix<Other> {
    Matrix<Other>(
      rows: rows, columns: columns,
      elements: unsafe LargeArray.make(count: elements.count) { target in
        for i in elements.indices { unsafe target[i] = Other(elements[i]) }
      })
  }

  /// Whether every element is a finite number.
  public var isFinite: Bool { elements.allSatisfy(\.isFinite) }
}

extension Matrix {
  /// Element-wise sum of two matrices of one shape.
  public static func + (left: Matrix, right: Matrix) -> Matrix {
    var sum = left
    sum += right
    return sum
  }

  /// Adds another matrix of the same shape in place.
  public static func += (left: inout Matrix, right: Matrix) {
    left.add(right, scaledBy: 1)
  }

  /// Element-wise difference of two matrices of one shape.
  public static func - (left: Matrix, right: Matrix) -> Matrix {
    var difference = left
    difference.add(right, scaledBy: -1)
    return difference
  }

  /// Every element multiplied by a number.
  public static func * (factor: Element, matrix: Matrix) -> Matrix {
    var scaled = matrix
    scaled.scale(by: factor)
    return scaled
  }

  /// Adds `factor` times another matrix of the same shape in place.
  public mutating func add(_ other: Matrix, scaledBy factor: Element) {
    precondition(rows == other.rows && columns == other.columns, "a sum needs equal shapes")
    elements.add(other.elements, scaledBy: factor)
  }

  /// Multiplies every element by a number in place.
  public mutating func scale(by factor: Element) {
    for i in elements.indices { elements[i] *= factor }
  }
}

extension Array where Element: LinearAlgebraScalar {
  /// Adds `factor` times another vector of the same length in place.
  package mutating func add(_ other: [Element], scaledBy factor: Element = 1) {
    precondition(count == other.count, "a sum needs equal lengths")
    for i in indices { self[i] += factor * other[i] }
  }

  /// The inner product with a vector of the same length.
  package func dot(_ other: [Element]) -> Element {
    precondition(count == other.count, "an inner product needs equal lengths")
    return Element.dot(count, self, other)
  }
}

extension [Double] {
  /// Adds single-precision numbers of the same count in place.
  mutating func addConverted(_ other: [Float]) {
    precondition(count == other.count, "a sum needs equal lengths")
    unsafe withUnsafeMutableBufferPointer { sums in
      unsafe other.withUnsafeBufferPointer { values in
        for i in 0..<values.count { unsafe sums[i] += Double(values[i]) }
      }
    }
  }
}
