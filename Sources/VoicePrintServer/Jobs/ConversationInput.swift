internal import VoicePrintJobs
internal import VoicePrintStore

/// The body of a request to identify or to diarize; fields it does not know are passed over.
struct ConversationInput: Decodable, Sendable {
  let encoding: RequestFields.Encoding
  let content: RequestFields.Audio?
  let contentUri: String?
  let languageCode: String?
  let speakerIds: [RequestFields.Text]?
  let enrollmentIds: [RequestFields.Text]?
  let audioType: String?
  let source: String?
  let speakerCount: RequestFields.Count?
  let enableVoiceActivityDetection: RequestFields.Truth?
  let separateSpeakerPerChannel: RequestFields.Truth?

  /// What is asked.
  ///
  /// - Throws: ``ServerError/invalidParameter(_:reason:)``.
  func request(_ kind: JobKind) throws(ServerError) -> JobRequest {
    JobRequest(
      kind: kind, audio: try audio, speakers: try speakers(isNeeded: kind == .identify),
      hints: ConversationHints(
        speakerCount: speakerCount?.number, audioType: audioType, source: source,
        enableVoiceActivityDetection: enableVoiceActivityDetection?.isTrue ?? false,
        separateSpeakerPerChannel: separateSpeakerPerChannel?.isTrue ?? false))
  }

  private var audio: JobRequest.Audio {
    get throws(ServerError) {
      switch (content, contentUri) {
      case (.some(let content), nil): return .content(content.bytes)
      case (nil, .some(let uri)): return .uri(uri)
      case (nil, nil):
        throw .invalidParameter(
          "contentUri",
          reason: "‘contentUri’ is missing: it says where the recording is; or send it as ‘content’")
      case (.some, .some):
        throw .invalidParameter(
          "contentUri", reason: "‘contentUri’ and ‘content’ are both there: send one of them")
      }
    }
  }

  /// The ids to look for, under either of their names.
  private func speakers(isNeeded: Bool) throws(ServerError) -> [String] {
    if let speakerIds, let enrollmentIds, speakerIds != enrollmentIds {
      throw .invalidParameter(
        "speakerIds", reason: "‘speakerIds’ and ‘enrollmentIds’ are two names of one list, and these differ")
    }
    let ids = (speakerIds ?? enrollmentIds ?? []).map(\.text)
    guard !ids.isEmpty || !isNeeded else {
      throw .invalidParameter(
        "speakerIds", reason: "‘speakerIds’ is missing or empty: it names whom to look for")
    }
    return ids
  }
}

extension RequestFields {
  /// A truth value, or a word or number that stands for one.
  struct Truth: Decodable, Sendable {
    let isTrue: Bool

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let value = try? container.decode(Bool.self) {
        isTrue = value
      } else if let number = try? container.decode(Int.self), number == 0 || number == 1 {
        isTrue = number == 1
      } else {
        switch try container.decode(String.self).lowercased() {
        case "true", "1": isTrue = true
        case "false", "0", "": isTrue = false
        default:
          throw DecodingError.dataCorruptedError(in: container, debugDescription: "it is true or false")
        }
      }
    }
  }

  /// A whole number, or a text that is one.
  struct Count: Decodable, Sendable {
    /// The numbers that are read.
    static let numbers = Int(Int32.min)...Int(Int32.max)

    let number: Int

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      var number = try? container.decode(Int.self)
      if number == nil { number = Int(try container.decode(String.self)) }
      guard let number, Self.numbers.contains(number) else {
        throw DecodingError.dataCorruptedError(in: container, debugDescription: "it is a whole number")
      }
      self.number = number
    }
  }
}
