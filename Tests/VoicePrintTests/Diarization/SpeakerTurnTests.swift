import Testing
import VoicePrint

@Suite struct SpeakerTurnTests {
  @Test func linesAreThoseOfTheFormat() {
    let turns = [
      SpeakerTurn(speaker: "bob", start: 61.0004, end: 62.5),
      SpeakerTurn(speaker: "alice", start: 0, end: 0.05),
    ]
    #expect(
      turns.richTranscription(file: "my call") == """
        SPEAKER my_call 1 0.000 0.050 <NA> <NA> alice <NA> <NA>
        SPEAKER my_call 1 61.000 1.500 <NA> <NA> bob <NA> <NA>

        """)
    #expect([SpeakerTurn]().richTranscription(file: "x").isEmpty)
  }
}
