import Foundation
import Testing
import VoicePrint
import VoicePrintStore

@Suite struct EnrollingTests {
  let folder: TemporaryFolder
  let store: EnrollmentStore
  let anna: SpeakerID
  let berta: SpeakerID

  init() throws {
    folder = try TemporaryFolder()
    store = try EnrollmentStore(folder.location)
    anna = try SpeakerID("anna")
    berta = try SpeakerID("berta")
  }

  @Test func orderAndNumberOfCallsDoNotMatter() throws {
    let numbers = Array(1...6)
    try store.enroll(anna, samples: numbers.map { sample($0) }, model: firstModel, summarize: summarize)
    let expected = try store.record(of: anna)
    var generator = SeededGenerator(seed: 4)
    for round in 0..<10 {
      let speaker = try speaker(round)
      let shuffled = numbers.shuffled(using: &generator)
      let cut = Int.random(in: 1...6, using: &generator)
      try store.enroll(
        speaker, samples: shuffled[..<cut].map { sample($0) }, model: firstModel, summarize: summarize)
      for number in shuffled[cut...] { try store.update(speaker, sample(number)) }
      let record = try store.record(of: speaker)
      #expect(record.summary.signature == expected.summary.signature)
      #expect(record.summary.status.totalSpeechDuration == expected.summary.status.totalSpeechDuration)
      #expect(record.sampleCount == 6)
      #expect(try store.enrollment(of: speaker).samples == store.enrollment(of: anna).samples)
    }
  }

  @Test func whatIsStoredIsWhatWasGiven() throws {
    let change = try store.enroll(anna, sample(1, speech: 13), sample(2))
    #expect(change.added == [sample(1).digest, sample(2).digest])
    #expect(change.duplicates.isEmpty)
    #expect(change.enrollment == (try store.enrollment(of: anna)))
    #expect(change.record == (try store.record(of: anna)))
    #expect(change.record.summary == summarize(change.enrollment))
    #expect(change.record.summary.status.enrollmentComplete)
    let samples = try store.samples(of: anna)
    #expect(samples.map(\.sample) == [sample(1, speech: 13), sample(2)].map(\.withoutFirstOrder))
    #expect(samples.map(\.keepsFirstOrderStatistics) == [true, true])
    let withFirstOrder = try store.enrollment(of: anna, firstOrder: true).samples
    for kept in withFirstOrder {
      let given = kept.digest == sample(1).digest ? sample(1) : sample(2)
      let pairs = try zip(#require(kept.firstOrder)[0].elements, #require(given.firstOrder)[0].elements)
      for (kept, given) in pairs { #expect(abs(kept - given) <= abs(given) * 0x1p-11) }
    }
  }

  @Test func removedIsAsIfNeverAdded() throws {
    try store.enroll(anna, sample(1), sample(2), sample(3))
    try store.remove(sample(2), of: anna)
    try store.enroll(berta, sample(3), sample(1))
    #expect(try store.enrollment(of: anna).samples == store.enrollment(of: berta).samples)
    #expect(try store.record(of: anna).summary.signature == store.record(of: berta).summary.signature)
    #expect(throws: StoreError.noSuchSample(anna, sample(2).digest)) { try store.remove(sample(2), of: anna) }
    try store.update(anna, sample(2))
    #expect(try store.enrollment(of: anna).samples.count == 3)
  }

  @Test func theLastSampleStays() throws {
    try store.enroll(anna, sample(1))
    #expect(throws: StoreError.lastSample(anna, sample(1).digest)) { try store.remove(sample(1), of: anna) }
    #expect(throws: StoreError.noSamples(berta)) { try store.enroll(berta) }
  }

  @Test func duplicatesCountOnceAndAreNamed() throws {
    let change = try store.enroll(anna, sample(1), sample(1), sample(2))
    #expect(change.added.count == 2)
    #expect(change.duplicates == [sample(1).digest])
    let before = try store.record(of: anna)
    let unchanged = try store.update(anna, sample(2), sample(1))
    #expect(unchanged.added.isEmpty)
    #expect(unchanged.duplicates == [sample(2).digest, sample(1).digest])
    #expect(try store.record(of: anna) == before)
    #expect(try store.update(anna, sample(2), sample(3)).added == [sample(3).digest])
  }

  @Test func conflictsAndStrangersAreRefused() throws {
    try store.enroll(anna, sample(1))
    #expect(throws: StoreError.alreadyEnrolled(anna)) { try store.enroll(anna, sample(2)) }
    #expect(throws: StoreError.notEnrolled(berta, deletedAt: nil)) { try store.update(berta, sample(2)) }
    #expect(throws: StoreError.notEnrolled(berta, deletedAt: nil)) { try store.record(of: berta) }
    #expect(
      throws: StoreError.wrongModel(anna, expected: secondModel.identity, found: firstModel.identity)
    ) {
      try store.update(anna, adding: [sample(2)], model: secondModel, summarize: summarize)
    }
    #expect("\(StoreError.alreadyEnrolled(anna))".contains("update"))
  }

  @Test func whatAClosureThrowsComesThroughAndNothingChanges() throws {
    struct Refusal: Error {}
    #expect(throws: Refusal.self) {
      try store.enroll(anna, samples: [sample(1)], model: firstModel) { _ in throw Refusal() }
    }
    #expect(throws: StoreError.notEnrolled(anna, deletedAt: nil)) { try store.record(of: anna) }
    try store.enroll(anna, sample(1))
    let before = folder.databaseBytes.count
    #expect(throws: Refusal.self) {
      try store.update(anna, adding: [sample(2)], model: firstModel) { _ in throw Refusal() }
    }
    #expect(try store.enrollment(of: anna).samples.count == 1)
    #expect(folder.databaseBytes.count == before)
  }

  @Test func numbersThatCannotBeReadBackAreRefused() throws {
    let good = sample(1)
    let bad = EnrollmentSample(
      digest: good.digest, audioDuration: 3, speechDuration: 2, measurements: good.measurements,
      statistics: [SignatureStatistics(occupancies: [.nan], linear: [1])], firstOrder: nil)
    #expect(throws: StoreError.self) { try store.enroll(anna, bad) }
    var measurements = good.measurements
    measurements.signalToNoiseRatio = .infinity
    let loud = EnrollmentSample(
      digest: good.digest, audioDuration: 3, speechDuration: 2, measurements: measurements,
      statistics: good.statistics, firstOrder: nil)
    #expect(throws: StoreError.self) { try store.enroll(anna, loud) }
    #expect(throws: StoreError.notEnrolled(anna, deletedAt: nil)) { try store.record(of: anna) }
  }

  @Test func accountsDoNotSeeEachOther() throws {
    let other = try AccountID("tenant-2")
    #expect(throws: StoreError.noSuchAccount(other)) { try store.records(account: other) }
    try store.makeAccount(other)
    #expect(throws: StoreError.accountExists(other)) { try store.makeAccount(other) }
    #expect(try store.accounts() == [.standard, other])
    try store.enroll(anna, sample(1))
    #expect(throws: StoreError.notEnrolled(anna, deletedAt: nil)) {
      try store.record(of: anna, account: other)
    }
    #expect(throws: StoreError.notEnrolled(anna, deletedAt: nil)) { try store.delete(anna, account: other) }
    try store.enroll(anna, samples: [sample(2)], account: other, model: firstModel, summarize: summarize)
    #expect(try store.enrollment(of: anna).samples.map(\.digest) == [sample(1).digest])
    #expect(try store.records(account: other).totalCount == 1)
  }

  @Test func aMinimalStoreKeepsNoFirstOrderStatistics() throws {
    let folder = try TemporaryFolder()
    let minimal = try EnrollmentStore(folder.location, keepsFirstOrderStatistics: false)
    try minimal.enroll(anna, sample(1))
    #expect(try minimal.samples(of: anna).map(\.keepsFirstOrderStatistics) == [false])
    #expect(try minimal.enrollment(of: anna, firstOrder: true).samples.map(\.firstOrder) == [nil])

    #expect(try store.keepsFirstOrderStatistics)
    try store.enroll(anna, sample(1))
    try store.setKeepsFirstOrderStatistics(false)
    try store.update(anna, sample(2))
    #expect(try store.samples(of: anna).map(\.keepsFirstOrderStatistics) == [false, false])
    #expect(try EnrollmentStore(self.folder.location).keepsFirstOrderStatistics == false)
    #expect(try store.verify().faults == [])
  }
}
