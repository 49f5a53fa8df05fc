import Testing
import VoicePrint

/// Grades of enrollments made from recordings of people, none of whom the shipped model has heard.
///
/// They need the folder of corpora that VOICEPRINT_CORPORA names; without it there is nothing to grade.
@Suite(.enabled(if: RecordedSpeakers.areAvailable))
struct RecordedEnrollmentTests {
  /// How many enrollments are tried.
  private static let trials = 200

  @Test func aGoodSampleNeverLowersTheGrade() async throws {
    let recorded = try await RecordedSpeakers.shared.value
    var generator = SeededGenerator(seed: 3)
    var lowered: [String] = []
    for _ in 0..<Self.trials {
      let (own, added) = recorded.enrollmentAndAnother(using: &generator)
      let before = try recorded.grade(own)
      let after = try recorded.grade(own + [added])
      if after.quality < before.quality {
        lowered.append("\(own.count) samples: \(before.quality) → \(after.quality), \(after.reasons)")
      }
    }
    #expect(lowered.isEmpty)
  }

  @Test func anotherPersonsSampleIsNoticed() async throws {
    let recorded = try await RecordedSpeakers.shared.value
    var generator = SeededGenerator(seed: 4)
    var (noticed, falseAlarms) = (0, 0)
    for _ in 0..<Self.trials {
      let (own, added) = recorded.enrollmentAndAnother(using: &generator)
      if recorded.isDisputed(added, in: try recorded.grade(own + [added])) { falseAlarms += 1 }
      let foreign = recorded.sampleOfAnother(than: own[0], using: &generator)
      if recorded.isDisputed(foreign, in: try recorded.grade(own + [foreign])) { noticed += 1 }
    }
    #expect(noticed * 100 >= 95 * Self.trials, "noticed \(noticed) of \(Self.trials)")
    #expect(falseAlarms * 100 <= 2 * Self.trials, "\(falseAlarms) false alarms in \(Self.trials)")
  }
}
