/// How far two methods of measuring the same thing lie apart (Bland and Altman 1986).
package struct LimitsOfAgreement: Equatable, Sendable {
  /// How many pairs there are.
  package let count: Int
  /// Mean of right − left; 0 for no pairs.
  package let bias: Double
  /// Standard deviation of the differences, with n − 1; nil for fewer than two pairs.
  package let standardDeviation: Double?
  /// Largest magnitude of a difference.
  package let largest: Double

  /// The normal distribution has 95 % within so many standard deviations.
  private static let reach = 1.96

  /// The agreement of pairs.
  package init(_ pairs: [(left: Double, right: Double)]) {
    let differences = pairs.map { $0.right - $0.left }
    count = pairs.count
    let mean = differences.reduce(0, +) / Double(max(count, 1))
    bias = mean
    largest = differences.reduce(0) { max($0, $1.magnitude) }
    standardDeviation =
      count < 2
      ? nil
      : (differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)).squareRoot()
  }

  /// The limits between which 95 % of the differences lie where these are normally distributed: bias ± 1.96 standard
  /// deviations; nil for fewer than two pairs.
  package var limits: ClosedRange<Double>? {
    standardDeviation.map { bias - Self.reach * $0...bias + Self.reach * $0 }
  }

  /// Standard error of each limit, √(3/n) standard deviations, as the paper has it.
  package var limitsStandardError: Double? {
    standardDeviation.map { (3 / Double(count)).squareRoot() * $0 }
  }
}
