/// What a signature is computed from, for a fixed model: the occupancies N and the linear term b.
///
/// Both add up over recordings, so that accumulating and removing are exact. They are kept in single precision
/// and summed in double.
public struct SignatureStatistics: Equatable, Sendable {
  /// N: expected number of frames in each component; C numbers.
  public let occupancies: [Float]
  /// b = Σ_c T_cᵀ F_c, with F centred and whitened; R numbers.
  public let linear: [Float]

  /// Statistics from their parts.
  public init(occupancies: [Float], linear: [Float]) {
    self.occupancies = occupancies
    self.linear = linear
  }

  /// The sum of statistics in the order given, accumulated in double precision; at least one.
  public static func sum(_ statistics: [SignatureStatistics]) -> SignatureStatistics {
    SignatureStatistics(
      occupancies: sum(statistics.map(\.occupancies)), linear: sum(statistics.map(\.linear)))
  }

  private static func sum(_ vectors: [[Float]]) -> [Float] {
    var total = [Double](repeating: 0, count: vectors.first?.count ?? 0)
    for vector in vectors {
      for (i, value) in vector.enumerated() { total[i] += Double(value) }
    }
    return total.map(Float.init)
  }
}

/// Sums of statistics in double precision, from which one of the summands can be taken out again.
struct StatisticsTotal: Sendable {
  private var occupancies: [Double]
  private var linear: [Double]

  /// The sum of statistics of one model; at least one.
  init(of statistics: [SignatureStatistics]) {
    occupancies = Array(repeating: 0, count: statistics.first?.occupancies.count ?? 0)
    linear = Array(repeating: 0, count: statistics.first?.linear.count ?? 0)
    for one in statistics {
      occupancies.addConverted(one.occupancies)
      linear.addConverted(one.linear)
    }
  }

  /// The sum of all but one of the summands; occupancies stay above 0.
  func without(_ one: SignatureStatistics) -> SignatureStatistics {
    SignatureStatistics(
      occupancies: zip(occupancies, one.occupancies).map { Float(max(0, $0 - Double($1))) },
      linear: zip(linear, one.linear).map { Float($0 - Double($1)) })
  }
}
