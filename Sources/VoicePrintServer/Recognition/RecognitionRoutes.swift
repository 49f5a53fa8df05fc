internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
package import VoicePrint
package import VoicePrintStore

/// Is it this speaker, and which of the enrolled is it: answers with their evidence.
struct RecognitionRoutes: RouteTopic {
  let name = "Recognition"

  let service: VoiceService
  let reader: BodyReader
  let options: ServerOptions

  /// What stands for a voice that nobody enrolled has, in the cloud's words.
  static let nobody = "UserNotIdentified"

  var routes: [Route] {
    [
      .account(.post, "/voiceprint/v1/verify", Self.verify, respond: verify),
      .account(.post, "/voiceprint/v1/identify", Self.identify, respond: identify),
    ]
  }

  private func verify(_ request: Request, _ context: ServerContext, _ caller: Caller) async throws -> Response
  {
    let deadline = context.deadline(options.limits)
    let (service, decoder) = (service, decoder)
    let answer = try await reader.withBody(of: request, deadline: deadline) { body in
      try await service.analyzing(by: deadline) { extractor -> VerificationAnswer in
        let input = try JSONDecoder().decode(RecognitionInput.self, from: Data(body.readableBytesView))
        guard let speaker = try input.speakerId.map({ try SpeakerID($0.text) }) else {
          throw ServerError.invalidParameter("speakerId", reason: "‘speakerId’ is missing: who it should be")
        }
        let point = try input.point
        let (record, place) = try service.store.verification(
          of: speaker, account: caller.account, for: service.model)
        let enrolled = try record.signature(for: service.model)
        let sample = try extractor.sample(of: decoder.recording(from: input.content.bytes))
        let ratio = SignatureScorer(model: service.model, place: place).logLikelihoodRatio(
          try service.model.signature(of: sample), against: enrolled, of: [speaker.text])
        return VerificationAnswer(
          speakerId: speaker.text, accepted: ratio >= point.threshold, logLikelihoodRatio: ratio,
          threshold: point.threshold, posterior: point.posterior(logLikelihoodRatio: ratio),
          speechDuration: sample.speechDuration,
          enrollmentComplete: record.summary.status.enrollmentComplete)
      }
    }
    return try Response(json: answer)
  }

  private func identify(_ request: Request, _ context: ServerContext, _ caller: Caller) async throws
    -> Response
  {
    let deadline = context.deadline(options.limits)
    let (service, decoder) = (service, decoder)
    let answer = try await reader.withBody(of: request, deadline: deadline) { body in
      try await service.analyzing(by: deadline) { extractor -> IdentificationAnswer in
        let input = try JSONDecoder().decode(RecognitionInput.self, from: Data(body.readableBytesView))
        let point = try input.point
        let (enrolled, place) = try service.signatures(
          of: try input.speakerIds.map { try $0.map { try SpeakerID($0.text) } }, account: caller.account,
          includePartial: input.partial ?? false)
        let sample = try extractor.sample(of: decoder.recording(from: input.content.bytes))
        let ranking = SpeakerRanking(
          of: try service.model.signature(of: sample), among: enrolled,
          scorer: SignatureScorer(model: service.model, place: place))
        return IdentificationAnswer(
          ranking, at: point, top: try input.shown, speechDuration: sample.speechDuration)
      }
    }
    return try Response(json: answer)
  }

  private var decoder: AudioDecoder {
    var decoding = AudioDecoder.Options()
    decoding.maximumBytes = options.limits.bodyBytes
    decoding.maximumDurationSeconds = options.limits.longestTestSeconds
    decoding.externalDecoderTimeoutSeconds = 20
    return AudioDecoder(options: decoding)
  }
}

extension VoiceService {
  /// The enrolled speakers whom a recording may be compared with.
  ///
  /// - Parameters:
  ///   - speakers: whom to compare with; all where nil.
  ///   - account: whose speakers.
  ///   - includePartial: whether enrollments that are not complete are among all.
  /// - Returns: speakers with their signatures, and the place that they are enrolled at, of one moment; of all, those of another model
  ///   are left out.
  /// - Throws: ``StoreError`` where one who is asked for is not enrolled.
  package func signatures(
    of speakers: [SpeakerID]?, account: AccountID, includePartial: Bool
  ) throws -> (enrolled: [(SpeakerID, VoiceSignature)], place: Place) {
    if let speakers {
      return (
        try speakers.map { ($0, try store.record(of: $0, account: account).signature(for: model)) },
        try store.place(account: account, for: model)
      )
    }
    let found = try store.identification(account: account, includePartial: includePartial, for: model)
    return (found.signatures.map { ($0.speaker, $0.signature) }, found.place)
  }
}

extension EnrollmentRecord {
  /// The stored signature, to be compared by this model.
  ///
  /// - Throws: ``StoreError/wrongModel(_:expected:found:)``, ``StoreError/altered(_:)``.
  package func signature(for model: VoiceModel) throws(StoreError) -> VoiceSignature {
    guard self.model == model.reference else {
      throw .wrongModel(speaker, expected: model.identity, found: self.model.identity)
    }
    guard let signature = VoiceSignature(bytes: summary.signature), signature.views.count == model.views.count
    else { throw .altered("the signature of ‘\(speaker)’ cannot be read") }
    return signature
  }
}
