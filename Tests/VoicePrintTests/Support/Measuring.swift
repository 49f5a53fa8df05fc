import Testing
import VoicePrint

/// The largest absolute difference of two sequences; NaN where any is.
func worstDifference<A: BinaryFloatingPoint, B: BinaryFloatingPoint>(_ left: [A], _ right: [B]) -> Double {
  if left.count != right.count { return .infinity }
  var worst = 0.0
  for (a, b) in zip(left, right) {
    let difference = (Double(a) - Double(b)).magnitude
    if difference.isNaN { return .nan }
    worst = max(worst, difference)
  }
  return worst
}

/// The largest absolute difference, relative to the largest magnitude of the reference.
func worstRelativeDifference<A: BinaryFloatingPoint, B: BinaryFloatingPoint>(
  _ values: [A], to reference: [B]
) -> Double {
  let largest = reference.reduce(0.0) { max($0, Double($1).magnitude) }
  return worstDifference(values, reference) / (largest == 0 ? 1 : largest)
}

/// Length of the difference of two vectors, relative to the length of the reference.
func relativeDistance<A: BinaryFloatingPoint, B: BinaryFloatingPoint>(
  _ values: [A], to reference: [B]
) -> Double {
  if values.count != reference.count { return .infinity }
  let difference = zip(values, reference).reduce(0.0) {
    $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1))
  }
  let length = reference.reduce(0.0) { $0 + Double($1) * Double($1) }
  return (difference / (length == 0 ? 1 : length)).squareRoot()
}

/// Prints a measured error beside what is allowed, and holds it to that.
func expectError(
  _ error: Double, atMost limit: Double, _ what: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  print("  \(what): worst error \(error), at most \(limit)")
  #expect(error <= limit, "\(what)", sourceLocation: sourceLocation)
}

extension SeededGenerator {
  /// Numbers from a normal distribution.
  mutating func gaussians(_ count: Int, mean: Double = 0, deviation: Double = 1) -> [Double] {
    (0..<count).map { _ in mean + deviation * gaussian() }
  }

  /// Numbers from a normal distribution, in single precision.
  mutating func singles(_ count: Int, deviation: Double = 1) -> [Float] {
    gaussians(count, deviation: deviation).map(Float.init)
  }

  /// A matrix of numbers from a normal distribution.
  mutating func matrix(_ rows: Int, _ columns: Int, deviation: Double = 1) -> Matrix<Double> {
    Matrix(rows: rows, columns: columns, elements: gaussians(rows * columns, deviation: deviation))
  }

  /// A symmetric positive-definite matrix, its smallest eigenvalue above 0.1.
  mutating func positiveDefinite(_ order: Int) -> Matrix<Double> {
    let root = matrix(order + 3, order)
    var result = Naive.product(root, root, transposingLeft: true)
    for i in 0..<order {
      for j in 0..<order { result[i, j] /= Double(order) }
      result[i, i] += 0.1
    }
    return result
  }
}
