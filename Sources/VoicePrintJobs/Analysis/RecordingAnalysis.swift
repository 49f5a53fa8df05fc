internal import Foundation
package import VoicePrint
package import VoicePrintStore

/// From a recording's bytes to the answer about it: decode, look up the speakers, hear, and put it into the cloud's
/// words. It blocks its thread.
package struct RecordingAnalysis: Sendable {
  private let store: EnrollmentStore
  private let model: VoiceModel
  private let analyzer: any ConversationAnalyzer
  private let maximumDurationSeconds: Double
  private let maximumChannelSeconds: Double

  /// An analysis.
  ///
  /// - Parameters:
  ///   - store: has the speakers.
  ///   - model: made their signatures.
  ///   - analyzer: hears.
  ///   - maximumDurationSeconds: the longest recording, in seconds.
  ///   - maximumChannelSeconds: the most audio in separate channels together, in seconds.
  package init(
    store: EnrollmentStore, model: VoiceModel, analyzer: any ConversationAnalyzer,
    maximumDurationSeconds: Double, maximumChannelSeconds: Double
  ) {
    (self.store, self.model, self.analyzer) = (store, model, analyzer)
    self.maximumDurationSeconds = maximumDurationSeconds
    self.maximumChannelSeconds = maximumChannelSeconds
  }

  /// The result of a request.
  ///
  /// - Parameters:
  ///   - request: what is asked.
  ///   - bytes: the recording.
  ///   - account: whose speakers are looked for.
  /// - Throws: ``JobFailure``, ``StoreError`` where the store failed, `CancellationError`.
  package func result(
    of request: JobRequest, audio bytes: consuming [UInt8], account: AccountID
  ) throws -> JobResult {
    // First what is quick: an id that is gone makes the decoding needless.
    let speakers = try signatures(of: request.speakers, account: account)
    let recording = try recording(from: bytes, request)
    try Task.checkCancellation()
    let segments: [ConversationSegment]
    do {
      segments = try analyzer.segments(of: recording, lookingFor: speakers, hints: request.hints)
    } catch let error as CancellationError {
      throw error
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
  /// - Throws: ``JobFailure`` that names the first id which cannot be looked for; ``StoreError`` where the store
  ///   failed.
  package func signatures(
    of ids: [String], account: AccountID
  ) throws -> [(SpeakerID, VoiceSignature)] {
    var seen: Set<String> = []
    return try ids.filter { seen.insert($0).inserted }.map { id in
      let record: EnrollmentRecord
      do {
        record = try store.record(of: try SpeakerID(id), account: account)
      } catch let error as EnrollmentError {
        throw JobFailure.invalid("speakerIds", "\(error)")
      } catch StoreError.notEnrolled(let speaker, let date) {
        throw JobFailure.invalid("speakerIds", "\(StoreError.notEnrolled(speaker, deletedAt: date))")
      }
      guard record.summary.status.enrollmentComplete else {
        throw JobFailure.invalid(
          "speakerIds",
          "‘\(id)’ is not enrolled completely: \(record.summary.status.totalSpeechDuration) s of speech, "
            + "\(Enrollment.completeSpeechDuration) s are needed; add recordings with PATCH")
      }
      guard record.model.identity == model.identity,
        let signature = VoiceSignature(bytes: record.summary.signature),
        signature.model == model.identity, signature.views.count == model.views.count
      else {
        throw JobFailure.invalid(
          "speakerIds",
          "‘\(id)’ was enrolled with another model than this server's: move the store with ‘voiceprint store upgrade’"
        )
      }
      return (record.speaker, signature)
    }
  }

  private func recording(from bytes: consuming [UInt8], _ request: JobRequest) throws -> Recording {
    var options = AudioDecoder.Options()
    options.maximumDurationSeconds = maximumDurationSeconds
    options.maximumBytes = max(options.maximumBytes, bytes.count)
    if request.hints.separateSpeakerPerChannel {
      options.channelLayout = .separate
      options.maximumChannelSeconds = maximumChannelSeconds
    }
    do throws(AudioError) {
      return try AudioDecoder(options: options).recording(from: bytes)
    } catch {
      throw JobFailure.invalid(request.audio.parameterName, "\(error)")
    }
  }

  private static func identification(_ segments: [ConversationSegment]) -> JobResult {
    JobResult(
      utterances: segments.map { segment in
        let name =
          if case .enrolled(let speaker) = segment.voice { speaker.text } else { Utterance.notIdentified }
        return Utterance(
          start: segment.start, end: segment.end, speakerId: name, confidence: segment.confidence)
      })
  }

  /// Other voices are numbered in the order in which they are first heard; neighbouring segments of one voice
  /// become one utterance, with the confidence that each second has on average.
  private static func diarization(_ segments: [ConversationSegment]) -> JobResult {
    var numbers: [Int: Int] = [:]
    var names: Set<String> = []
    var utterances: [(utterance: ConversationSegment, name: String)] = []
    for segment in segments {
      let name: String
      switch segment.voice {
      case .enrolled(let speaker): name = speaker.text
      case .other(let number):
        let position = numbers[number] ?? numbers.count
        numbers[number] = position
        name = "\(position)"
      case .unclear: continue
      }
      names.insert(name)
      if let last = utterances.last, last.name == name, last.utterance.end == segment.start {
        utterances[utterances.count - 1].utterance = last.utterance.joined(segment)
      } else {
        utterances.append((segment, name))
      }
    }
    return JobResult(
      speakerCount: names.count,
      utterances: utterances.map { segment, name in
        Utterance(start: segment.start, end: segment.end, speakerId: name, confidence: segment.confidence)
      })
  }
}

extension ConversationSegment {
  /// This segment and the next as one.
  fileprivate func joined(_ next: ConversationSegment) -> ConversationSegment {
    var joined = self
    joined.end = next.end
    if let own = confidence, let other = next.confidence {
      joined.confidence =
        (own * (end - start) + other * (next.end - next.start))
        / max(next.end - start, .leastNonzeroMagnitude)
    }
    return joined
  }
}
