internal import RealModule

/// Weighted logistic regression by Newton's method (iteratively reweighted least squares).
struct LogisticRegression {
  /// Pulls the coefficients towards their start, in units of the total weight.
  var ridge = 1e-4
  /// Largest number of Newton steps.
  var iterations = 30

  /// The coefficients that make the labels most likely.
  ///
  /// - Parameters:
  ///   - features: n × d; a constant among them where an offset is wanted.
  ///   - labels: n.
  ///   - weights: n, above 0; they need not add up to anything.
  ///   - offset: added to the log-odds of every example; nil for none.
  ///   - start: d coefficients.
  /// - Returns: d coefficients.
  /// - Throws: ``NumericsError/notPositiveDefinite(order:pivot:)`` where features do not vary.
  func fit(
    _ features: Matrix<Double>, labels: [Bool], weights: [Double], offset: Double = 0, start: [Double]
  ) throws(NumericsError) -> [Double] {
    let dimension = features.columns
    let total = weights.reduce(0, +)
    var coefficients = start
    for _ in 0..<iterations {
      var gradient = zip(coefficients, start).map { -ridge * total * ($0 - $1) }
      var hessian = Matrix<Double>.diagonal(Array(repeating: ridge * total, count: dimension))
      let logOdds = features.times(coefficients)
      for i in 0..<features.rows {
        let probability = 1 / (1 + Double.exp(-(logOdds[i] + offset)))
        let slope = weights[i] * ((labels[i] ? 1 : 0) - probability)
        let curvature = weights[i] * probability * (1 - probability)
        let row = i * dimension
        for a in 0..<dimension {
          let value = features.elements[row + a]
          gradient[a] += slope * value
          for b in a..<dimension {
            hessian.elements[a * dimension + b] += curvature * value * features.elements[row + b]
          }
        }
      }
      let step = try CholeskyFactorization(hessian).solve(gradient)
      coefficients.add(step)
      if step.allSatisfy({ $0.magnitude < 1e-7 }) { break }
    }
    return coefficients
  }
}
