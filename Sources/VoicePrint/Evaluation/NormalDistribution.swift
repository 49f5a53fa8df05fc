internal import RealModule

/// The standard normal distribution: the scale of a DET plot's axes, on which the errors of normally distributed
/// scores lie on a straight line (Martin et al. 1997).
package enum NormalDistribution {
  /// Probability of a value below x, 0…1.
  package static func probability(below x: Double) -> Double { Double.erfc(-x / Double.sqrt(2)) / 2 }

  /// The value below which a share lies: the probit; −∞ for 0, +∞ for 1.
  package static func quantile(_ share: Double) -> Double {
    precondition((0...1).contains(share), "a share is between 0 and 1")
    if share == 0 { return -.infinity }
    if share == 1 { return .infinity }
    if share == 0.5 { return 0 }
    // Above a half the complement keeps the digits.
    if share > 0.5 { return -quantile(1 - share) }
    var (low, high) = (-39.0, 0.0)
    while true {
      let middle = (low + high) / 2
      if middle == low || middle == high { return middle }
      if probability(below: middle) < share { low = middle } else { high = middle }
    }
  }
}
