internal import RealModule

/// A mixture of Gaussians with diagonal covariances: the universal background model (Reynolds, Quatieri and
/// Dunn 2000).
///
/// C components, D feature dimension. Weights, means and variances are stored; what the products need is derived
/// from them at construction.
public struct GaussianMixture: Sendable {
  /// Component weights, C numbers that add up to one.
  public let weights: [Float]
  /// Component means, C × D.
  public let means: Matrix<Float>
  /// Component variances, C × D, all positive.
  public let variances: Matrix<Float>

  // Derived from the above.

  /// The components' log-densities, weights included, from [x, x²]: the terms are mean/variance and −½/variance, the
  /// offsets, which do not depend on the frame, ln weight − ½ Σ (ln 2πσ² + μ²/σ²); 2D → C.
  let logDensities: AffineMap
  /// One over the standard deviations, C × D.
  let inverseDeviations: [Float]

  /// Number of components, C.
  public var components: Int { weights.count }
  /// Dimension of the features, D.
  public var dimension: Int { means.columns }

  /// A mixture from its parameters.
  public init(weights: [Float], means: Matrix<Float>, variances: Matrix<Float>) {
    precondition(means.rows == weights.count && variances.rows == weights.count, "a row for each component")
    precondition(means.columns == variances.columns, "means and variances of one dimension")
    self.weights = weights
    self.means = means
    self.variances = variances
    let (components, dimension) = (weights.count, means.columns)
    var terms = Matrix<Float>(rows: components, columns: 2 * dimension)
    var constants = [Float](repeating: 0, count: components)
    for c in 0..<components {
      var constant = Double.log(max(Double(weights[c]), 1e-30))
      for d in 0..<dimension {
        let (mean, variance) = (Double(means[c, d]), Double(variances[c, d]))
        terms[c, d] = Float(mean / variance)
        terms[c, dimension + d] = Float(-0.5 / variance)
        constant -= 0.5 * (Double.log(2 * Double.pi * variance) + mean * mean / variance)
      }
      constants[c] = Float(constant)
    }
    logDensities = AffineMap(terms, plus: constants)
    inverseDeviations = variances.elements.map { 1 / Float.sqrt($0) }
  }
}

extension GaussianMixture: Equatable {
  /// Whether the stored parameters are equal.
  public static func == (left: GaussianMixture, right: GaussianMixture) -> Bool {
    left.weights == right.weights && left.means == right.means && left.variances == right.variances
  }
}
