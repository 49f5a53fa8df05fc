internal import RealModule

/// Weighted logistic regression by Newton's method (iteratively reweighted least squares), each step halved until the
/// likelihood rises.
struct LogisticRegression {
  /// Pulls the coefficients towards their start, in units of the total weight.
  var ridge = 1e-4
  /// Largest number of Newton steps.
  var iterations = 100
  /// A full step that moves no coefficient further than this ends the iteration.
  private static let smallestStep = 1e-7
  /// Halvings of a step after which it is taken to be nothing.
  private static let halvings = 40

  /// The coefficients that make the labels most likely.
  ///
  /// - Parameters:
  ///   - features: n × d; a constant among them where an offset is wanted.
  ///   - labels: n.
  ///   - weights: n, above 0; they need not add up to anything.
  ///   - offset: added to the log-odds of every example; nil for none.
  ///   - start: d coefficients.
  /// - Returns: d coefficients.
  /// - Throws: ``NumericsError/notPositiveDefinite(order:pivot:)`` where features do not vary, and
  ///   ``NumericsError/noOptimum(steps:)`` where none is found.
  func fit(
    _ features: Matrix<Double>, labels: [Bool], weights: [Double], offset: Double = 0, start: [Double]
  ) throws(NumericsError) -> [Double] {
    let dimension = features.columns
    let total = weights.reduce(0, +)

    /// The penalised log-likelihood, and the log-odds that it comes from.
    func likelihood(_ coefficients: [Double]) -> (value: Double, logOdds: [Double]) {
      let logOdds = features.times(coefficients)
      var value =
        -0.5 * ridge * total * zip(coefficients, start).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      for i in logOdds.indices {
        let x = labels[i] ? logOdds[i] + offset : -(logOdds[i] + offset)
        // ln(1/(1 + e⁻ˣ)) without overflow.
        value += weights[i] * (min(x, 0) - Double.log(onePlus: Double.exp(-x.magnitude)))
      }
      return (value, logOdds)
    }

    var coefficients = start
    var current = likelihood(coefficients)
    for _ in 0..<iterations {
      var gradient = zip(coefficients, start).map { -ridge * total * ($0 - $1) }
      var hessian = Matrix<Double>.diagonal(Array(repeating: ridge * total, count: dimension))
      for i in 0..<features.rows {
        let probability = 1 / (1 + Double.exp(-(current.logOdds[i] + offset)))
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
      var step = try CholeskyFactorization(hessian).solve(gradient)
      guard step.allSatisfy(\.isFinite) else { throw .noOptimum(steps: iterations) }
      if step.allSatisfy({ $0.magnitude < Self.smallestStep }) {
        return zip(coefficients, step).map { $0 + $1 }
      }
      // Far from the optimum the likelihood is not the parabola that the step takes it for, and a full step can lead
      // further away; half of a half of it cannot for ever.
      var next = likelihood(zip(coefficients, step).map { $0 + $1 })
      for _ in 0..<Self.halvings where !(next.value >= current.value) {
        step = step.map { $0 / 2 }
        next = likelihood(zip(coefficients, step).map { $0 + $1 })
      }
      // What is left is rounding: the likelihood is as high as it gets.
      guard next.value > current.value else { return coefficients }
      coefficients.add(step)
      current = next
    }
    throw .noOptimum(steps: iterations)
  }
}
