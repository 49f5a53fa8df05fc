/// Quantiles of a sample.
package enum Quantile {
  /// The quantile of a share by linear interpolation between order statistics: definition 7 of Hyndman and Fan (1996),
  /// R's default. Of fewer than 1/(1 − share) values it lies near the largest.
  ///
  /// - Parameters:
  ///   - values: in any order.
  ///   - share: 0…1.
  /// - Returns: nil for no values.
  package static func of(_ values: [Double], share: Double) -> Double? {
    let sorted = values.sorted()
    guard let last = sorted.last else { return nil }
    let place = share * Double(sorted.count - 1)
    let below = Int(place)
    guard below + 1 < sorted.count else { return last }
    return sorted[below] + (place - Double(below)) * (sorted[below + 1] - sorted[below])
  }
}
