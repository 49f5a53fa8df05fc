import Testing
import VoicePrint

/// Sizes of a product, empty and single rows among them.
struct ProductShape: Sendable, CaseIterable, CustomTestStringConvertible {
  let (rows, inner, columns): (Int, Int, Int)
  var testDescription: String { "\(rows)×\(inner)×\(columns)" }

  static let allCases = [
    (0, 0, 0), (0, 3, 2), (3, 0, 2), (3, 2, 0), (1, 1, 1), (1, 5, 1), (5, 1, 3), (7, 4, 9), (33, 70, 41),
  ].map { ProductShape(rows: $0.0, inner: $0.1, columns: $0.2) }
}

/// Products against triple loops.
@Suite struct MatrixProductTests {
  @Test(arguments: ProductShape.allCases, [false, true])
  func productsAgreeWithLoops(shape: ProductShape, transposingLeft: Bool) {
    for transposingRight in [false, true] {
      // Half the bits of a sum of 70 products are far from these.
      check(shape, transposingLeft, transposingRight, of: Float.self, tolerance: 1e-5)
      check(shape, transposingLeft, transposingRight, of: Double.self, tolerance: 1e-13)
    }
  }

  private func check<Element: LinearAlgebraScalar>(
    _ shape: ProductShape, _ transposingLeft: Bool, _ transposingRight: Bool, of _: Element.Type,
    tolerance: Double
  ) {
    var generator = SeededGenerator(seed: 3)
    let (m, k, n) = (shape.rows, shape.inner, shape.columns)
    let left = generator.matrix(transposingLeft ? k : m, transposingLeft ? m : k).converted(to: Element.self)
    let right = generator.matrix(transposingRight ? n : k, transposingRight ? k : n)
      .converted(to: Element.self)
    let expected = Naive.product(
      left, right, transposingLeft: transposingLeft, transposingRight: transposingRight)
    let product = Matrix.product(
      left, right, transposingLeft: transposingLeft, transposingRight: transposingRight)
    #expect(product.rows == m && product.columns == n)
    #expect(worstDifference(product.elements, expected.elements) <= tolerance)

    let start = generator.matrix(m, n).converted(to: Element.self)
    var sum = start
    sum.accumulate(
      left, right, transposingLeft: transposingLeft, transposingRight: transposingRight, scaledBy: -2)
    let accumulated = zip(start.elements, expected.elements).map { Double($0) - 2 * $1 }
    #expect(worstDifference(sum.elements, accumulated) <= 2 * tolerance)

    var overwritten = start
    overwritten.accumulate(
      left, right, transposingLeft: transposingLeft, transposingRight: transposingRight, overwriting: true)
    #expect(overwritten == product)
  }

  @Test(arguments: ProductShape.allCases) func vectorsAndGramsAgreeWithLoops(shape: ProductShape) {
    var generator = SeededGenerator(seed: 4)
    let matrix = generator.matrix(shape.rows, shape.columns)
    for transposed in [false, true] {
      let vector = generator.gaussians(transposed ? shape.rows : shape.columns)
      let column = Matrix(rows: vector.count, columns: 1, elements: vector)
      let expected = Naive.product(matrix, column, transposingLeft: transposed).elements
      #expect(worstDifference(matrix.times(vector, transposed: transposed), expected) <= 1e-13)
      let single = matrix.converted(to: Float.self).times(vector.map(Float.init), transposed: transposed)
      #expect(worstDifference(single, expected) <= 1e-4)
    }
    let gram = Naive.product(matrix, matrix, transposingLeft: true).elements
    #expect(worstDifference(matrix.gram().elements, gram) <= 1e-12)
    #expect(worstDifference(matrix.converted(to: Float.self).gram().elements, gram) <= 1e-4)
  }

  @Test func rowsMoveWhole() {
    let matrix = Matrix<Float>(rows: [[1, 2, 3], [4, 5, 6], [7, 8, 9], [10, 11, 12]])
    #expect(matrix.rows(1..<3) == Matrix(rows: [[4, 5, 6], [7, 8, 9]]))
    #expect(matrix.gatherRows([3, 0, 3]) == Matrix(rows: [[10, 11, 12], [1, 2, 3], [10, 11, 12]]))
    #expect(matrix.gatherRows([]) == Matrix(rows: 0, columns: 3))
    #expect(matrix.transposed.row(2) == [3, 6, 9, 12])
    #expect(matrix.transposed.transposed == matrix)
    #expect(matrix.diagonal == [1, 5, 9])
    #expect(matrix + matrix == 2 * matrix)
    #expect(matrix - matrix == Matrix(rows: 4, columns: 3))
    #expect(!Matrix<Float>(rows: [[1, .nan]]).isFinite)
  }
}
