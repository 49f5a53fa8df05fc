import Foundation
import Testing
import VoicePrint
import VoicePrintStore

@Suite struct ListingTests {
  let folder: TemporaryFolder
  let store: EnrollmentStore

  init() throws {
    folder = try TemporaryFolder()
    store = try EnrollmentStore(folder.location)
  }

  @Test func aThousandAreListedInTheOrderOfTheirCreation() throws {
    let numbers = (0..<1000).map { ($0 * 617) % 1000 }
    for number in numbers {
      try store.enroll(speaker(number), sample(number, speech: number % 2 == 0 ? 13 : 2))
    }
    try store.update(speaker(numbers[3]), sample(5000, speech: 13))
    var listed: [SpeakerID] = []
    for page in 1...11 {
      let result = try store.records(page: page, perPage: 100)
      #expect(result.totalCount == 1000)
      #expect(result.totalPages == 10)
      #expect(result.records.count == (page < 11 ? 100 : 0))
      listed += result.records.map(\.speaker)
    }
    #expect(listed == (try numbers.map { try speaker($0) }))

    let complete = try store.records(includePartial: false, page: 1, perPage: 1000)
    let expected = numbers.enumerated().filter { $0.element % 2 == 0 || $0.offset == 3 }.map(\.element)
    #expect(complete.records.map(\.speaker) == (try expected.map { try speaker($0) }))
    #expect(complete.totalCount == expected.count)

    var signatures: [SpeakerID] = []
    try store.visitSignatures { signature in
      signatures.append(signature.speaker)
      #expect(signature.isComplete)
      #expect(signature.model == firstModel.identity)
    }
    #expect(signatures == complete.records.map(\.speaker))
    var bytes: [[UInt8]] = []
    try store.visitSignatures(includePartial: true) { bytes.append($0.bytes) }
    #expect(bytes == (try store.records(perPage: 1000).records.map(\.summary.signature)))
  }

  @Test func anEmptyStoreHasOneEmptyPage() throws {
    let page = try store.records()
    #expect(page.records.isEmpty)
    #expect(page.totalCount == 0)
    #expect(page.totalPages == 1)
    #expect(try store.records(page: .max, perPage: 1000).records.isEmpty)
  }

  @Test func theNameOfTheIdIsRemembered() throws {
    try store.enroll(
      speaker(1), samples: [sample(1)], idName: .enrollmentId, model: firstModel, summarize: summarize)
    try store.update(speaker(1), sample(2))
    try store.enroll(speaker(2), sample(1))
    #expect(try store.records().records.map(\.idName) == [.enrollmentId, .speakerId])
  }

  @Test func deletedIdsAreRememberedAndCanBeEnrolledAgain() throws {
    let anna = try SpeakerID("anna")
    #expect(throws: StoreError.notEnrolled(anna, deletedAt: nil)) { try store.delete(anna) }
    try store.enroll(anna, sample(1))
    #expect(try store.tombstone(of: anna) == nil)
    #expect(try store.delete(anna))
    let tombstone = try #require(try store.tombstone(of: anna))
    #expect(abs(tombstone.deletedAt.timeIntervalSinceNow) < 60)
    #expect(throws: StoreError.notEnrolled(anna, deletedAt: tombstone.deletedAt)) { try store.delete(anna) }
    #expect(throws: StoreError.notEnrolled(anna, deletedAt: tombstone.deletedAt)) {
      try store.record(of: anna)
    }
    #expect(throws: StoreError.notEnrolled(anna, deletedAt: tombstone.deletedAt)) {
      try store.update(anna, sample(1))
    }
    #expect(try store.records().totalCount == 0)

    try store.enroll(anna, sample(2))
    #expect(try store.tombstone(of: anna) == nil)
    #expect(try store.enrollment(of: anna).samples.map(\.digest) == [sample(2).digest])
  }

  /// One signature is a database row and a seal to open; a hundred thousand take about a second.
  @Test func signaturesAreReadQuickly() throws {
    let count = Int(ProcessInfo.processInfo.environment["VOICEPRINT_STORE_SCALE"] ?? "") ?? 1000
    let signature = [UInt8](repeating: 7, count: 1700)
    for number in 0..<count {
      try store.enroll(speaker(number), samples: [sample(number)], model: firstModel) {
        EnrollmentSummary(status: EnrollmentStatus($0, quality: .good), signature: signature)
      }
    }
    let reopened = try EnrollmentStore(folder.location)
    var visited = 0
    let start = clock()
    let time = try ContinuousClock().measure {
      try reopened.visitSignatures(includePartial: true) { visited += $0.bytes.count == 1700 ? 1 : 0 }
    }
    #expect(visited == count)
    #expect(time < .microseconds(100 * count) + .milliseconds(500))
    print("signatures: \(count) in \(time), \(clock() - start) µs of CPU")
  }
}
