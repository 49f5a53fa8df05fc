internal import RealModule

/// The two-covariance model of probabilistic linear discriminant analysis (Ioffe 2006; Brümmer and de Villiers
/// 2010): a speaker is y ~ N(μ, B), a recording of the speaker is x ~ N(y, W).
///
/// Diagonalised once, W = I and B = diag(ψ), so that a log-likelihood ratio is a sum over dimensions and many
/// trials are one matrix product. K is the dimension of the vectors.
public struct PLDA: Equatable, Sendable {
  /// μ; K numbers.
  public let mean: [Double]
  /// Takes centred rows to the space where W is the identity and B diagonal; K × K.
  public let transform: Matrix<Double>
  /// ψ: variance of the speakers in each dimension, in units of the variance within a speaker; falling.
  public let betweenVariances: [Double]

  /// A model from its parts.
  public init(mean: [Double], transform: Matrix<Double>, betweenVariances: [Double]) {
    precondition(transform.rows == mean.count && transform.columns == betweenVariances.count)
    self.mean = mean
    self.transform = transform
    self.betweenVariances = betweenVariances
  }

  /// The model with these covariances.
  ///
  /// - Throws: ``NumericsError`` where `within` is not positive definite.
  public init(mean: [Double], between: Matrix<Double>, within: Matrix<Double>) throws(NumericsError) {
    let solution = try GeneralizedEigendecomposition(between, relativeTo: within)
    self.init(
      mean: mean, transform: solution.vectors.transposed, betweenVariances: solution.values.map { max($0, 0) }
    )
  }

  /// Rows taken to the diagonal space; n × K.
  public func project(_ vectors: Matrix<Double>) -> Matrix<Double> {
    var centred = vectors
    for i in 0..<centred.rows {
      for j in 0..<centred.columns { centred.elements[i * centred.columns + j] -= mean[j] }
    }
    return centred * transform
  }

  /// Log-likelihood ratios, natural logarithm: one speaker against two.
  ///
  /// - Parameters:
  ///   - enrolled: each row the mean of an enrollment's recordings in the diagonal space; m × K.
  ///   - counts: number of independent recordings in each mean; m numbers, each above 0.
  ///   - tests: each row a recording in the diagonal space; n × K.
  /// - Returns: m × n.
  public func logLikelihoodRatios(
    enrolled: Matrix<Double>, counts: [Double], tests: Matrix<Double>
  ) -> Matrix<Double> {
    precondition(enrolled.rows == counts.count, "a count for each enrollment")
    let dimension = betweenVariances.count
    var linear = Matrix<Double>(rows: enrolled.rows, columns: dimension)
    var quadratic = Matrix<Double>(rows: enrolled.rows, columns: dimension)
    var constants = [Double](repeating: 0, count: enrolled.rows)
    for i in 0..<enrolled.rows {
      for d in 0..<dimension {
        let psi = betweenVariances[d]
        // Given the enrollment, the speaker is N(shrunk mean, ψ/(1 + nψ)); the test adds the variance within.
        let shrunk = enrolled[i, d] * counts[i] * psi / (1 + counts[i] * psi)
        let (predicted, marginal) = (1 + psi / (1 + counts[i] * psi), 1 + psi)
        linear.elements[i * dimension + d] = shrunk / predicted
        quadratic.elements[i * dimension + d] = 0.5 / marginal - 0.5 / predicted
        constants[i] -= 0.5 * (Double.log(predicted / marginal) + shrunk * shrunk / predicted)
      }
    }
    var ratios = Matrix<Double>(rows: enrolled.rows, columns: tests.rows)
    for start in stride(from: 0, to: tests.rows, by: Self.blockLength) {
      let block = tests.rows(start..<min(start + Self.blockLength, tests.rows))
      var part = Matrix.product(linear, block, transposingRight: true)
      part.accumulate(quadratic, block.squared, transposingRight: true)
      for i in 0..<part.rows {
        for j in 0..<part.columns {
          ratios.elements[i * ratios.columns + start + j] = part.elements[i * part.columns + j] + constants[i]
        }
      }
    }
    return ratios
  }

  /// Tests compared at a time: their squares stay in cache.
  private static let blockLength = 512
}

extension Matrix {
  /// The square of every element.
  fileprivate var squared: Matrix { Matrix(rows: rows, columns: columns, elements: elements.map { $0 * $0 }) }
}
