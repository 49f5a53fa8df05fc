package import VoicePrint

/// How two sides differ in what they answered to the same work.
package struct SideComparison: Sendable {
  /// A recording of a speaker and what both sides answered to it.
  package struct EnrollmentPair: Sendable {
    package let step: WorkStep
    package let speaker: SpeakerID
    /// Which of the speaker's recordings it is, from 1.
    package let number: Int
    /// The answers; nil where a side refused, or answered without the five fields.
    package let left: EnrollmentFields?
    package let right: EnrollmentFields?
  }

  /// A conversation and what both sides heard in it.
  package struct ConversationPair: Sendable {
    package let step: WorkStep
    package let left: [HeardTurn]
    package let right: [HeardTurn]
    package let agreement: TurnAgreement
  }

  /// A question that at least one side did not answer as it should be.
  package struct Refusal: Sendable {
    package let step: WorkStep
    /// Status and words; nil where the side answered.
    package let left: Words?
    package let right: Words?

    package struct Words: Equatable, Sendable, Encodable {
      /// The status; nil where the question was not put.
      package let status: Int?
      package let message: String
    }
  }

  package let work: ComparisonWork
  package let left: SideAnswers
  package let right: SideAnswers

  /// The result of two sides' answers to the same work.
  package init(work: ComparisonWork, left: SideAnswers, right: SideAnswers) {
    (self.work, self.left, self.right) = (work, left, right)
    enrollments = work.speakers.flatMap { speaker in
      speaker.steps.enumerated().map { index, step in
        EnrollmentPair(
          step: step, speaker: speaker.id, number: index + 1,
          left: Self.fields(step, left), right: Self.fields(step, right))
      }
    }
    conversations = work.conversations.compactMap { step in
      guard let first = Self.turns(step, left), let second = Self.turns(step, right) else { return nil }
      return ConversationPair(
        step: step, left: first, right: second, agreement: TurnAgreement(first, second))
    }
  }

  /// Every recording of every speaker.
  package let enrollments: [EnrollmentPair]
  /// The conversations that both sides answered.
  package let conversations: [ConversationPair]

  /// Questions whose answers are not the same: the five fields, who speaks when, or that both refuse.
  package var differing: [WorkStep] {
    let pairs = enrollments.filter { pair in
      let isRefusedByBoth = left.failure(of: pair.step) != nil && right.failure(of: pair.step) != nil
      if isRefusedByBoth { return left[pair.step]?.status != right[pair.step]?.status }
      return pair.left == nil || pair.left != pair.right
    }
    let heard = work.conversations.filter { step in
      let (first, second) = (Self.turns(step, left), Self.turns(step, right))
      if first == nil, second == nil { return (left[step] == nil) != (right[step] == nil) }
      return first != second
    }
    return pairs.map(\.step) + heard
  }

  /// Whether both sides gave the same answer to everything.
  package var isIdentical: Bool { differing.isEmpty }

  /// Questions that a side refused, could not be asked, or answered in a way that cannot be read.
  package var refusals: [Refusal] {
    work.steps.compactMap { step in
      let (first, second) = (words(step, left), words(step, right))
      return first == nil && second == nil ? nil : Refusal(step: step, left: first, right: second)
    }
  }

  private func words(_ step: WorkStep, _ side: SideAnswers) -> Refusal.Words? {
    if let reason = side.failure(of: step) {
      return Refusal.Words(status: side[step]?.status, message: reason)
    }
    let isReadable =
      switch step.kind {
      case .enroll: Self.fields(step, side) != nil
      case .identify: Self.turns(step, side) != nil
      }
    return isReadable
      ? nil : Refusal.Words(status: side[step]?.status, message: "the answer lacks fields of the interface")
  }

  private static func fields(_ step: WorkStep, _ side: SideAnswers) -> EnrollmentFields? {
    guard let answer = side[step], answer.succeeded else { return nil }
    return EnrollmentFields(answer.response)
  }

  private static func turns(_ step: WorkStep, _ side: SideAnswers) -> [HeardTurn]? {
    guard let answer = side[step], answer.succeeded else { return nil }
    return HeardTurn.turns(in: answer.response)
  }
}
