internal import VoicePrint

/// How long a side takes for one kind of request, in milliseconds.
package struct LatencySummary: Equatable, Sendable, Encodable {
  /// How many answers that succeeded have a time.
  package let count: Int
  /// Half are quicker.
  package let median: Double
  /// 99 % are quicker; of fewer than a hundred answers it is nearly the slowest.
  package let p99: Double

  /// A summary of times; nil where there are none.
  package init?(_ milliseconds: [Double]) {
    guard let median = Quantile.of(milliseconds, share: 0.5), let p99 = Quantile.of(milliseconds, share: 0.99)
    else { return nil }
    (count, self.median, self.p99) = (milliseconds.count, median, p99)
  }
}

extension SideComparison {
  /// How long both sides take for one kind of request.
  package struct Latency: Equatable, Sendable {
    package let operation: ComparedOperation
    package let left: LatencySummary?
    package let right: LatencySummary?

    /// The right side's median over the left one's.
    package var medianRatio: Double? { Self.ratio(left?.median, right?.median) }
    /// The same of the 99th percentiles.
    package var p99Ratio: Double? { Self.ratio(left?.p99, right?.p99) }

    private static func ratio(_ left: Double?, _ right: Double?) -> Double? {
      guard let left, let right, left > 0 else { return nil }
      return right / left
    }
  }

  /// Times of the kinds of request of which a side has any.
  package var latencies: [Latency] {
    ComparedOperation.allCases.compactMap { operation in
      let (first, second) = (
        LatencySummary(times(of: operation, left)), LatencySummary(times(of: operation, right))
      )
      return first == nil && second == nil
        ? nil : Latency(operation: operation, left: first, right: second)
    }
  }

  /// The times of answers that succeeded, in milliseconds.
  package func times(of operation: ComparedOperation, _ side: SideAnswers) -> [Double] {
    work.steps.compactMap { step in
      guard side.operations[step.digest] == operation, let answer = side[step], answer.succeeded else {
        return nil
      }
      return answer.milliseconds
    }
  }
}
