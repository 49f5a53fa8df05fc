/// How long two accounts of one conversation say the same, in seconds.
package struct TurnAgreement: Equatable, Sendable, Encodable {
  /// Both name the same speaker.
  package var same = 0.0
  /// Both hear somebody whom they cannot name.
  package var unnamed = 0.0
  /// One names a speaker, the other hears somebody whom it cannot name or names another.
  package var different = 0.0
  /// Only the left one hears anybody.
  package var onlyLeft = 0.0
  /// Only the right one does.
  package var onlyRight = 0.0

  /// What stands for a voice without a name in the interface's words.
  private static let nobody = "UserNotIdentified"

  package init() {}

  /// Compares two accounts; where turns of one account overlap, the one that began first counts.
  package init(_ left: [HeardTurn], _ right: [HeardTurn]) {
    let bounds = Set((left + right).flatMap { [$0.start, $0.end] }).sorted()
    for (start, end) in zip(bounds, bounds.dropFirst()) {
      let middle = (start + end) / 2
      let seconds = end - start
      switch (Self.speaker(in: left, at: middle), Self.speaker(in: right, at: middle)) {
      case (nil, nil): break
      case (.some, nil): onlyLeft += seconds
      case (nil, .some): onlyRight += seconds
      case (.some(let first), .some(let second)) where first != second: different += seconds
      case (.some(Self.nobody), .some): unnamed += seconds
      case (.some, .some): same += seconds
      }
    }
  }

  /// Time in which at least one hears somebody.
  package var total: Double { same + unnamed + different + onlyLeft + onlyRight }

  /// The share of it in which both say the same; nil for none.
  package var share: Double? { total > 0 ? (same + unnamed) / total : nil }

  /// Adds another conversation's.
  package static func + (left: TurnAgreement, right: TurnAgreement) -> TurnAgreement {
    var sum = left
    sum.same += right.same
    sum.unnamed += right.unnamed
    sum.different += right.different
    sum.onlyLeft += right.onlyLeft
    sum.onlyRight += right.onlyRight
    return sum
  }

  private static func speaker(in turns: [HeardTurn], at time: Double) -> String? {
    turns.filter { $0.start <= time && time < $0.end }.min { $0.start < $1.start }?.speaker
  }
}
