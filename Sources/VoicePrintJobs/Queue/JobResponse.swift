internal import Foundation
internal import VoicePrint
internal import VoicePrintStore

/// A stretch of a conversation and who speaks in it, in the cloud's schema (`DiarizeSegment`).
package struct Utterance: Equatable, Codable, Sendable {
  /// Where it begins, in seconds.
  package var start: Double
  /// Where it ends, in seconds.
  package var end: Double
  /// An enrolled speaker's id; `UserNotIdentified` or, in a diarization, `0`, `1`, … for others.
  package var speakerId: String
  /// How sure that is, 0…1.
  package var confidence: Double?

  /// What stands for a voice that none of the enrolled has.
  package static let notIdentified = ConversationIdentifier.nobody

  /// An utterance; times are rounded to hundredths of a second, the confidence to ten-thousandths.
  package init(start: Double, end: Double, speakerId: String, confidence: Double?) {
    self.start = (start * 100).rounded() / 100
    self.end = (end * 100).rounded() / 100
    self.speakerId = speakerId
    self.confidence = confidence.map { ($0 * 10_000).rounded() / 10_000 }
  }
}

/// What a job found out, in the cloud's schema (`SpeakerIdentificationObject`, `DiarizedObject`).
package struct JobResult: Equatable, Codable, Sendable {
  /// How many people speak; only of a diarization.
  package var speakerCount: Int?
  /// Who speaks when, in order of time, without overlap.
  package var utterances: [Utterance]

  /// A result from its parts.
  package init(speakerCount: Int? = nil, utterances: [Utterance]) {
    self.speakerCount = speakerCount
    self.utterances = utterances
  }
}

/// What a job ended with.
package enum JobResponse: Equatable, Codable, Sendable {
  /// A result.
  case result(JobResult)
  /// Why there is none.
  case errors([JobFailure])

  private enum CodingKeys: String, CodingKey { case errors }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let errors = try container.decodeIfPresent([JobFailure].self, forKey: .errors) {
      self = .errors(errors)
    } else {
      self = .result(try JobResult(from: decoder))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    switch self {
    case .result(let result): try result.encode(to: encoder)
    case .errors(let errors):
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(errors, forKey: .errors)
    }
  }

  /// How the job stands with it.
  var state: JobState {
    switch self {
    case .result: .succeeded
    case .errors: .failed
    }
  }

  /// The response as bytes to be sealed.
  var bytes: [UInt8] {
    // Numbers of a result are finite: a window's bounds and a probability.
    (try? JSONEncoder().encode(self)).map { Array($0) } ?? Array(#"{"errors":[]}"#.utf8)
  }

  init(bytes: [UInt8]) throws { self = try JSONDecoder().decode(JobResponse.self, from: Data(bytes)) }
}
