internal import Foundation

/// Numbers as a report writes them.
enum ReportText {
  /// A log-likelihood ratio with two decimals.
  static func score(_ value: Double) -> String {
    fixed(value, 2).replacingOccurrences(of: "-", with: "−")
  }

  /// A round number without needless decimals.
  static func round(_ value: Double) -> String {
    String(format: "%g", (value * 1e6).rounded() / 1e6).replacingOccurrences(of: "-", with: "−")
  }
}
