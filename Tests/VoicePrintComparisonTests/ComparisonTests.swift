import Testing
import VoicePrint
import VoicePrintComparison

/// What is made of two sides' answers, by hand.
@Suite struct ComparisonTests {
  private static func file(_ name: String) -> WorkFile {
    WorkFile(path: "/\(name)", name: name, byteCount: 1, digest: ContentDigest(of: name.utf8))
  }

  private static func answer(_ quality: String, _ speech: Double, _ audio: Double, _ ms: Double) -> SideAnswer
  {
    SideAnswer(
      status: 201, milliseconds: ms,
      response: .object([
        "speakerId": .text("x"), "enrollmentQuality": .text(quality),
        "enrollmentComplete": .bool(speech >= 12),
        "totalSpeechDuration": .number(speech), "totalEnrollDuration": .number(audio),
      ]))
  }

  /// ann: three recordings, the second of which the right side refuses; bob: one.
  private static func comparison() throws -> SideComparison {
    let work = ComparisonWork(
      speakers: [
        (try SpeakerID("ann"), [file("a1"), file("a2"), file("a3")]), (try SpeakerID("bob"), [file("b1")]),
      ])
    var left = SideAnswers(name: "l", isLive: true)
    var right = SideAnswers(name: "r", isLive: true)
    let steps = work.steps
    left.add(answer("Poor", 8, 10, 10), to: steps[0], .create)
    left.add(answer("Average", 14, 20, 20), to: steps[1], .update)
    left.add(answer("Good", 23, 30, 30), to: steps[2], .update)
    left.add(answer("Average", 13, 15, 40), to: steps[3], .create)
    right.add(answer("Poor", 9, 10, 30), to: steps[0], .create)
    right.add(SideAnswer(status: 400, milliseconds: 1, response: .null), to: steps[1], .update)
    right.add(answer("Average", 20, 20, 90), to: steps[2], .update)
    right.add(answer("Average", 13, 15, 50), to: steps[3], .create)
    return SideComparison(work: work, left: left, right: right)
  }

  @Test func gradesAreCountedWhereBothAccepted() throws {
    let comparison = try Self.comparison()
    #expect(
      comparison.grades(last: false).counts
        == [[1, 0, 0, 0], [0, 1, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]])
    #expect(
      comparison.grades(last: true).counts == [[0, 0, 0, 0], [0, 1, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]])
    #expect(comparison.completeness(last: false).counts == [[1, 0], [0, 2]])
  }

  /// A recording that one side refused changes what is added by none of the others.
  @Test func durationsAreOfRecordingsThatBothTookIn() throws {
    let comparison = try Self.comparison()
    let added = comparison.added(to: .totalSpeechDuration)
    #expect(added.map(\.left) == [8, 9, 13])
    #expect(added.map(\.right) == [9, 11, 13])
    let totals = comparison.totals(of: .totalSpeechDuration)
    #expect(totals.map(\.left) == [23, 13])
    #expect(totals.map(\.right) == [20, 13])
    #expect(LimitsOfAgreement(added).bias == 1)
  }

  @Test func gradesGrowAndStayWhereARecordingIsRefused() throws {
    let growth = try Self.comparison().growth
    #expect(growth.map(\.recordings) == [1, 2, 3])
    #expect(growth.map(\.left) == [[1, 1, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]])
    #expect(growth.map(\.right) == [[1, 1, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0]])
  }

  @Test func timesAreComparedAmongEquals() throws {
    let latencies = try Self.comparison().latencies
    #expect(latencies.map(\.operation) == [.create, .update])
    #expect(latencies[0].left?.median == 25)
    #expect(latencies[0].right?.median == 40)
    #expect(latencies[0].medianRatio == 1.6)
    // The refusal has no part in it.
    #expect(latencies[1].right?.count == 1)
    #expect(latencies[1].right?.p99 == 90)
  }

  @Test func whatDiffersIsNamed() throws {
    let comparison = try Self.comparison()
    #expect(comparison.differing.map(\.file.name) == ["a1", "a2", "a3"])
    #expect(comparison.refusals.map(\.step.file.name) == ["a2"])
    #expect(comparison.refusals.first?.left == nil)
    #expect(comparison.refusals.first?.right?.status == 400)
  }
}
