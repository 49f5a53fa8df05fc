/// How well an enrollment will recognise its speaker, in the cloud schema's four words.
public enum EnrollmentQuality: String, CaseIterable, Comparable, Sendable, Codable {
  /// Not complete, contradictory, or too poor to be relied on.
  case poor = "Poor"
  /// Usable with care.
  case average = "Average"
  /// Usable.
  case good = "Good"
  /// As good as an enrollment gets.
  case high = "High"

  /// Order of merit, `poor` first.
  public static func < (left: EnrollmentQuality, right: EnrollmentQuality) -> Bool {
    left.rank < right.rank
  }

  private var rank: Int {
    switch self {
    case .poor: 0
    case .average: 1
    case .good: 2
    case .high: 3
    }
  }
}
