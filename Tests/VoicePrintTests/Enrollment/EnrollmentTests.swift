import Foundation
import Testing
import VoicePrint

/// A sample of made-up numbers in two views, the same for the same seed.
private func sample(_ seed: Int, speech: Double = 5) -> EnrollmentSample {
  var generator = SeededGenerator(seed: UInt64(seed), stream: 1)
  let statistics = (0..<2).map { _ in
    SignatureStatistics(
      occupancies: generator.singles(8, deviation: 100).map(\.magnitude), linear: generator.singles(5))
  }
  return EnrollmentSample(
    digest: ContentDigest(of: Array("recording \(seed)".utf8)), audioDuration: speech + 1.1,
    speechDuration: speech,
    measurements: SampleMeasurements(
      signalToNoiseRatio: 20 + generator.uniform(), speechLevel: -25.3, clippedFraction: 0.01,
      bandwidth: 3800, sourceSampleRate: 8000),
    statistics: statistics,
    firstOrder: (0..<2).map { _ in generator.matrix(8, 3, deviation: 50).converted(to: Float.self) })
}

/// Samples come and go in any order, and leave no trace of it.
@Suite struct EnrollmentTests {
  private let model = ContentDigest(of: Array("model".utf8))

  private func enrollment(_ samples: [EnrollmentSample]) throws -> Enrollment {
    Enrollment(speaker: try SpeakerID("someone"), model: model, samples: samples)
  }

  @Test func orderLeavesNoTrace() throws {
    let samples = (0..<7).map { sample($0, speech: 1 + Double($0) / 3) }
    let expected = try enrollment(samples)
    var generator = SeededGenerator(seed: 163)
    for _ in 0..<50 {
      let shuffled = try enrollment(samples.shuffled(using: &generator))
      #expect(shuffled == expected)
      // Equal numbers, and equal bytes of them.
      #expect(
        shuffled.pooledStatistics.flatMap(\.bits) == expected.pooledStatistics.flatMap(\.bits))
      #expect(shuffled.totalSpeechDuration.bitPattern == expected.totalSpeechDuration.bitPattern)
    }
  }

  @Test func pooledIsTheSumInDouble() throws {
    let samples = (0..<5).map { sample($0) }
    for (view, pooled) in try enrollment(samples).pooledStatistics.enumerated() {
      for i in 0..<5 {
        let sum = samples.reduce(0.0) { $0 + Double($1.statistics[view].linear[i]) }
        #expect(abs(Double(pooled.linear[i]) - sum) <= 1e-6)
      }
    }
    #expect(try enrollment([]).pooledStatistics.isEmpty)
  }

  @Test func theSameRecordingCountsOnce() throws {
    var enrollment = try enrollment([sample(1), sample(2), sample(1)])
    let before = enrollment
    #expect(enrollment.samples.count == 2)
    let again = enrollment.add(sample(2))
    #expect(!again && enrollment == before, "nothing changed, and the answer says so")
    let another = enrollment.add(sample(3))
    #expect(another && enrollment.samples.count == 3)
  }

  @Test(arguments: 0..<5) func removingIsNeverHavingAdded(removed: Int) throws {
    let samples = (0..<5).map { sample($0, speech: 3) }
    var all = try enrollment(samples)
    try all.remove(samples[removed].digest)
    #expect(try all == enrollment(samples.filter { $0.digest != samples[removed].digest }))
    #expect(throws: EnrollmentError.noSuchSample(samples[removed].digest)) {
      try all.remove(samples[removed].digest)
    }
  }

  @Test(arguments: [(6.0, 6.0, true), (6.0, 5.99, false), (12.0, 0.0, true), (0.0, 0.0, false)])
  func twelveSecondsOfSpeechComplete(first: Double, second: Double, complete: Bool) throws {
    let enrollment = try enrollment([sample(1, speech: first), sample(2, speech: second)])
    #expect(enrollment.isComplete == complete)
    let status = EnrollmentStatus(enrollment, quality: .good)
    #expect(status.enrollmentComplete == complete)
    #expect(status.totalEnrollDuration == ((first + second + 2.2) * 100).rounded() / 100)
  }

  @Test func theAnswerHasFiveFieldsAndNoOthers() throws {
    let status = EnrollmentStatus(try enrollment([sample(1, speech: 12.3456)]), quality: .high)
    let text = JSON.text(of: status)
    #expect(
      text == "{\"enrollmentComplete\":true,\"enrollmentQuality\":\"High\",\"speakerId\":\"someone\","
        + "\"totalEnrollDuration\":13.45,\"totalSpeechDuration\":12.35}")
    #expect(try JSON.value(EnrollmentStatus.self, of: text) == status)
  }

  // MARK: Samples as bytes

  @Test func samplesComeBackFromTheirBytes() throws {
    let original = sample(4, speech: 1.0 / 3)
    let read = try EnrollmentSample(
      statisticsBytes: original.statisticsBytes, firstOrderBytes: original.firstOrderBytes)
    #expect(read.digest == original.digest && read.statistics == original.statistics)
    #expect(read.audioDuration == original.audioDuration && read.speechDuration == original.speechDuration)
    #expect(read.measurements == original.measurements)
    for (half, single) in zip(try #require(read.firstOrder), try #require(original.firstOrder)) {
      // Eleven bits are kept of each number.
      let errors = zip(half.elements, single.elements).map { abs(Double($0) / Double($1) - 1) }
      #expect((errors.max() ?? .nan) <= 1.0 / 2048)
    }
    #expect(read.statisticsBytes == original.statisticsBytes)
    #expect(read.firstOrderBytes == original.firstOrderBytes)

    var minimal = original
    minimal.firstOrder = nil
    #expect(minimal.firstOrderBytes == nil)
    let without = try EnrollmentSample(statisticsBytes: original.statisticsBytes, firstOrderBytes: nil)
    #expect(without == minimal)
  }

  @Test func damagedBytesAreRefused() throws {
    let original = sample(4)
    let (statistics, first) = (original.statisticsBytes, try #require(original.firstOrderBytes))
    var generator = SeededGenerator(seed: 167)
    for count in [0, 5, 200, statistics.count - 1] {
      #expect(throws: EnrollmentError.self) {
        try EnrollmentSample(statisticsBytes: Array(statistics.prefix(count)), firstOrderBytes: nil)
      }
    }
    #expect(throws: EnrollmentError.self) {
      try EnrollmentSample(statisticsBytes: statistics, firstOrderBytes: Array(first.dropLast()))
    }
    for _ in 0..<300 {
      var (left, right) = (statistics, first)
      left[Int(generator.next() % UInt64(left.count))] = UInt8(truncatingIfNeeded: generator.next())
      right[Int(generator.next() % UInt64(right.count))] = UInt8(truncatingIfNeeded: generator.next())
      // An error or a sample, and nothing else: the seal around the bytes tells which it should be.
      _ = try? EnrollmentSample(statisticsBytes: left, firstOrderBytes: right)
    }
  }

  // MARK: Names

  @Test(arguments: ["a", "Z", "_", "0", "speaker_01", String(repeating: "x", count: 128)])
  func namesThatAreAllowed(text: String) throws {
    #expect(try SpeakerID(text).description == text)
  }

  @Test(arguments: [
    "", " ", "a b", "a-b", "a.b", "../etc", "ä", "a\u{301}", "名", "a\n", "\0", "a/b", "%41",
    String(repeating: "x", count: 129),
  ])
  func namesThatAreNot(text: String) {
    #expect(throws: EnrollmentError.invalidSpeakerID(text)) { try SpeakerID(text) }
  }

  @Test func namesAreOrdered() throws {
    #expect(try ["b", "B", "_", "a", "0"].map { try SpeakerID($0) }.sorted().map(\.text).joined() == "0B_ab")
  }
}

extension SignatureStatistics {
  /// Every bit of every number.
  fileprivate var bits: [UInt32] { (occupancies + linear).map(\.bitPattern) }
}
