internal import Foundation
package import VoicePrintStore

/// What a client says of a conversation.
package struct ConversationHints: Equatable, Codable, Sendable {
  /// How many people speak; nil where that is not known.
  package var speakerCount: Int?
  /// What kind of conversation it is: `CallCenter`, `Meeting`, ….
  package var audioType: String?
  /// Where it was recorded: `Phone`, `Zoom`, ….
  package var source: String?
  /// Whether stretches without speech are left out.
  package var enableVoiceActivityDetection: Bool
  /// Whether each channel holds one speaker.
  package var separateSpeakerPerChannel: Bool

  /// Hints; a speaker count below 1 means that it is not known.
  package init(
    speakerCount: Int? = nil, audioType: String? = nil, source: String? = nil,
    enableVoiceActivityDetection: Bool = false, separateSpeakerPerChannel: Bool = false
  ) {
    self.speakerCount = speakerCount.flatMap { $0 > 0 ? $0 : nil }
    self.audioType = audioType
    self.source = source
    self.enableVoiceActivityDetection = enableVoiceActivityDetection
    self.separateSpeakerPerChannel = separateSpeakerPerChannel
  }
}

/// What is asked: a recording, whom to look for, and what is known of it.
package struct JobRequest: Equatable, Sendable {
  /// Where the recording is.
  package enum Audio: Equatable, Sendable {
    /// The bytes of a file, as the client sent them.
    case content([UInt8])
    /// A place to fetch the file from.
    case uri(String)

    /// The parameter that said so.
    package var parameterName: String {
      switch self {
      case .content: "content"
      case .uri: "contentUri"
      }
    }
  }

  /// What is to be found out.
  package var kind: JobKind
  /// The recording.
  package var audio: Audio
  /// The ids of the enrolled speakers to look for.
  package var speakers: [String]
  /// What is known of the conversation.
  package var hints: ConversationHints

  /// A request from its parts.
  package init(
    kind: JobKind, audio: Audio, speakers: [String] = [], hints: ConversationHints = ConversationHints()
  ) {
    self.kind = kind
    self.audio = audio
    self.speakers = speakers
    self.hints = hints
  }
}

extension JobRequest {
  /// What is written before the audio.
  private struct Header: Codable {
    var contentUri: String?
    var speakers: [String]
    var hints: ConversationHints
  }

  /// The request as bytes to be sealed: the length of the header in four bytes, little-endian, the header, the audio.
  var bytes: [UInt8] {
    get throws {
      var (header, content) = (Header(contentUri: nil, speakers: speakers, hints: hints), [UInt8]())
      switch audio {
      case .content(let bytes): content = bytes
      case .uri(let uri): header.contentUri = uri
      }
      let text = try JSONEncoder().encode(header)
      var bytes = [UInt8]()
      bytes.reserveCapacity(4 + text.count + content.count)
      for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: text.count >> shift)) }
      return bytes + text + content
    }
  }

  /// Reads what ``bytes`` gave.
  init(kind: JobKind, bytes: [UInt8]) throws {
    let count = bytes.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    guard bytes.count >= 4 + count else { throw JobFailure.internal("the job's request cannot be read") }
    let header = try JSONDecoder().decode(Header.self, from: Data(bytes[4..<4 + count]))
    self.init(
      kind: kind, audio: header.contentUri.map { .uri($0) } ?? .content(Array(bytes[(4 + count)...])),
      speakers: header.speakers, hints: header.hints)
  }
}

/// Whom to tell when a job is finished.
struct JobCallback: Codable, Equatable, Sendable {
  /// Where to POST, exactly.
  var url: String
  /// The id of the request that was accepted.
  var requestID: String

  var bytes: [UInt8] {
    get throws { try Array(JSONEncoder().encode(self)) }
  }

  init(url: String, requestID: String) {
    self.url = url
    self.requestID = requestID
  }

  init(bytes: [UInt8]) throws { self = try JSONDecoder().decode(JobCallback.self, from: Data(bytes)) }
}
