import Foundation
import GRDB
import Testing
import VoicePrint
import VoicePrintStore

/// An account's calibration, and the state that a decision rests on.
@Suite struct CalibrationTests {
  let folder: TemporaryFolder
  let store: EnrollmentStore

  init() throws {
    folder = try TemporaryFolder()
    store = try EnrollmentStore(folder.location)
  }

  private let numbers = Array("offset and scale of this place".utf8)

  private func precedence(_ speaker: SpeakerID) -> UInt64 { Place.precedence(of: speaker.text) }

  private func mark() throws -> PlaceMark { try store.placeMark() }

  @Test func whatIsStoredComesBackSealedAndByAccount() throws {
    let second = try AccountID("second")
    try store.makeAccount(second)
    #expect(try store.calibration() == nil)
    try store.setCalibration(numbers, model: firstModel.identity)
    let stored = try #require(try store.calibration())
    #expect(stored.bytes == numbers && stored.model == firstModel.identity)
    #expect(try store.calibration(account: second) == nil)
    try store.setCalibration([1], model: secondModel.identity)
    #expect(try store.calibration()?.bytes == [1] && store.calibration()?.model == secondModel.identity)
    #expect(folder.databaseBytes.range(of: Data(numbers)) == nil)
    #expect(try store.verify(summarize: summarize).faults == [])
    #expect(try store.resetCalibration())
    #expect(try store.calibration() == nil && !store.resetCalibration())
    #expect(try store.verify(summarize: summarize).faults == [])
  }

  @Test func nothingFittedFromAVoiceOutlivesIt() throws {
    for number in 0..<3 { try store.enroll(speaker(number), sample(number), sample(number + 10)) }
    try store.setCalibration(numbers, model: firstModel.identity)
    try store.remove(sample(10), of: speaker(0))
    #expect(try store.calibration() == nil)
    try store.setCalibration(numbers, model: firstModel.identity)
    try store.delete(speaker(1))
    #expect(try store.calibration() == nil)
    try store.setCalibration(numbers, model: firstModel.identity)
    try store.update(speaker(0), sample(30))
    try store.enroll(speaker(7), sample(7))
    #expect(try store.calibration()?.bytes == numbers)
    #expect(try store.verify(summarize: summarize).faults == [])
  }

  @Test func whatWasFittedToAVoiceThatWentMeanwhileIsNotStored() throws {
    for number in 0..<3 { try store.enroll(speaker(number), sample(number), sample(number + 10)) }
    let before = try mark()
    try store.enroll(speaker(5), sample(5))
    #expect(try store.setCalibration(numbers, model: firstModel.identity, ifUnchangedSince: before))
    try store.delete(speaker(1))
    #expect(try !store.setCalibration(numbers, model: firstModel.identity, ifUnchangedSince: before))
    #expect(try store.calibration() == nil)
    let later = try mark()
    try store.remove(sample(12), of: speaker(2))
    #expect(try !store.setCalibration(numbers, model: firstModel.identity, ifUnchangedSince: later))
    // Deleted and enrolled anew with as many samples: another voice all the same.
    let last = try mark()
    try store.delete(speaker(0))
    try store.enroll(speaker(0), sample(40), sample(41))
    #expect(try !store.setCalibration(numbers, model: firstModel.identity, ifUnchangedSince: last))
  }

  @Test func membersAreChosenByTheirNamesAndNotByTheOrder() throws {
    let other = try EnrollmentStore(TemporaryFolder().location)
    let complete = Array(0..<30)
    for number in complete { try store.enroll(speaker(number), sample(number, speech: 13)) }
    for number in complete.reversed() { try other.enroll(speaker(number), sample(number, speech: 13)) }
    try store.enroll(speaker(90), sample(90, speech: 2))
    try store.enroll(
      speaker(91), samples: [sample(91, speech: 13)], model: secondModel, summarize: summarize)
    let chosen = try store.place(model: firstModel.identity, limit: 8, precedence: precedence)
    let expected = try complete.map { try speaker($0) }.sorted { precedence($0) < precedence($1) }.prefix(8)
    #expect(chosen.members.map(\.speaker) == expected.sorted())
    #expect(
      try other.place(model: firstModel.identity, limit: 8, precedence: precedence).members.map(\.speaker)
        == chosen.members.map(\.speaker))
    let all = try store.place(model: firstModel.identity, limit: 100, precedence: precedence)
    #expect(all.members.count == 30)
  }

  @Test func readsOfOneMomentAgree() throws {
    for number in 0..<4 { try store.enroll(speaker(number), sample(number, speech: 13)) }
    try store.setCalibration(numbers, model: firstModel.identity)
    let (record, place) = try store.verification(
      of: speaker(2), model: firstModel.identity, limit: 100, precedence: precedence)
    #expect(try record == store.record(of: speaker(2)))
    #expect(place.members.count == 4 && place.calibration?.bytes == numbers)
    var visited: [SpeakerID] = []
    var begun: [PlaceState] = []
    let state = try store.identification(
      model: firstModel.identity, limit: 2, precedence: precedence,
      begin: { state in
        #expect(visited.isEmpty)
        begun.append(state)
      }
    ) { visited.append($0.speaker) }
    #expect(begun.map(\.mark) == [state.mark])
    #expect(visited.count == 4 && state.members.count == 2 && state.calibration?.bytes == numbers)
    let (records, again) = try store.requested(
      [speaker(3), speaker(1)], model: firstModel.identity, limit: 100, precedence: precedence)
    #expect(try records.map(\.speaker) == [speaker(3), speaker(1)] && again.members.count == 4)
  }

  @Test func aNewKeyKeepsItAndDamageIsNoticed() throws {
    try store.setCalibration(numbers, model: firstModel.identity)
    try store.rekey(keepsFormerKey: false)
    #expect(try store.calibration()?.bytes == numbers)
    #expect(try store.verify(summarize: summarize).faults == [])
    try store.close()
    try folder.intruder().write { try $0.execute(sql: "UPDATE calibration SET fittedAt = fittedAt + 1") }
    let reopened = try EnrollmentStore(folder.location)
    #expect(try !reopened.verify(summarize: summarize).faults.isEmpty)
  }
}
