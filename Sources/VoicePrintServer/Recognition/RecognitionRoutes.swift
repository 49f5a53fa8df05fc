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
          speaker, ratio, at: point, PlaceKnowledge(of: place, for: service.model, at: point),
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
        let top = try input.shown
        let named = try input.speakerIds?.map { try SpeakerID($0.text) }
        // Before the recording is decoded, which is needless where somebody is not enrolled.
        let requested = try named.map { try service.requested($0, account: caller.account) }
        let sample = try extractor.sample(of: decoder.recording(from: input.content.bytes))
        let tested = try service.model.signature(of: sample)
        var ranking =
          if let requested {
            PagedRanking(of: tested, among: requested, by: service.model, keeping: top)
          } else {
            try service.ranking(
              of: tested, keeping: top, account: caller.account,
              includePartial: input.partial ?? RecognitionInput.standard.partial)
          }
        return IdentificationAnswer(
          ranking.candidates, at: point, PlaceKnowledge(of: ranking.place, for: service.model, at: point),
          speechDuration: sample.speechDuration)
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
  /// The signatures of speakers who are asked for, each once, and the place that they are enrolled at, of one moment.
  ///
  /// - Throws: ``IdentificationError`` where one of them is not enrolled, ``StoreError``.
  package func requested(
    _ speakers: [SpeakerID], account: AccountID
  ) throws -> (enrolled: [(SpeakerID, VoiceSignature)], place: Place) {
    guard !speakers.isEmpty else { return ([], .unknown) }
    var seen: Set<SpeakerID> = []
    let (records, place) = try store.requested(
      speakers.filter { seen.insert($0).inserted }, account: account, includePartial: true, for: model)
    return (try records.map { ($0.speaker, try $0.signature(for: model)) }, place)
  }

  /// Ranks all enrolled speakers of an account, with a page of signatures in memory; those of another model are left out.
  ///
  /// - Parameters:
  ///   - test: the recording's signature.
  ///   - count: how many of the best are kept; nil for all.
  ///   - account: whose speakers.
  ///   - includePartial: whether enrollments that are not complete are among them.
  /// - Returns: the ranking.
  /// - Throws: ``StoreError``.
  package func ranking(
    of test: VoiceSignature, keeping count: Int?, account: AccountID, includePartial: Bool
  ) throws -> PagedRanking {
    var ranking = PagedRanking(of: test, by: model, at: .unknown, keeping: count)
    try store.visitIdentification(account: account, includePartial: includePartial, for: model) {
      ranking = PagedRanking(of: test, by: model, at: $0, keeping: count)
    } visit: {
      ranking.add($0, $1)
    }
    return ranking
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
