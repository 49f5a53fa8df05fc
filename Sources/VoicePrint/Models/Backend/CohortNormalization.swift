internal import RealModule

/// Adaptive symmetric score normalisation (Matějka et al. 2017): a score is measured against how the same
/// recording scores with the cohort speakers nearest to it.
///
/// The measure of either side counts by how uncertain that side is: a score is as low and as scattered as the less certain
/// side makes it, and that is what its own cohort scores show.
public enum CohortNormalization {
  /// Mean and standard deviation of a recording's best cohort scores.
  public struct Statistics: Equatable, Sendable {
    /// Mean of the best scores.
    public let mean: Double
    /// Their standard deviation, above 0.
    public let deviation: Double

    /// Statistics from their values.
    public init(mean: Double, deviation: Double) {
      self.mean = mean
      self.deviation = deviation
    }
  }

  /// Below this no standard deviation falls: scores that are all alike say nothing of a scale.
  package static let smallestDeviation = 1e-6

  /// The statistics of scores with a cohort.
  ///
  /// - Parameters:
  ///   - scores: one for each cohort speaker.
  ///   - count: how many of the best ones are taken.
  /// - Returns: their mean and standard deviation; without scores 0 and 1, by which a score stays as it is.
  public static func statistics(of scores: [Double], best count: Int) -> Statistics {
    guard !scores.isEmpty, count > 0 else { return Statistics(mean: 0, deviation: 1) }
    let last = scores.element(ofRank: max(scores.count - count, 0))
    let top = scores.filter { $0 >= last }.sorted(by: >).prefix(count)
    let mean = top.reduce(0, +) / Double(top.count)
    let variance = top.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(top.count)
    return Statistics(mean: mean, deviation: max(Double.sqrt(variance), smallestDeviation))
  }

  /// A side of a comparison.
  public struct Side: Equatable, Sendable {
    /// Its cohort statistics.
    public let statistics: Statistics
    /// How much it counts, above 0.
    public let weight: Double

    /// A side from its parts.
    ///
    /// - Parameters:
    ///   - statistics: of its cohort scores.
    ///   - uncertainty: mean posterior variance of its signature's dimensions, 0…1.
    public init(statistics: Statistics, uncertainty: Double) {
      self.statistics = statistics
      let variance = max(uncertainty, smallestUncertainty)
      weight = variance * Double.sqrt(variance)
    }
  }

  /// Below this no uncertainty falls: two sides of which everything is known count alike.
  package static let smallestUncertainty = 1e-6

  /// The normalised score: the mean of what it is against either side's cohort statistics, each weighted by that side's
  /// uncertainty to the power of 1.5.
  public static func normalized(_ score: Double, enrolled: Side, test: Side) -> Double {
    func measured(_ side: Side) -> Double {
      side.weight * (score - side.statistics.mean) / side.statistics.deviation
    }
    return (measured(enrolled) + measured(test)) / (enrolled.weight + test.weight)
  }
}
