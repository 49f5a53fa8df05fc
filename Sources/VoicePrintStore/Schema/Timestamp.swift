internal import Foundation

/// A time as the store keeps it: milliseconds since 1970, UTC.
struct Timestamp: Hashable, Sendable {
  let milliseconds: Int64

  init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// The time now.
  static var now: Timestamp {
    Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded()))
  }

  var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }
}
