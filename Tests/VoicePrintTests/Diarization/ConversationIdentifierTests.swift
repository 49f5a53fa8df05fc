import Foundation
import Testing
import VoicePrint

@Suite struct ConversationIdentifierTests {
  private let speakers: [SpeakerID]
  private let identifier: ConversationIdentifier

  init() async throws {
    speakers = try ["anna", "bert", "cleo"].map { try SpeakerID($0) }
    identifier = ConversationIdentifier(model: try await TinyTraining.model.value)
  }

  private func named(_ ratios: [[Double]]) -> [String?] {
    identifier.voices(ratios: Matrix(rows: ratios), speakers: speakers).map { $0.speaker?.text }
  }

  @Test func noSpeakerIsGivenToTwoVoices() {
    #expect(named([[9, 1, 1], [8, 0, 0]]) == ["anna", nil])
    #expect(named([[9, 8, 1], [8, 0, 0]]) == ["bert", "anna"])
    #expect(named([[-2, 1, 0], [9, 12, -3], [2, 1, 4]]) == [nil, "bert", "cleo"])
  }

  @Test func theThresholdIsThatOfTheOperatingPoint() {
    let threshold = identifier.point.threshold
    #expect((threshold - log(0.95 / 0.05)).magnitude < 1e-12)
    #expect(named([[threshold, -9, -9]]) == ["anna"])
    #expect(named([[threshold.nextDown, -9, -9]]) == [nil])
  }

  @Test func confidenceIsThePosteriorAtThePrior() {
    let ratios = [2.0, 5, -1]
    let voice = identifier.voices(ratios: Matrix(rows: [ratios]), speakers: speakers)[0]
    let prior = identifier.point.targetPrior
    let all = ratios.reduce(1 - 3 * prior) { $0 + prior * exp($1) }
    #expect((voice.confidence - prior * exp(5) / all).magnitude < 1e-12)
    #expect(voice.candidates.map(\.speaker.text) == ["bert", "anna", "cleo"])
    let stranger = identifier.voices(ratios: Matrix(rows: [[-4, -5, -6]]), speakers: speakers)[0]
    let rest = [-4.0, -5, -6].reduce(1 - 3 * prior) { $0 + prior * exp($1) }
    #expect((stranger.confidence - (1 - 3 * prior) / rest).magnitude < 1e-12)
    // Ratios beyond what exponentials can hold.
    let sure = identifier.voices(ratios: Matrix(rows: [[2000, -2000, 1999]]), speakers: speakers)[0]
    #expect(sure.speaker?.text == "anna" && sure.confidence > 0.7 && sure.confidence < 0.74)
  }
}
