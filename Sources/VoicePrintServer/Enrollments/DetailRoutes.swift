internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import VoicePrint
internal import VoicePrintStore

/// What VoicePrint knows of an enrollment beyond the cloud's five fields, and the removal of single samples.
struct DetailRoutes: RouteTopic {
  let name = "Enrollment detail"

  let service: VoiceService
  let options: ServerOptions

  var routes: [Route] {
    [
      .account(.get, Self.path, Self.show, respond: show),
      .account(.delete, Self.path + "/samples/{digest}", Self.remove, respond: remove),
    ]
  }

  private func show(_ request: Request, _ context: ServerContext, _ caller: Caller) async throws -> Response {
    let speaker = try context.speaker
    let (record, samples) = try await service.reading(by: context.deadline(options.limits)) { store in
      (
        try store.record(of: speaker, account: caller.account),
        try store.samples(of: speaker, account: caller.account)
      )
    }
    return try await answer(record, samples, context)
  }

  private func remove(_ request: Request, _ context: ServerContext, _ caller: Caller) async throws -> Response
  {
    let speaker = try context.speaker
    guard let digest = ContentDigest(hexadecimal: context.parameters.get("digest") ?? "") else {
      throw ServerError.invalidParameter(
        "digest", reason: "a sample is named by the 64 hexadecimal digits of its digest")
    }
    let model = service.model
    let (record, samples) = try await service.writing(
      by: context.deadline(options.limits), for: caller
    ) { store in
      let calibration = try store.calibration(account: caller.account)
      let change = try store.removeSample(
        digest, of: speaker, account: caller.account, model: model.reference,
        summarize: { try model.summary(of: $0) })
      try store.renew(calibration, account: caller.account, model: model)
      return (change.record, try store.samples(of: speaker, account: caller.account))
    }
    return try await answer(record, samples, context)
  }

  private func answer(
    _ record: EnrollmentRecord, _ samples: [SampleRecord], _ context: ServerContext
  ) async throws -> Response {
    let model = service.model
    let assessment = try await service.analyzing(by: context.deadline(options.limits)) {
      _ -> EnrollmentAssessment? in
      // Of an enrollment made with another model all is told but what that model would say.
      guard record.model == model.reference else { return nil }
      return try model.assessment(
        of: Enrollment(speaker: record.speaker, model: model.identity, samples: samples.map(\.sample)))
    }
    return try Response(json: EnrollmentDetail(record, samples, assessment))
  }
}

/// Everything about an enrollment but the voice itself.
struct EnrollmentDetail: Encodable {
  struct Reason: Encodable {
    let code: String
    let message: String
  }

  struct Sample: Encodable {
    let digest: String
    let addedAt: String
    let audioDuration: Double
    let speechDuration: Double
    let signalToNoiseRatio: Double
    let speechLevel: Double
    let bandwidth: Double
    let clippedFraction: Double
    let sourceSampleRate: Int
    /// Nil for a single sample, and where the model is another one.
    let agreement: Double?
    let canMove: Bool
  }

  let speakerId: String
  let enrollmentQuality: EnrollmentQuality
  let enrollmentComplete: Bool
  let totalSpeechDuration: Double
  let totalEnrollDuration: Double
  let createdAt: String
  let updatedAt: String
  let model: String
  let predictedFalseRejectRate: Double?
  let effectiveSpeechDuration: Double?
  let reasons: [Reason]
  let samples: [Sample]

  init(_ record: EnrollmentRecord, _ samples: [SampleRecord], _ assessment: EnrollmentAssessment?) {
    let status = record.summary.status
    speakerId = status.speakerId
    enrollmentQuality = status.enrollmentQuality
    enrollmentComplete = status.enrollmentComplete
    totalSpeechDuration = status.totalSpeechDuration
    totalEnrollDuration = status.totalEnrollDuration
    createdAt = Self.text(record.createdAt)
    updatedAt = Self.text(record.updatedAt)
    model = record.model.identity.description
    predictedFalseRejectRate = assessment?.grade.predictedFalseRejectRate
    effectiveSpeechDuration = assessment?.grade.effectiveSpeech
    reasons = assessment?.grade.reasons.map { Reason(code: $0.code, message: $0.description) } ?? []
    self.samples = samples.map { record in
      let (sample, measured) = (record.sample, record.sample.measurements)
      return Sample(
        digest: sample.digest.description, addedAt: Self.text(record.addedAt),
        audioDuration: sample.audioDuration, speechDuration: sample.speechDuration,
        signalToNoiseRatio: measured.signalToNoiseRatio, speechLevel: measured.speechLevel,
        bandwidth: measured.bandwidth, clippedFraction: measured.clippedFraction,
        sourceSampleRate: measured.sourceSampleRate,
        agreement: assessment?.agreements.first { $0.digest == sample.digest }?.logLikelihoodRatio,
        canMove: record.keepsFirstOrderStatistics)
    }
  }

  private static func text(_ date: Date) -> String {
    date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }
}
