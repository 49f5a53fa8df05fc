import Testing
import VoicePrint

/// Factors, inverses and eigenvectors by what defines them, on random matrices.
@Suite struct DecompositionTests {
  @Test(arguments: [1, 2, 5, 30, 97]) func choleskyInBothPrecisions(order: Int) throws {
    var generator = SeededGenerator(seed: UInt64(order))
    let matrix = generator.positiveDefinite(order)
    // Relative to elements of about 1; the condition numbers are below 100.
    try check(matrix, of: Float.self, tolerance: 2e-4, using: &generator)
    try check(matrix, of: Double.self, tolerance: 1e-11, using: &generator)
  }

  private func check<Element: LinearAlgebraScalar>(
    _ exact: Matrix<Double>, of _: Element.Type, tolerance: Double, using generator: inout SeededGenerator
  ) throws {
    let order = exact.rows
    let matrix = exact.converted(to: Element.self)
    // Only the upper triangle is read.
    var upperOnly = matrix
    for i in 0..<order {
      for j in 0..<i { upperOnly[i, j] = .nan }
    }
    let factor = try CholeskyFactorization(upperOnly)
    let (inverse, logDeterminant) = Naive.inverted(exact)
    let upper = factor.upper
    for i in 0..<order {
      for j in 0..<i { #expect(upper[i, j] == 0) }
    }
    #expect(
      worstDifference(Naive.product(upper, upper, transposingLeft: true).elements, exact.elements)
        <= tolerance)
    #expect(worstDifference(factor.inverse.elements, inverse.elements) <= 10 * tolerance)
    let trace = inverse.diagonal.reduce(0.0) { $0 + Double($1) }
    #expect(abs(factor.inverseTrace - trace) <= 10 * tolerance * Double(order))
    #expect(abs(factor.logDeterminant - logDeterminant) <= Double(order) * tolerance)

    let right = generator.matrix(order, 3).converted(to: Element.self)
    let solution = factor.solve(right)
    #expect(worstDifference(Naive.product(matrix, solution).elements, right.elements) <= 10 * tolerance)
    let vector = Array(right.transposed.row(0))
    #expect(
      worstDifference(factor.solve(vector), Array(solution.transposed.row(0))) <= 10 * tolerance)
    let whitened = Naive.product(upper, factor.whiten(right), transposingLeft: true)
    #expect(worstDifference(whitened.elements, right.elements) <= 10 * tolerance)
    let substituted = Naive.product(upper, factor.backSubstitute(right))
    #expect(worstDifference(substituted.elements, right.elements) <= 10 * tolerance)
  }

  @Test func anEmptyMatrixHasAnEmptyFactor() throws {
    let factor = try CholeskyFactorization(Matrix<Double>(rows: 0, columns: 0))
    #expect(factor.logDeterminant == 0 && factor.inverse.elements.isEmpty)
  }

  @Test(arguments: [-1, 0, Double.nan]) func whatIsNotPositiveDefiniteIsRefused(pivot: Double) {
    let matrix = Matrix.diagonal([2, 3, pivot, 4])
    let refusal = NumericsError.notPositiveDefinite(order: 4, pivot: 3)
    #expect(throws: refusal) { try CholeskyFactorization(matrix) }
    #expect(throws: refusal) { try CholeskyFactorization(matrix.converted(to: Float.self)) }
  }

  @Test(arguments: [1, 2, 7, 60]) func symmetricEigenvectors(order: Int) throws {
    var generator = SeededGenerator(seed: 17)
    let square = generator.matrix(order, order)
    let matrix = square + square.transposed
    let solution = try SymmetricEigendecomposition(matrix)
    let vectors = solution.vectors
    let identity = Naive.product(vectors, vectors, transposingRight: true)
    #expect(worstDifference(identity.elements, Matrix<Double>.identity(order).elements) <= 1e-12)
    let rebuilt = Naive.product(
      Naive.product(vectors, Matrix.diagonal(solution.values), transposingLeft: true), vectors)
    expectError(
      worstDifference(rebuilt.elements, matrix.elements), atMost: 1e-11, "eigenvectors of order \(order)")
    #expect(solution.values == solution.values.sorted(by: >))
    for i in 0..<order {
      let largest = vectors.row(i).max { $0.magnitude < $1.magnitude } ?? 0
      #expect(largest > 0, "the sign of an eigenvector is fixed")
    }
  }

  @Test func knownEigenvalues() throws {
    let solution = try SymmetricEigendecomposition(Matrix(rows: [[2, 1], [1, 2]]))
    #expect(worstDifference(solution.values, [3, 1]) <= 1e-14)
    let half = 0.5.squareRoot()
    #expect(worstDifference(Array(solution.vectors.row(0)), [half, half]) <= 1e-14)
    #expect(try SymmetricEigendecomposition(Matrix(rows: 0, columns: 0)).values.isEmpty)
    #expect(throws: NumericsError.noConvergence(order: 2)) {
      try SymmetricEigendecomposition(Matrix(rows: [[2, .nan], [.nan, 1]]))
    }
  }

  @Test(arguments: [1, 2, 7, 40]) func generalizedEigenvectors(order: Int) throws {
    var generator = SeededGenerator(seed: 19)
    let square = generator.matrix(order, order)
    let (a, b) = (square + square.transposed, generator.positiveDefinite(order))
    let solution = try GeneralizedEigendecomposition(a, relativeTo: b)
    #expect(solution.values == solution.values.sorted(by: >))
    for i in 0..<order {
      let vector = Array(solution.vectors.row(i))
      let (left, right) = (Naive.times(a, vector), Naive.times(b, vector))
      #expect(worstDifference(left, right.map { solution.values[i] * $0 }) <= 1e-9)
      #expect(abs(zip(vector, right).reduce(0) { $0 + $1.0 * $1.1 } - 1) <= 1e-10)
    }
    var singular = b
    singular[0, 0] = -1
    #expect(throws: NumericsError.notPositiveDefinite(order: order, pivot: 1)) {
      try GeneralizedEigendecomposition(a, relativeTo: singular)
    }
  }
}
