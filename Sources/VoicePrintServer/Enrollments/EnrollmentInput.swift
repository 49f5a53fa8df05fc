internal import VoicePrint
internal import VoicePrintStore

/// The body of a request to enroll or to update; fields it does not know are passed over.
struct EnrollmentInput: Decodable, Sendable {
  let speakerId: RequestFields.Text?
  let enrollmentId: RequestFields.Text?
  let encoding: RequestFields.Encoding
  let content: RequestFields.Audio

  /// Who it is about, where it says so.
  var speaker: SpeakerID? {
    get throws { try RequestFields.identifier(speakerId: speakerId, enrollmentId: enrollmentId) }
  }

  /// The name under which the id came.
  var idName: SpeakerIDName { speakerId == nil && enrollmentId != nil ? .enrollmentId : .speakerId }
}
