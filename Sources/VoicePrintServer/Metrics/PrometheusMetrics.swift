internal import Foundation
package import Metrics
internal import Synchronization

/// Counters, gauges and histograms in memory, written out in Prometheus' text form (exposition format 0.0.4).
///
/// A factory is given to each metric, so that servers in one process count apart.
package final class PrometheusMetrics: MetricsFactory, Sendable {
  /// A metric with the values of its dimensions.
  private struct Key: Hashable, Comparable {
    let name: String
    /// `{route="…",method="…"}`, or nothing.
    let labels: [String]

    init(_ name: String, _ dimensions: [(String, String)]) {
      self.name = name
      labels = dimensions.map { name, value in
        let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing(
          "\n", with: "\\n")
        return "\(name)=\"\(escaped)\""
      }
    }

    func line(_ suffix: String, _ value: String, _ more: [String] = []) -> String {
      let all = labels + more
      return name + suffix + (all.isEmpty ? "" : "{\(all.joined(separator: ","))}") + " " + value
    }

    static func < (left: Key, right: Key) -> Bool {
      (left.name, left.labels.joined(separator: ",")) < (right.name, right.labels.joined(separator: ","))
    }
  }

  private struct State {
    var counters: [Key: Count] = [:]
    var gauges: [Key: Gauge] = [:]
    var histograms: [Key: Histogram] = [:]
  }

  private let state = Mutex(State())

  package init() {}

  package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    state.withLock { $0.counters.value(Key(label, dimensions), or: Count()) }
  }

  package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    state.withLock { $0.gauges.value(Key(label, dimensions), or: Gauge()) }
  }

  package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool)
    -> any RecorderHandler
  {
    state.withLock { $0.gauges.value(Key(label, dimensions), or: Gauge()) }
  }

  package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    state.withLock { $0.histograms.value(Key(label, dimensions), or: Histogram()) }
  }

  // Metrics last as long as their server.
  package func destroyCounter(_ handler: any CounterHandler) {}
  package func destroyMeter(_ handler: any MeterHandler) {}
  package func destroyRecorder(_ handler: any RecorderHandler) {}
  package func destroyTimer(_ handler: any TimerHandler) {}

  /// All metrics, one value a line.
  package var text: String {
    let (counters, gauges, histograms) = state.withLock { ($0.counters, $0.gauges, $0.histograms) }
    var lines: [String] = []
    var last = ""
    func begin(_ key: Key, _ kind: String) {
      if key.name != last { lines.append("# TYPE \(key.name) \(kind)") }
      last = key.name
    }
    for (key, count) in counters.sorted(by: { $0.key < $1.key }) {
      begin(key, "counter")
      lines.append(key.line("", "\(count.value)"))
    }
    for (key, gauge) in gauges.sorted(by: { $0.key < $1.key }) {
      begin(key, "gauge")
      lines.append(key.line("", "\(gauge.value)"))
    }
    for (key, histogram) in histograms.sorted(by: { $0.key < $1.key }) {
      begin(key, "histogram")
      let contents = histogram.contents
      for (bound, count) in zip(Histogram.bounds, contents.counts) {
        lines.append(key.line("_bucket", "\(count)", ["le=\"\(bound)\""]))
      }
      lines.append(key.line("_bucket", "\(contents.count)", ["le=\"+Inf\""]))
      lines.append(key.line("_sum", "\(contents.sum)"))
      lines.append(key.line("_count", "\(contents.count)"))
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension Dictionary {
  /// The value of a key, put there first where there is none.
  fileprivate mutating func value(_ key: Key, or new: @autoclosure () -> Value) -> Value {
    if let value = self[key] { return value }
    let value = new()
    self[key] = value
    return value
  }
}

private final class Count: CounterHandler, Sendable {
  private let state = Mutex<Int64>(0)

  var value: Int64 { state.withLock { $0 } }
  func increment(by amount: Int64) { state.withLock { $0 &+= amount } }
  func reset() { state.withLock { $0 = 0 } }
}

private final class Gauge: MeterHandler, RecorderHandler, Sendable {
  private let state = Mutex<Double>(0)

  var value: Double { state.withLock { $0 } }
  func set(_ value: Int64) { set(Double(value)) }
  func set(_ value: Double) { state.withLock { $0 = value } }
  func increment(by amount: Double) { state.withLock { $0 += amount } }
  func decrement(by amount: Double) { state.withLock { $0 -= amount } }
  func record(_ value: Int64) { set(Double(value)) }
  func record(_ value: Double) { set(value) }
}

private final class Histogram: TimerHandler, Sendable {
  /// Upper bounds in seconds.
  static let bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

  struct Contents {
    var counts = [Int](repeating: 0, count: Histogram.bounds.count)
    var count = 0
    var sum = 0.0
  }

  private let state = Mutex(Contents())

  var contents: Contents { state.withLock { $0 } }

  func recordNanoseconds(_ duration: Int64) {
    let seconds = Double(duration) / 1e9
    state.withLock { contents in
      for index in Self.bounds.indices where seconds <= Self.bounds[index] { contents.counts[index] += 1 }
      contents.count += 1
      contents.sum += seconds
    }
  }
}
