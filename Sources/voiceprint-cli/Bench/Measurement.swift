/// How long a piece of work takes, measured several times.
struct Measurement: Encodable, Sendable {
  /// What was done.
  let name: String
  /// CPU seconds: the median, and the quickest and slowest round.
  let median: Double
  let least: Double
  let most: Double
  /// What the work amounts to, in `unit`.
  let amount: Double
  let unit: String

  /// Runs the work once unmeasured and then `rounds` times.
  init(
    _ name: String, rounds: Int, amount: Double, of unit: String, _ work: () throws -> Void
  ) rethrows {
    try work()
    var seconds: [Double] = []
    for _ in 0..<rounds { seconds.append(try CPUClock.seconds(work)) }
    seconds.sort()
    self.name = name
    self.amount = amount
    self.unit = unit
    median = seconds[seconds.count / 2]
    (least, most) = (seconds[0], seconds[seconds.count - 1])
  }

  /// Amount a CPU second.
  var rate: Double { amount / max(median, 1e-9) }
}
