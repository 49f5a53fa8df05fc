/// What can be wrong with the numbers given to a decomposition.
public enum NumericsError: Error, Equatable, CustomStringConvertible {
  /// A matrix that must be positive definite is not; `pivot` counts from 1.
  case notPositiveDefinite(order: Int, pivot: Int)
  /// An eigendecomposition did not converge.
  case noConvergence(order: Int)
  /// A likelihood has no optimum that is reached in so many steps.
  case noOptimum(steps: Int)

  /// What was wrong and what usually causes it.
  public var description: String {
    switch self {
    case .notPositiveDefinite(let order, let pivot):
      "a covariance of order \(order) is not positive definite (pivot \(pivot)): there is too little data for "
        + "its size, or some dimensions of the data do not vary"
    case .noConvergence(let order):
      "the eigenvalues of a matrix of order \(order) did not converge: it holds values that are not finite"
    case .noOptimum(let steps):
      "a likelihood has no optimum within \(steps) steps: the data say too little, or hold values that are not finite"
    }
  }
}
