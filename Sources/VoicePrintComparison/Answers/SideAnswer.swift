package import VoicePrint

/// What a side answered to one question.
package struct SideAnswer: Equatable, Sendable {
  /// The status of HTTP; a side in this process gives the one that a server would.
  package let status: Int
  /// From the beginning of the request to the end of the answer, without pauses before it and attempts that failed; nil
  /// where the answer had to be looked up later.
  package let milliseconds: Double?
  /// The body.
  package let response: JSONValue
  /// How often it was asked.
  package let attempts: Int

  package init(status: Int, milliseconds: Double?, response: JSONValue, attempts: Int = 1) {
    self.status = status
    self.milliseconds = milliseconds
    self.response = response
    self.attempts = attempts
  }

  /// Whether the side did what it was asked.
  package var succeeded: Bool { failure == nil }

  /// Why it did not; nil where it did.
  package var failure: String? {
    if !(200..<300).contains(status) {
      return Self.message(in: response) ?? "status \(status)"
    }
    // A job that failed is told with status 200.
    if response["status"]?.text == "Fail" {
      return response["response"].flatMap(Self.message) ?? "the job failed"
    }
    return nil
  }

  /// The words of an error in any of the shapes that the interface has for them.
  private static func message(in body: JSONValue) -> String? {
    if let text = body["message"]?.text ?? body["error_description"]?.text ?? body["description"]?.text {
      return text
    }
    if let first = body["errors"]?.list?.first { return first["message"]?.text ?? first["errorCode"]?.text }
    if case .text(let text) = body { return String(text.prefix(200)) }
    return nil
  }
}

/// The five fields of an answer about an enrollment.
package struct EnrollmentFields: Equatable, Sendable {
  /// The id, under either of its names.
  package let speaker: String?
  /// The grade.
  package let quality: EnrollmentQuality
  /// Whether there is enough speech.
  package let isComplete: Bool
  /// Speech over all samples, in seconds.
  package let speechDuration: Double
  /// Length of all samples, in seconds.
  package let enrollDuration: Double

  /// Reads them; nil where one is missing or is not what it must be.
  package init?(_ response: JSONValue) {
    guard let quality = response["enrollmentQuality"]?.text.flatMap(EnrollmentQuality.init(rawValue:)),
      let isComplete = response["enrollmentComplete"]?.bool,
      let speech = response["totalSpeechDuration"]?.double,
      let enroll = response["totalEnrollDuration"]?.double
    else { return nil }
    speaker = (response["speakerId"] ?? response["enrollmentId"])?.text
    (self.quality, self.isComplete) = (quality, isComplete)
    (speechDuration, enrollDuration) = (speech, enroll)
  }
}

/// Who speaks when, as an answer says it.
package struct HeardTurn: Equatable, Sendable {
  /// Where it begins and ends, in seconds.
  package let start: Double
  package let end: Double
  /// An enrolled speaker, or what stands for somebody else.
  package let speaker: String

  package init(start: Double, end: Double, speaker: String) {
    (self.start, self.end, self.speaker) = (start, end, speaker)
  }

  /// Reads the turns of an answer, which stand in it or in the job's status around it; nil where there are none, or one
  /// is not what it must be.
  package static func turns(in response: JSONValue) -> [HeardTurn]? {
    guard let list = (response["utterances"] ?? response["response"]?["utterances"])?.list else { return nil }
    let turns = list.compactMap { entry -> HeardTurn? in
      guard let start = entry["start"]?.double, let end = entry["end"]?.double,
        let speaker = (entry["speakerId"] ?? entry["enrollmentId"])?.text
      else { return nil }
      return HeardTurn(start: start, end: end, speaker: speaker)
    }
    return turns.count == list.count ? turns : nil
  }
}
