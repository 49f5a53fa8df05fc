public import VoicePrint

/// Which model made the numbers of an enrollment.
public struct ModelReference: Hashable, Sendable {
  /// Names the whole model: signatures of one identity can be compared.
  public let identity: ContentDigest
  /// Names its front end and mixture: first-order statistics of one such identity can move between models.
  public let statistics: ContentDigest

  /// A reference from its parts.
  public init(identity: ContentDigest, statistics: ContentDigest) {
    self.identity = identity
    self.statistics = statistics
  }
}
