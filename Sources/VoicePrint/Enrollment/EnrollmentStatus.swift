/// The answer about an enrollment, in the cloud API's schema: these five fields and no others.
public struct EnrollmentStatus: Equatable, Sendable, Codable {
  /// The enrolled speaker.
  public let speakerId: String
  /// The grade.
  public let enrollmentQuality: EnrollmentQuality
  /// True from 12 s of speech over all samples.
  public let enrollmentComplete: Bool
  /// Detected speech over all samples, in seconds.
  public let totalSpeechDuration: Double
  /// Length of all samples, in seconds.
  public let totalEnrollDuration: Double

  /// The status of an enrollment that was graded; durations are rounded to hundredths of a second.
  public init(_ enrollment: Enrollment, quality: EnrollmentQuality) {
    speakerId = enrollment.speaker.text
    enrollmentQuality = quality
    enrollmentComplete = enrollment.isComplete
    totalSpeechDuration = (enrollment.totalSpeechDuration * 100).rounded() / 100
    totalEnrollDuration = (enrollment.totalEnrollDuration * 100).rounded() / 100
  }
}
