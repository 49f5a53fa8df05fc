internal import Foundation
internal import NIOCore
package import VoicePrint
package import VoicePrintStore

/// Takes recordings in: reads a body, decodes and analyses its audio off the threads of requests, and stores what is
/// kept of it.
struct EnrollmentDesk: Sendable {
  let service: VoiceService
  let limits: RequestLimits

  private var decoder: AudioDecoder {
    var options = AudioDecoder.Options()
    options.maximumBytes = limits.bodyBytes
    options.maximumDurationSeconds = limits.longestSampleSeconds + limits.sampleSlackSeconds
    options.externalDecoderTimeoutSeconds = 20
    return AudioDecoder(options: options)
  }

  /// Enrolls the speaker that a body names.
  func enroll(
    _ body: ByteBuffer, for caller: Caller, by deadline: ContinuousClock.Instant
  ) async throws -> EnrollmentRecord {
    let (model, account) = (service.model, caller.account)
    let (speaker, idName, draft) = try await service.analyzing(by: deadline) {
      extractor -> (SpeakerID, SpeakerIDName, EnrollmentDraft) in
      let input = try JSONDecoder().decode(EnrollmentInput.self, from: Data(body.readableBytesView))
      guard let speaker = try input.speaker else {
        throw ServerError.invalidParameter("speakerId", reason: "‘speakerId’ is missing")
      }
      // A conflict is said before anything is decoded.
      if try service.store.isEnrolled(speaker, account: account) { throw StoreError.alreadyEnrolled(speaker) }
      let sample = try analyzed(input.content.bytes, with: &extractor)
      let enrollment = Enrollment(speaker: speaker, model: model.identity)
      return (speaker, input.idName, try EnrollmentDraft(adding: sample, to: enrollment, model: model))
    }
    return try await service.writing(by: deadline, for: caller) { store in
      try store.enroll(
        speaker, samples: [draft.sample], idName: idName, account: account, model: model.reference,
        summarize: draft.summary(of:)
      ).record
    }
  }

  /// Adds the recording of a body to a speaker's enrollment.
  func update(
    _ speaker: SpeakerID, _ body: ByteBuffer, for caller: Caller, by deadline: ContinuousClock.Instant
  ) async throws -> EnrollmentRecord {
    let (model, account) = (service.model, caller.account)
    let sample = try await service.analyzing(by: deadline) { extractor -> EnrollmentSample in
      let input = try JSONDecoder().decode(EnrollmentInput.self, from: Data(body.readableBytesView))
      if let named = try input.speaker, named != speaker {
        throw ServerError.invalidParameter(
          "speakerId",
          reason: "the path names ‘\(speaker)’ and the body ‘\(named)’: leave it out of the body")
      }
      let record = try service.store.record(of: speaker, account: account)
      guard record.model == model.reference else {
        throw StoreError.wrongModel(speaker, expected: model.identity, found: record.model.identity)
      }
      return try analyzed(input.content.bytes, with: &extractor)
    }
    let key = SpeakerKey(account: account.text, speaker: speaker.text)
    return try await service.turns.taking(key, until: deadline) {
      let draft = try await service.analyzing(by: deadline, goesAhead: true) { _ in
        try EnrollmentDraft(
          adding: sample, to: service.store.enrollment(of: speaker, account: account), model: model)
      }
      return try await service.writing(by: deadline, for: caller) { store in
        try store.update(
          speaker, adding: [sample], account: account, model: model.reference, summarize: draft.summary(of:)
        ).record
      }
    }
  }

  /// What an enrollment keeps of a recording of the right length.
  private func analyzed(_ bytes: [UInt8], with extractor: inout SignatureExtractor) throws -> EnrollmentSample
  {
    let recording: Recording
    do throws(AudioError) {
      recording = try decoder.recording(from: bytes)
    } catch .tooLong {
      throw ServerError.invalidParameter(
        "content",
        reason:
          "the recording lasts longer than \(tenths(limits.longestSampleSeconds)) s: send a piece of it of at most "
          + "\(tenths(limits.longestSampleSeconds)) s, and others with PATCH")
    }
    guard recording.source.duration >= limits.shortestSampleSeconds else {
      throw ServerError.invalidParameter(
        "content",
        reason: "the recording lasts \(tenths(recording.source.duration)) s, at least "
          + "\(tenths(limits.shortestSampleSeconds)) s are needed: record a longer sample")
    }
    return try extractor.sample(of: recording)
  }
}

extension EnrollmentStore {
  /// Whether a speaker is enrolled in an account.
  func isEnrolled(_ speaker: SpeakerID, account: AccountID) throws(StoreError) -> Bool {
    do {
      _ = try record(of: speaker, account: account)
      return true
    } catch .notEnrolled {
      return false
    }
  }
}

extension VoiceModel {
  /// How the store names the model.
  package var reference: ModelReference { ModelReference(identity: identity, statistics: statisticsIdentity) }

  /// What the store keeps beside the samples.
  func summary(of enrollment: Enrollment) throws -> EnrollmentSummary {
    let assessment = try assessment(of: enrollment)
    return EnrollmentSummary(status: assessment.status, signature: assessment.signature.bytes)
  }
}
