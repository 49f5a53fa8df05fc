import Testing
import VoicePrint
import VoicePrintStore

@Suite struct UpgradeTests {
  let folder: TemporaryFolder
  let store: EnrollmentStore

  init() throws {
    folder = try TemporaryFolder()
    store = try EnrollmentStore(folder.location)
  }

  /// What the second model makes of a sample: another linear term, from the first-order statistics.
  static func moved(_ sample: EnrollmentSample) throws -> EnrollmentSample {
    let matrix = try #require(sample.firstOrder?.first)
    let linear = (0..<matrix.columns).map { column in
      (0..<matrix.rows).reduce(Float(0)) { $0 + matrix[$1, column] }
    }
    return EnrollmentSample(
      digest: sample.digest, audioDuration: sample.audioDuration, speechDuration: sample.speechDuration,
      measurements: sample.measurements,
      statistics: [SignatureStatistics(occupancies: sample.statistics[0].occupancies, linear: linear)],
      firstOrder: sample.firstOrder)
  }

  @Test func enrollmentsMoveAsIfEnrolledWithTheNewModel() throws {
    let numbers = Array(0..<10)
    for number in numbers { try store.enroll(speaker(number), sample(number), sample(number + 100)) }
    let before = try store.samples(of: speaker(3)).map(\.addedAt)
    let report = try store.upgrade(to: secondModel, transform: Self.moved, summarize: summarize)
    #expect(report.moved == (try numbers.map { try speaker($0) }))
    #expect(report.unmoved.isEmpty)
    for number in numbers {
      let enrollment = try store.enrollment(of: speaker(number))
      #expect(enrollment.model == secondModel.identity)
      let fresh = try speaker(number + 1000)
      try store.enroll(
        fresh, samples: [Self.moved(sample(number + 100)), Self.moved(sample(number))], model: secondModel,
        summarize: summarize)
      for (moved, enrolled) in zip(enrollment.samples, try store.enrollment(of: fresh).samples) {
        #expect(moved.digest == enrolled.digest)
        for (a, b) in zip(moved.statistics[0].linear, enrolled.statistics[0].linear) {
          #expect(abs(a - b) < 1e-2)
        }
      }
    }
    #expect(try store.samples(of: speaker(3)).map(\.addedAt) == before)
    #expect(try store.verify(summarize: summarize).faults == [])
    // And they go on: a further sample, and a further move.
    try store.update(speaker(3), adding: [Self.moved(sample(7))], model: secondModel, summarize: summarize)
    let again = try store.upgrade(to: secondModel, transform: Self.moved, summarize: summarize)
    #expect(again.alreadyThere.count == 20)
    let back = try store.upgrade(to: firstModel, transform: { $0 }, summarize: summarize)
    #expect(back.moved.count == 20)
  }

  @Test func whatCannotMoveIsNamedAndStays() throws {
    try store.enroll(speaker(1), sample(1))
    try store.enroll(speaker(2), samples: [sample(2)], model: foreignModel, summarize: summarize)
    var bare = sample(4)
    bare.firstOrder = nil
    try store.enroll(speaker(3), sample(3), bare)
    try store.enroll(speaker(4), sample(5))
    struct Refusal: Error, CustomStringConvertible { let description = "no such thing" }
    let before = try (2...4).map { try store.record(of: speaker($0)) }
    let report = try store.upgrade(
      to: secondModel,
      transform: { sample in
        if sample.digest == VoicePrintStoreTests.sample(5).digest { throw Refusal() }
        return try Self.moved(sample)
      }, summarize: summarize)
    #expect(report.moved == [try speaker(1)])
    #expect(report.unmoved.map(\.speaker) == (try (2...4).map { try speaker($0) }))
    #expect(report.unmoved[0].reason.contains("mixture"))
    #expect(report.unmoved[1].reason.contains("not kept"))
    #expect(report.unmoved[2].reason == "no such thing")
    #expect(try (2...4).map { try store.record(of: speaker($0)) } == before)
    #expect(try store.verify(summarize: summarize).faults == [])
  }
}
