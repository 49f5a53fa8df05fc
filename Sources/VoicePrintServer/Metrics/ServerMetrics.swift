internal import Foundation
internal import HTTPTypes
internal import Metrics

/// What a server counts of itself.
package struct ServerMetrics: Sendable {
  /// Where metrics are made and written out.
  package let factory: PrometheusMetrics

  package init(factory: PrometheusMetrics = PrometheusMetrics()) { self.factory = factory }

  /// Counts an answer. Methods that nobody has heard of are one, so that strangers cannot make metrics.
  func count(_ method: HTTPRequest.Method, route: String, status: Int, taken: Duration) {
    let known: Set<HTTPRequest.Method> = [.get, .head, .post, .patch, .delete, .put, .options]
    let dimensions = [("method", known.contains(method) ? method.rawValue : "other"), ("route", route)]
    Counter(
      label: "voiceprint_requests_total", dimensions: dimensions + [("status", "\(status)")], factory: factory
    ).increment()
    Metrics.Timer(label: "voiceprint_request_seconds", dimensions: dimensions, factory: factory)
      .recordNanoseconds(Int64(taken / .nanoseconds(1)))
  }

  /// Everything, with what can only be known when it is asked for.
  func text(waitingAnalyses: Int) -> String {
    Meter(label: "voiceprint_analyses_waiting", factory: factory).set(waitingAnalyses)
    if let bytes = Self.residentBytes {
      Meter(label: "process_resident_memory_bytes", factory: factory).set(bytes)
    }
    return factory.text
  }

  /// Memory of the process that is not swapped out, where the system tells.
  private static var residentBytes: Int? {
    // The second number is in pages.
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
    let numbers = text.split(separator: " ")
    return numbers.count > 1 ? Int(numbers[1]).map { $0 * sysconf(Int32(_SC_PAGESIZE)) } : nil
  }
}
