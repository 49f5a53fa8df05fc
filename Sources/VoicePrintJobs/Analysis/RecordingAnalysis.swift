internal import Foundation
package import VoicePrint
package import VoicePrintStore

/// From a recording's bytes to the answer about it: look up the speakers, decode, hear, and put it into the cloud's
/// words. It blocks its thread; memory beside the bytes grows by some 30 MB for an hour of audio.
package struct RecordingAnalysis: Sendable {
  private let store: EnrollmentStore
  private let model: VoiceModel
  private let analyzer: any ConversationAnalyzer
  private let maximumDurationSeconds: Double

  /// An analysis.
  ///
  /// - Parameters:
  ///   - store: has the speakers.
  ///   - model: made their signatures.
  ///   - analyzer: hears.
  ///   - maximumDurationSeconds: the longest recording, in seconds.
  package init(
    store: EnrollmentStore, model: VoiceModel, analyzer: any ConversationAnalyzer,
    maximumDurationSeconds: Double
  ) {
    (self.store, self.model, self.analyzer) = (store, model, analyzer)
    self.maximumDurationSeconds = maximumDurationSeconds
  }

  /// The result of a request.
  ///
  /// - Parameters:
  ///   - request: what is asked.
  ///   - bytes: the recording.
  ///   - account: whose speakers are looked for.
  /// - Returns: who speaks when.
  /// - Throws: ``JobFailure``, ``StoreError`` where the store failed, `CancellationError`.
  package func result(
    of request: JobRequest, audio bytes: consuming [UInt8], account: AccountID
  ) throws -> JobResult {
    // First what is quick: an id that is gone makes the decoding needless.
    let (speakers, place) = try signatures(of: request.speakers, account: account)
    let segments: [ConversationSegment]
    do {
      var reader = try decoder(request, byteCount: bytes.count).reader(from: bytes)
      segments = try analyzer.segments(of: &reader, lookingFor: speakers, at: place, hints: request.hints)
    } catch let error as CancellationError {
      throw error
    } catch let error as AudioError {
      throw JobFailure.invalid(request.audio.parameterName, "\(error)")
    } catch {
      throw JobFailure.internal("the recording cannot be analysed: \(error)")
    }
    return switch request.kind {
    case .identify: Self.identification(segments)
    case .diarize: Self.diarization(segments)
    }
  }

  /// The signatures of enrolled speakers, each of whom must be enrolled completely.
  ///
  /// - Parameters:
  ///   - ids: as a client sent them; an id that comes twice counts once.
  ///   - account: their owner.
  /// - Returns: a signature for each, and the place that they are enrolled at.
  /// - Throws: ``JobFailure`` that names those who cannot be looked for; ``StoreError`` where the store failed.
  package func signatures(
    of ids: [String], account: AccountID
  ) throws -> (speakers: [(speaker: SpeakerID, signature: VoiceSignature)], place: Place) {
    guard !ids.isEmpty else { return ([], .unknown) }
    let (records, place): ([EnrollmentRecord], Place)
    do {
      var seen: Set<String> = []
      let speakers = try ids.filter { seen.insert($0).inserted }.map { try SpeakerID($0) }
      (records, place) = try store.requested(speakers, account: account, for: model)
    } catch let error as StoreError {
      throw error
    } catch {
      throw JobFailure.invalid("speakerIds", "\(error)")
    }
    let signatures = try records.map { record in
      guard record.model.identity == model.identity,
        let signature = VoiceSignature(bytes: record.summary.signature), signature.model == model.identity,
        signature.views.count == model.views.count
      else {
        throw JobFailure.invalid(
          "speakerIds",
          "‘\(record.speaker)’ was enrolled with another model than this server's: move the store with ‘voiceprint "
            + "store upgrade’")
      }
      return (speaker: record.speaker, signature: signature)
    }
    return (signatures, place)
  }

  private func decoder(_ request: JobRequest, byteCount: Int) -> AudioDecoder {
    var options = AudioDecoder.Options.conversation(
      separatesChannels: request.hints.separateSpeakerPerChannel)
    options.maximumDurationSeconds = maximumDurationSeconds
    options.maximumBytes = byteCount
    return AudioDecoder(options: options)
  }

  /// Segments in the cloud's words: who of the enrolled speaks when.
  package static func identification(_ segments: [ConversationSegment]) -> JobResult {
    JobResult(
      utterances: segments.map { segment in
        let name =
          if case .enrolled(let speaker) = segment.voice { speaker.text } else { Utterance.notIdentified }
        return Utterance(
          start: segment.start, end: segment.end, speakerId: name, confidence: segment.confidence)
      })
  }

  /// Other voices are numbered in the order in which they are first heard.
  private static func diarization(_ segments: [ConversationSegment]) -> JobResult {
    var numbers: [Int: Int] = [:]
    let utterances = segments.map { segment in
      let name: String
      switch segment.voice {
      case .enrolled(let speaker): name = speaker.text
      case .other(let voice):
        let number = numbers[voice] ?? numbers.count
        numbers[voice] = number
        name = "\(number)"
      }
      return Utterance(
        start: segment.start, end: segment.end, speakerId: name, confidence: segment.confidence)
    }
    return JobResult(speakerCount: Set(segments.map(\.voice)).count, utterances: utterances)
  }
}
