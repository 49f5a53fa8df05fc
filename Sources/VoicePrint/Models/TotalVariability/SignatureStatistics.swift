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
