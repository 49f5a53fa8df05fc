/// Keeps the rows of an index that may be among the best, by ratios that are known up to rounding.
struct BestRows {
  /// How many are wanted.
  private let count: Int
  private var kept: [(ratio: Double, row: Int)] = []
  /// Whoever lies below is not among the best, whatever rounding did.
  private(set) var floor: Double
  /// How many are gathered before the lower ones are dropped.
  private var room: Int

  /// Nobody yet.
  ///
  /// - Parameters:
  ///   - count: how many are wanted, 1 or more.
  ///   - threshold: the least log-likelihood ratio that is wanted, in nats.
  init(_ count: Int, from threshold: Double) {
    self.count = count
    floor = Self.lowered(threshold)
    room = 64
  }

  /// A ratio less what rounding may have added to it: a hundred times what a sum of some hundred products in single
  /// precision loses.
  private static func lowered(_ ratio: Double) -> Double { ratio - 1e-3 * (1 + ratio.magnitude) }

  /// Takes a row into account.
  mutating func offer(_ row: Int, _ ratio: Double) {
    guard ratio >= floor else { return }
    kept.append((ratio, row))
    if kept.count >= room { trim() }
  }

  private mutating func trim() {
    if kept.count > count {
      kept.sort { $0.ratio > $1.ratio }
      floor = max(floor, Self.lowered(kept[count - 1].ratio))
      kept.removeLast(kept.reversed().prefix { $0.ratio < floor }.count)
    }
    room = 2 * kept.count + 64
  }

  /// The rows, in no order.
  consuming func rows() -> [Int] {
    trim()
    return kept.map(\.row)
  }
}
