package import VoicePrint

/// One of the two that are compared, as far as it can be asked.
package protocol ComparisonSide: Sendable {
  /// What reports call it.
  var name: String { get }

  /// Sees to it that questions can be asked, before the first one.
  ///
  /// - Parameter new: the speakers of whom nothing was asked so far.
  /// - Throws: ``ComparisonError``.
  func prepare(new: [SpeakerID]) async throws

  /// Takes in a recording of a speaker.
  ///
  /// - Parameters:
  ///   - step: the recording.
  ///   - standing: how the side stands to the speaker so far.
  ///   - journal: what is known of the question from an earlier run, and takes what should be known by a later one.
  /// - Returns: the side's answer, also where it refuses.
  /// - Throws: what keeps the side from answering.
  func enroll(_ step: WorkStep, standing: Standing, journal: StepJournal) async throws -> SideAnswer

  /// Says who of some speakers speaks when in a conversation.
  func identify(_ step: WorkStep, among speakers: [SpeakerID], journal: StepJournal) async throws
    -> SideAnswer

  /// Learns that a recording was taken in by an earlier run.
  func recall(_ step: WorkStep) async

  /// Removes a speaker.
  func remove(_ speaker: SpeakerID) async throws
}

/// How a side stands to a speaker.
package struct Standing: Equatable, Sendable {
  /// Whether one of the speaker's recordings was accepted.
  package var isEnrolled = false
  /// The side's last answer about the speaker, where it could be read.
  package var fields: EnrollmentFields?

  package init() {}
}

/// What is written down about one question while it is asked.
package struct StepJournal: Sendable {
  /// The question.
  package let digest: ContentDigest
  /// What an earlier run wrote down and could not finish.
  package let doubt: RecordedLine?
  private let recording: AnswerRecording?

  package init(_ digest: ContentDigest, in recording: AnswerRecording?) {
    self.digest = digest
    doubt = recording?.doubt(about: digest)
    self.recording = recording
  }

  /// Writes down that the question is being asked.
  func ask(_ request: String, job: String? = nil) throws(ComparisonError) {
    try recording?.append(RecordedLine(digest: digest.description, asked: request, job: job))
  }
}
