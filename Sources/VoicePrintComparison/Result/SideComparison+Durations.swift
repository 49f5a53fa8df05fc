internal import VoicePrint

extension SideComparison {
  /// One of the two durations of an answer.
  package enum DurationField: String, CaseIterable, Sendable {
    case totalSpeechDuration
    case totalEnrollDuration

    func value(_ fields: EnrollmentFields) -> Double {
      switch self {
      case .totalSpeechDuration: fields.speechDuration
      case .totalEnrollDuration: fields.enrollDuration
      }
    }
  }

  /// What each recording that both sides accepted added to a duration, in seconds. Unlike the totals, these are
  /// independent of each other, and of recordings that one side refused.
  package func added(to field: DurationField) -> [(left: Double, right: Double)] {
    var before: (left: Double, right: Double) = (0, 0)
    var speaker: SpeakerID?
    return enrollments.compactMap { pair in
      if pair.speaker != speaker { (speaker, before) = (pair.speaker, (0, 0)) }
      let now = (
        left: pair.left.map(field.value) ?? before.left, right: pair.right.map(field.value) ?? before.right
      )
      defer { before = now }
      guard pair.left != nil, pair.right != nil else { return nil }
      return (Self.hundredths(now.left - before.left), Self.hundredths(now.right - before.right))
    }
  }

  /// The totals after each speaker's last recording that both sides accepted, in seconds.
  package func totals(of field: DurationField) -> [(left: Double, right: Double)] {
    let both = enrollments.compactMap { pair in
      pair.left.flatMap { left in
        pair.right.map { (speaker: pair.speaker, pair: (field.value(left), field.value($0))) }
      }
    }
    return Dictionary(grouping: both, by: \.speaker).sorted { $0.key < $1.key }.compactMap { entry in
      entry.value.last.map { (left: $0.pair.0, right: $0.pair.1) }
    }
  }

  /// Totals have two decimals, so that more in their differences is noise of the arithmetic.
  private static func hundredths(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
