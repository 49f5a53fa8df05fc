import Foundation
import VoicePrint

/// A mixture of Gaussians by its formula, one frame and one component at a time, in double precision.
struct MixtureOracle {
  let mixture: GaussianMixture
  private let features: Matrix<Float>
  /// Posteriors, frames × C.
  let posteriors: Matrix<Double>
  /// Σ ln p(x).
  let logLikelihood: Double

  init(_ mixture: GaussianMixture, of features: Matrix<Float>) {
    self.mixture = mixture
    self.features = features
    var (posteriors, total) = ([Double](), 0.0)
    for t in 0..<features.rows {
      let logarithms = (0..<mixture.components).map { c -> Double in
        var density = log(Double(mixture.weights[c]))
        for d in 0..<mixture.dimension {
          let (mean, variance) = (Double(mixture.means[c, d]), Double(mixture.variances[c, d]))
          let distance = Double(features[t, d]) - mean
          density -= 0.5 * (log(2 * Double.pi * variance) + distance * distance / variance)
        }
        return density
      }
      let peak = logarithms.max() ?? 0
      let sum = logarithms.reduce(0) { $0 + exp($1 - peak) }
      posteriors += logarithms.map { exp($0 - peak) / sum }
      total += peak + log(sum)
    }
    self.posteriors = Matrix(rows: features.rows, columns: mixture.components, elements: posteriors)
    logLikelihood = total
  }

  /// Σ_t γ f(x, c, d) for each component and dimension; C × D.
  private func sums(_ term: (Double, Int, Int) -> Double) -> Matrix<Double> {
    var result = Matrix<Double>(rows: mixture.components, columns: mixture.dimension)
    for c in 0..<mixture.components {
      for d in 0..<mixture.dimension {
        result[c, d] = (0..<features.rows).reduce(0) { sum, t in
          sum + posteriors[t, c] * term(Double(features[t, d]), c, d)
        }
      }
    }
    return result
  }

  var occupancies: [Double] {
    (0..<mixture.components).map { c in (0..<features.rows).reduce(0) { $0 + posteriors[$1, c] } }
  }
  var first: Matrix<Double> { sums { x, _, _ in x } }
  var second: Matrix<Double> { sums { x, _, _ in x * x } }
  var whitenedFirst: Matrix<Double> {
    sums { x, c, d in (x - Double(mixture.means[c, d])) / Double(mixture.variances[c, d]).squareRoot() }
  }
}

extension GaussianMixture {
  /// A mixture with overlapping components, as speech has them.
  static func random(
    components: Int, dimension: Int, spread: Double = 0.7, using generator: inout SeededGenerator
  ) -> GaussianMixture {
    let weights = (0..<components).map { _ in generator.uniform(in: 0.5...2) }
    let sum = weights.reduce(0, +)
    // The first coefficients of a cepstrum vary most.
    let scales = (0..<dimension).map { 8 / (1 + 0.3 * Double($0)) }
    let means = (0..<components).flatMap { _ in scales.map { Float(spread * $0 * generator.gaussian()) } }
    let variances = (0..<components).flatMap { _ in
      scales.map { Float($0 * $0 * generator.uniform(in: 0.4...1.5)) }
    }
    return GaussianMixture(
      weights: weights.map { Float($0 / sum) },
      means: Matrix(rows: components, columns: dimension, elements: means),
      variances: Matrix(rows: components, columns: dimension, elements: variances))
  }

  /// Frames drawn from the mixture.
  func draw(_ frames: Int, using generator: inout SeededGenerator) -> Matrix<Float> {
    let elements = (0..<frames).flatMap { _ -> [Float] in
      var (c, left) = (0, generator.uniform())
      while c < components - 1, left >= Double(weights[c]) {
        left -= Double(weights[c])
        c += 1
      }
      return (0..<dimension).map { d in
        means[c, d] + variances[c, d].squareRoot() * Float(generator.gaussian())
      }
    }
    return Matrix(rows: frames, columns: dimension, elements: elements)
  }
}
