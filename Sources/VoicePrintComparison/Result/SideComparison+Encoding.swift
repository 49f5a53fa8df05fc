internal import VoicePrint

extension SideComparison: Encodable {
  package func encode(to encoder: any Encoder) throws {
    let differing = differing
    try Encoded(
      left: Side(left), right: Side(right), questions: work.steps.count, differing: differing.count,
      identical: differing.isEmpty,
      enrollmentQuality: Pair(last: Matrix(grades(last: true)), all: Matrix(grades(last: false))),
      enrollmentComplete: Pair(
        last: Matrix(completeness(last: true)), all: Matrix(completeness(last: false))),
      totalSpeechDuration: Durations(self, .totalSpeechDuration),
      totalEnrollDuration: Durations(self, .totalEnrollDuration), growth: growth,
      identification: conversations.isEmpty
        ? nil
        : Identification(
          seconds: heard, share: heard.share,
          conversations: conversations.map {
            Conversation(file: $0.step.file.name, seconds: $0.agreement, share: $0.agreement.share)
          }),
      milliseconds: latencies.map(Times.init),
      refusals: refusals.map {
        Refused(question: $0.step.words, digest: $0.step.digest.description, left: $0.left, right: $0.right)
      },
      answers: enrollments.map(Answers.init)
    ).encode(to: encoder)
  }

  /// Agreement over all conversations.
  package var heard: TurnAgreement { conversations.reduce(TurnAgreement()) { $0 + $1.agreement } }

  private struct Encoded: Encodable {
    let left: Side
    let right: Side
    let questions: Int
    let differing: Int
    let identical: Bool
    let enrollmentQuality: Pair
    let enrollmentComplete: Pair
    let totalSpeechDuration: Durations
    let totalEnrollDuration: Durations
    let growth: [Growth]
    let identification: Identification?
    let milliseconds: [Times]
    let refusals: [Refused]
    let answers: [Answers]
  }

  private struct Side: Encodable {
    let name: String
    let answers: Int
    let enrolled: Int
    let complete: Int

    init(_ side: SideAnswers) {
      name = side.name
      answers = side.answers.count
      (enrolled, complete) = (side.enrolled.count, side.complete.count)
    }
  }

  private struct Pair: Encodable {
    let last: Matrix
    let all: Matrix
  }

  private struct Matrix: Encodable {
    let counts: [[Int]]
    let total: Int
    let agreeing: Int
    let quadraticKappa: Double?

    init(_ matrix: ConfusionMatrix) {
      (counts, total, agreeing) = (matrix.counts, matrix.total, matrix.agreeing)
      quadraticKappa = matrix.quadraticKappa
    }
  }

  private struct Durations: Encodable {
    let added: Limits
    let totals: Limits

    init(_ result: SideComparison, _ field: DurationField) {
      added = Limits(LimitsOfAgreement(result.added(to: field)))
      totals = Limits(LimitsOfAgreement(result.totals(of: field)))
    }
  }

  private struct Limits: Encodable {
    let count: Int
    let bias: Double
    let standardDeviation: Double?
    let limits: [Double]?
    let limitsStandardError: Double?
    let largest: Double

    init(_ agreement: LimitsOfAgreement) {
      (count, bias, largest) = (agreement.count, agreement.bias, agreement.largest)
      standardDeviation = agreement.standardDeviation
      limits = agreement.limits.map { [$0.lowerBound, $0.upperBound] }
      limitsStandardError = agreement.limitsStandardError
    }
  }

  private struct Identification: Encodable {
    let seconds: TurnAgreement
    let share: Double?
    let conversations: [Conversation]
  }

  private struct Conversation: Encodable {
    let file: String
    let seconds: TurnAgreement
    let share: Double?
  }

  private struct Times: Encodable {
    let operation: ComparedOperation
    let left: LatencySummary?
    let right: LatencySummary?
    let medianRatio: Double?
    let p99Ratio: Double?

    init(_ latency: Latency) {
      (operation, left, right) = (latency.operation, latency.left, latency.right)
      (medianRatio, p99Ratio) = (latency.medianRatio, latency.p99Ratio)
    }
  }

  private struct Refused: Encodable {
    let question: String
    let digest: String
    let left: Refusal.Words?
    let right: Refusal.Words?
  }

  private struct Answers: Encodable {
    let digest: String
    let speakerId: String
    let recording: Int
    let file: String
    let left: Fields?
    let right: Fields?

    init(_ pair: EnrollmentPair) {
      digest = pair.step.digest.description
      (speakerId, recording, file) = (pair.speaker.text, pair.number, pair.step.file.name)
      (left, right) = (pair.left.map(Fields.init), pair.right.map(Fields.init))
    }
  }

  private struct Fields: Encodable {
    let enrollmentQuality: EnrollmentQuality
    let enrollmentComplete: Bool
    let totalSpeechDuration: Double
    let totalEnrollDuration: Double

    init(_ fields: EnrollmentFields) {
      (enrollmentQuality, enrollmentComplete) = (fields.quality, fields.isComplete)
      (totalSpeechDuration, totalEnrollDuration) = (fields.speechDuration, fields.enrollDuration)
    }
  }
}

extension WorkStep {
  /// The question in words.
  package var words: String {
    switch kind {
    case .enroll(let speaker, let number): "\(speaker), recording \(number) (\(file.name))"
    case .identify: "conversation \(file.name)"
    }
  }
}
