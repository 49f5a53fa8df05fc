package import VoicePrint

/// Puts the questions of some work to a side, one after the other, as far as they have no answer yet.
package struct SideRun: Sendable {
  private let side: (any ComparisonSide)?
  private let recording: AnswerRecording?

  /// A side that is asked.
  ///
  /// - Parameters:
  ///   - side: who answers.
  ///   - recording: has the answers of earlier runs and takes those of this one; nil to keep none.
  package init(asking side: any ComparisonSide, recording: AnswerRecording? = nil) {
    (self.side, self.recording) = (side, recording)
  }

  /// A side that answered earlier.
  package init(replaying recording: AnswerRecording) { (side, self.recording) = (nil, recording) }

  /// What reports call the side.
  package var name: String { side?.name ?? recording?.side ?? recording?.path ?? "" }

  /// The answers to all questions.
  ///
  /// - Parameters:
  ///   - work: the questions.
  ///   - progress: told how many were gone through.
  /// - Returns: the answers, and why there is none where there is none.
  /// - Throws: ``ComparisonError`` and what else keeps the side from answering; `CancellationError` between two
  ///   questions. Answers until then are in the recording.
  package func answers(
    to work: ComparisonWork, progress: @Sendable (Int) -> Void = { _ in }
  ) async throws -> SideAnswers {
    try check(work)
    if let side, !isAnswered(work) {
      try await side.prepare(new: work.speakers.filter { !isKnown($0) }.map(\.id))
    }
    var answers = SideAnswers(name: name, isLive: side != nil)
    var done = 0
    for speaker in work.speakers {
      var standing = Standing()
      var obstacle: String?
      for step in speaker.steps {
        let operation: ComparedOperation = standing.isEnrolled ? .update : .create
        if let obstacle {
          answers.omit(step, obstacle)
        } else if let answer = try await answer(
          to: step, asking: { try await $0.enroll(step, standing: standing, journal: $1) })
        {
          answers.add(answer, to: step, operation)
          standing.take(answer)
          if answer.status == 409, !standing.isEnrolled { obstacle = "the id belongs to somebody else there" }
        } else {
          answers.omit(step, "the recording has no answer to it")
        }
        done += 1
        progress(done)
      }
      answers.finish(speaker.id, standing)
    }
    let complete = answers.complete
    for step in work.conversations {
      if complete.isEmpty {
        answers.omit(step, "nobody is enrolled completely")
      } else if let answer = try await answer(
        to: step, asking: { try await $0.identify(step, among: complete, journal: $1) })
      {
        answers.add(answer, to: step, .identify)
      } else {
        answers.omit(step, "the recording has no answer to it")
      }
      done += 1
      progress(done)
    }
    return answers
  }

  /// The speakers of some work whom this side enrolled and still has.
  package func left(of answers: SideAnswers) -> [SpeakerID] {
    answers.enrolled.filter { recording?.isRemoved($0) != true }
  }

  /// Removes speakers from the side.
  ///
  /// - Parameters:
  ///   - speakers: whom.
  ///   - progress: told how many are removed.
  /// - Throws: ``ComparisonError``; `CancellationError` between two.
  package func remove(_ speakers: [SpeakerID], progress: @Sendable (Int) -> Void = { _ in }) async throws {
    guard let side else { return }
    for (index, speaker) in speakers.enumerated() {
      try Task.checkCancellation()
      try await side.remove(speaker)
      try recording?.append(RecordedLine(removed: speaker.text))
      progress(index + 1)
    }
  }

  // MARK: Steps

  /// The recorded answer to a question, or the side's; nil where there is nobody to ask.
  private func answer(
    to step: WorkStep, asking: (any ComparisonSide, StepJournal) async throws -> SideAnswer
  ) async throws -> SideAnswer? {
    if let recorded = recording?.answer(to: step.digest) {
      if recorded.succeeded, case .enroll = step.kind { await side?.recall(step) }
      return recorded
    }
    guard let side else { return nil }
    try Task.checkCancellation()
    let answer = try await asking(side, StepJournal(step.digest, in: recording))
    try recording?.append(answer, to: step.digest, asked: nil)
    return answer
  }

  /// Refuses what cannot be continued: a side that has enrolled something else, or nothing any more.
  private func check(_ work: ComparisonWork) throws(ComparisonError) {
    guard side != nil, let recording else { return }
    let enrolling = Set(work.speakers.flatMap(\.steps).map(\.digest))
    let conversations = Set(work.conversations.map(\.digest))
    let foreign = recording.answered.count { digest in
      guard !enrolling.contains(digest), !conversations.contains(digest) else { return false }
      return recording.answer(to: digest).map { EnrollmentFields($0.response) != nil } ?? false
    }
    guard foreign == 0 else { throw .otherWork(path: recording.path, count: foreign) }
    for speaker in work.speakers where recording.isRemoved(speaker.id) {
      let isWhole = speaker.steps.allSatisfy { recording.answer(to: $0.digest) != nil }
      guard isWhole, work.conversations.allSatisfy({ recording.answer(to: $0.digest) != nil }) else {
        throw .removed(path: recording.path, speaker: speaker.id.text)
      }
    }
  }

  private func isAnswered(_ work: ComparisonWork) -> Bool {
    work.steps.allSatisfy { recording?.answer(to: $0.digest) != nil }
  }

  /// Whether anything was asked about a speaker in an earlier run.
  private func isKnown(_ speaker: ComparisonWork.Speaker) -> Bool {
    speaker.steps.contains { step in
      recording?.answer(to: step.digest) != nil || recording?.doubt(about: step.digest) != nil
    }
  }
}

extension Standing {
  mutating func take(_ answer: SideAnswer) {
    guard answer.succeeded else { return }
    isEnrolled = true
    fields = EnrollmentFields(answer.response)
  }
}
