internal import RealModule

/// How many strangers pass a threshold on the log-likelihood ratio: measured in training, on speakers that the
/// back end had not seen, and kept with the model.
public struct FalseAcceptCurve: Equatable, Sendable, Codable {
  /// Shares of strangers, falling; each between 0 and 1.
  public let rates: [Double]
  /// The threshold that each share passes, in nats; never falling.
  public let thresholds: [Double]

  /// The rates that are measured.
  static let measuredRates = [0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005]

  /// A perfectly calibrated ratio's upper bound: of strangers, at most one in eᵗ passes t.
  static let bound = Self(rates: measuredRates, thresholds: measuredRates.map { -Double.log($0) })

  package init(rates: [Double], thresholds: [Double]) {
    self.rates = rates
    self.thresholds = thresholds
  }

  /// The curve of strangers' ratios.
  ///
  /// - Parameters:
  ///   - ratios: one for each comparison with a stranger; not empty.
  ///   - weights: how much each counts, above 0.
  package init(ofStrangers ratios: [Double], weights: [Double]) {
    precondition(!ratios.isEmpty && ratios.count == weights.count, "a weight for each ratio")
    let order = ratios.indices.sorted { ratios[$0] > ratios[$1] }
    let total = weights.reduce(0, +)
    var thresholds: [Double] = []
    var (passed, position) = (0.0, 0)
    for rate in Self.measuredRates.reversed() {
      while position < order.count - 1, passed + weights[order[position]] <= rate * total {
        passed += weights[order[position]]
        position += 1
      }
      thresholds.append(ratios[order[position]])
    }
    self.init(rates: Self.measuredRates, thresholds: thresholds.reversed())
  }

  /// What makes the curve unusable, in words; nil where it is sound.
  var problem: String? {
    let sound =
      rates.count == thresholds.count && rates.count >= 2 && thresholds.allSatisfy(\.isFinite)
      && rates.allSatisfy { $0 > 0 && $0 < 1 } && zip(rates, rates.dropFirst()).allSatisfy { $0 > $1 }
      && zip(thresholds, thresholds.dropFirst()).allSatisfy { $0 <= $1 }
    return sound ? nil : "its curve of false accepts is not one"
  }

  /// The threshold that a share of strangers passes, in nats.
  ///
  /// Between the measured rates the threshold goes with the logarithm of the rate; beyond them it moves one nat for
  /// each factor of e, as a calibrated ratio's does at most.
  ///
  /// - Parameter rate: share of strangers, between 0 and 1.
  /// - Returns: the threshold, in nats.
  public func threshold(forRate rate: Double) -> Double {
    precondition(rate > 0 && rate < 1, "a rate lies between 0 and 1")
    guard let upper = rates.firstIndex(where: { $0 <= rate }) else {
      return thresholds[rates.count - 1] + Double.log(rates[rates.count - 1] / rate)
    }
    guard upper > 0 else { return thresholds[0] - Double.log(rate / rates[0]) }
    let share = Double.log(rates[upper - 1] / rate) / Double.log(rates[upper - 1] / rates[upper])
    return thresholds[upper - 1] + share * (thresholds[upper] - thresholds[upper - 1])
  }

  /// The share of strangers that passes a threshold, 0…1: the inverse of ``threshold(forRate:)``.
  public func rate(atThreshold threshold: Double) -> Double {
    guard let upper = thresholds.firstIndex(where: { $0 >= threshold }) else {
      return rates[rates.count - 1] * Double.exp(thresholds[rates.count - 1] - threshold)
    }
    guard upper > 0 else { return min(1, rates[0] * Double.exp(thresholds[0] - threshold)) }
    let step = thresholds[upper] - thresholds[upper - 1]
    let share = step > 0 ? (threshold - thresholds[upper - 1]) / step : 1
    return rates[upper - 1] * Double.pow(rates[upper] / rates[upper - 1], share)
  }
}
