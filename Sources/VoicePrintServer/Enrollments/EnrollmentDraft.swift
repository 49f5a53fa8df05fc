internal import VoicePrint
internal import VoicePrintStore

/// A sample and what an enrollment would be with it, assessed before the store is asked to change.
///
/// Assessing takes longer the more samples there are, and the store has one writer: so it is done beside it, and done
/// again inside only where somebody else has changed the enrollment in between.
struct EnrollmentDraft: Sendable {
  let sample: EnrollmentSample

  private let model: VoiceModel
  private let digests: [ContentDigest]
  private let assessed: EnrollmentSummary

  init(adding sample: EnrollmentSample, to enrollment: Enrollment, model: VoiceModel) throws {
    self.sample = sample
    self.model = model
    var enrollment = enrollment
    enrollment.add(sample)
    digests = enrollment.samples.map(\.digest)
    assessed = try model.summary(of: enrollment)
  }

  /// What the store keeps beside the samples.
  func summary(of enrollment: Enrollment) throws -> EnrollmentSummary {
    enrollment.samples.map(\.digest) == digests ? assessed : try model.summary(of: enrollment)
  }
}
