internal import Foundation

/// A time as the store keeps it: milliseconds since 1970, UTC.
struct Timestamp: Hashable, Sendable {
  let milliseconds: Int64

  init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// A time to the nearest millisecond.
  init(_ date: Date) { milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded()) }

  /// The time now.
  static var now: Timestamp { Timestamp(Date()) }

  var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }
}
