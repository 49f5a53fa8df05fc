import Testing
import VoicePrint

@Suite struct SpeakerAssignmentTests {
  /// The greatest gain of all assignments, each of which is tried.
  private func greatestGain(_ gains: Matrix<Double>, voice: Int = 0, taken: Set<Int> = []) -> Double {
    guard voice < gains.rows else { return 0 }
    var best = greatestGain(gains, voice: voice + 1, taken: taken)
    for speaker in 0..<gains.columns where !taken.contains(speaker) {
      let rest = greatestGain(gains, voice: voice + 1, taken: taken.union([speaker]))
      best = max(best, gains[voice, speaker] + rest)
    }
    return best
  }

  @Test func noOtherAssignmentGainsMore() {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<300 {
      let (voices, speakers) = (Int(generator.next() % 6), Int(generator.next() % 6))
      let gains = generator.matrix(voices, speakers, deviation: 4)
      let assigned = SpeakerAssignment(gains: gains).speakers
      #expect(assigned.count == voices)
      let given = assigned.compactMap { $0 }
      #expect(Set(given).count == given.count, "no speaker is given twice")
      var gain = 0.0
      for (voice, speaker) in assigned.enumerated() {
        guard let speaker else { continue }
        #expect(gains[voice, speaker] > 0, "nobody is better than a loss")
        gain += gains[voice, speaker]
      }
      #expect((gain - greatestGain(gains)).magnitude < 1e-9)
    }
  }

  @Test func theBestPairIsGivenUpWhereTheRestGainsMore() {
    // Greedily the first voice takes the first speaker, and the second is left with nothing.
    let gains = Matrix(rows: [[5.0, 4], [4, -9]])
    #expect(SpeakerAssignment(gains: gains).speakers == [1, 0])
    #expect(SpeakerAssignment(gains: Matrix(rows: [[-1.0], [0]])).speakers == [nil, nil])
  }
}
