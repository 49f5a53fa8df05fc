import Testing
import VoicePrint

@Suite struct TurnSegmentsTests {
  private func segments(
    _ runs: [(speaker: Int, frames: Int)], _ change: (inout DiarizationOptions) -> Void = { _ in }
  ) -> [TurnSegments.Segment] {
    var options = DiarizationOptions()
    change(&options)
    let speakers = runs.flatMap { Array(repeating: $0.speaker, count: $0.frames) }
    return TurnSegments(options: options, frameShift: 0.01).segments(of: speakers)
  }

  private func described(_ segments: [TurnSegments.Segment]) -> [String] {
    segments.map { "\($0.speaker): \($0.frames.lowerBound)–\($0.frames.upperBound)" }
  }

  @Test func shortPausesOfOneSpeakerDoNotDivide() {
    #expect(described(segments([(-1, 5), (0, 50), (-1, 29), (0, 40)])) == ["0: 5–124"])
    #expect(described(segments([(0, 50), (-1, 30), (0, 40)])) == ["0: 0–50", "0: 80–120"])
    #expect(described(segments([(0, 50), (-1, 10), (1, 40)])) == ["0: 0–50", "1: 60–100"])
  }

  @Test func whatIsTooShortAndTouchesIsAbsorbed() {
    #expect(described(segments([(0, 50), (1, 20), (0, 40)])) == ["0: 0–110"])
    #expect(described(segments([(0, 50), (1, 20), (2, 80)])) == ["0: 0–50", "2: 50–150"])
    // A short word that stands alone is somebody's.
    #expect(described(segments([(0, 50), (-1, 5), (1, 20), (-1, 5), (0, 40)])).count == 3)
  }

  @Test func keptSilenceBelongsToItsNeighbours() {
    let filled = segments([(-1, 30), (0, 50), (-1, 100), (1, 40), (-1, 30)]) { $0.dropsSilence = false }
    #expect(described(filled) == ["0: 30–130", "1: 130–220"])
    #expect(segments([(-1, 500)]) { $0.dropsSilence = false }.isEmpty)
  }

  @Test func neverOverlapAndStayInOrder() {
    var generator = SeededGenerator(seed: 8)
    for _ in 0..<200 {
      let runs = (0..<20).map { _ in (Int(generator.next() % 5) - 1, 1 + Int(generator.next() % 60)) }
      for dropsSilence in [true, false] {
        let found = segments(runs) { $0.dropsSilence = dropsSilence }
        let speakers = runs.flatMap { Array(repeating: $0.0, count: $0.1) }
        for (before, after) in zip(found, found.dropFirst()) {
          #expect(before.frames.upperBound <= after.frames.lowerBound)
        }
        #expect(found.allSatisfy { !$0.frames.isEmpty && $0.speaker >= 0 })
        let covered = Set(found.flatMap { Array($0.frames) })
        #expect(speakers.indices.allSatisfy { speakers[$0] < 0 || covered.contains($0) })
      }
    }
  }
}
