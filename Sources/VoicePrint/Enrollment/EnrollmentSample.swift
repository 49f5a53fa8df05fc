/// One recording's contribution to an enrollment: what is kept of it, and it is not audio.
///
/// C components, D feature dimension, R signature dimension; a model has one or more *views* (front end,
/// mixture and total-variability matrix), and a sample has statistics for each.
public struct EnrollmentSample: Equatable, Sendable {
  /// Names the recording by its decoded samples: the same recording counts once.
  public let digest: ContentDigest
  /// Length of the recording in seconds.
  public let audioDuration: Double
  /// Detected speech in seconds.
  public let speechDuration: Double
  /// What was measured of the recording.
  public let measurements: SampleMeasurements
  /// Additive statistics, one for each view of the model.
  public let statistics: [SignatureStatistics]
  /// First-order statistics for each view, C × D: what lets the sample move to a model with another
  /// total-variability matrix without its audio. Nil where the store is set to minimal.
  public var firstOrder: [Matrix<Float>]?

  /// A sample from its parts.
  public init(
    digest: ContentDigest, audioDuration: Double, speechDuration: Double, measurements: SampleMeasurements,
    statistics: [SignatureStatistics], firstOrder: [Matrix<Float>]?
  ) {
    self.digest = digest
    self.audioDuration = audioDuration
    self.speechDuration = speechDuration
    self.measurements = measurements
    self.statistics = statistics
    self.firstOrder = firstOrder
  }
}
