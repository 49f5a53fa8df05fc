package import VoicePrint

/// What a question asks of a server, so that times are compared among equals.
package enum ComparedOperation: String, CaseIterable, Sendable, Codable {
  /// A first recording of a speaker.
  case create
  /// A further recording.
  case update
  /// A conversation.
  case identify
}

/// What one side answered to some work.
package struct SideAnswers: Sendable {
  /// What reports call the side.
  package let name: String
  /// Whether it was asked now, or had been recorded.
  package let isLive: Bool
  /// The answers by their questions.
  package private(set) var answers: [ContentDigest: SideAnswer] = [:]
  /// What was asked to get them.
  package private(set) var operations: [ContentDigest: ComparedOperation] = [:]
  /// Why there is none to a question.
  package private(set) var omissions: [ContentDigest: String] = [:]
  /// Those of whom a recording was accepted, in order.
  package private(set) var enrolled: [SpeakerID] = []
  /// Those whose enrollments are complete, in order.
  package private(set) var complete: [SpeakerID] = []

  package init(name: String, isLive: Bool) { (self.name, self.isLive) = (name, isLive) }

  package subscript(step: WorkStep) -> SideAnswer? { answers[step.digest] }

  /// Why a question was not answered as it should be, or not at all; nil where it was.
  package func failure(of step: WorkStep) -> String? {
    if let answer = self[step] { return answer.failure }
    return omissions[step.digest] ?? "not asked"
  }

  package mutating func add(_ answer: SideAnswer, to step: WorkStep, _ operation: ComparedOperation) {
    answers[step.digest] = answer
    operations[step.digest] = operation
  }

  mutating func omit(_ step: WorkStep, _ reason: String) { omissions[step.digest] = reason }

  mutating func finish(_ speaker: SpeakerID, _ standing: Standing) {
    if standing.isEnrolled { enrolled.append(speaker) }
    if standing.fields?.isComplete == true { complete.append(speaker) }
  }
}
