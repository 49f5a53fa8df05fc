import Foundation
import VoicePrint
import VoicePrintStore

/// A sequence of changes to a store that is the same for every process: what each does follows from its number
/// and from the changes before it.
struct ScriptedChanges {
  /// The samples of each enrolled speaker after the changes so far.
  private(set) var enrolled: [Int: Set<Int>] = [:]
  /// How many changes were made.
  private(set) var count = 0

  static let speakers = 0..<12

  init(count: Int) { for _ in 0..<count { _ = next() } }

  enum Change {
    case enroll(Int, sample: Int)
    case update(Int, sample: Int)
    case remove(Int, sample: Int)
    case delete(Int)
  }

  /// The next change, counted as made.
  mutating func next() -> Change {
    var generator = SeededGenerator(seed: 77, stream: count)
    count += 1
    let number = Int.random(in: Self.speakers, using: &generator)
    let new = count
    guard let samples = enrolled[number] else {
      enrolled[number] = [new]
      return .enroll(number, sample: new)
    }
    switch Int.random(in: 0..<10, using: &generator) {
    case 0..<3:
      enrolled[number] = nil
      return .delete(number)
    case 3..<5 where samples.count > 1:
      let removed = samples.min() ?? new
      enrolled[number]?.remove(removed)
      return .remove(number, sample: removed)
    default:
      enrolled[number]?.insert(new)
      return .update(number, sample: new)
    }
  }
}

extension EnrollmentStore {
  func make(_ change: ScriptedChanges.Change) throws {
    switch change {
    case .enroll(let number, let new): try enroll(speaker(number), sample(new))
    case .update(let number, let new): try update(speaker(number), sample(new))
    case .remove(let number, let old): try remove(sample(old), of: speaker(number))
    case .delete(let number): try delete(speaker(number))
    }
  }

  /// Whether the store holds exactly what the changes leave, every sample and every sum.
  func holds(_ changes: ScriptedChanges) throws -> Bool {
    for number in ScriptedChanges.speakers {
      let speaker = try speaker(number)
      guard let samples = changes.enrolled[number] else {
        if try records(perPage: 1000).records.contains(where: { $0.speaker == speaker }) { return false }
        continue
      }
      guard let found = try? enrollment(of: speaker) else { return false }
      let expected = Enrollment(
        speaker: speaker, model: firstModel.identity, samples: samples.map { sample($0).withoutFirstOrder })
      if try found != expected || record(of: speaker).summary != summarize(expected) { return false }
    }
    return true
  }
}
