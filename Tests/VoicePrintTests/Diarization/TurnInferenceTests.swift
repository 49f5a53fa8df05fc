import Testing
import VoicePrint

@Suite struct TurnInferenceTests {
  /// Two voices by rule, in turns of five seconds.
  private func blocks(_ model: VoiceModel) -> (BlockStatistics, truth: [Int]) {
    var generator = SeededGenerator(seed: 21)
    var analyzer = ConversationAnalyzer(model: model)
    for turn in 0..<8 {
      analyzer.append(
        SyntheticVoice(speaker: turn % 2 == 0 ? 0 : 3).speech(seconds: 5, using: &generator).samples)
    }
    analyzer.finish()
    let blocks = analyzer.blocks
    let perTurn = 500 / BlockStatistics.length
    return (blocks, blocks.blocks.map { $0 / perTurn % 2 })
  }

  @Test func theBoundNeverFalls() async throws {
    let model = try await TinyTraining.model.value
    let (blocks, _) = blocks(model)
    var generator = SeededGenerator(seed: 2)
    let start = (0..<blocks.count).map { _ in Int(generator.next() % 3) }
    var last = -Double.infinity
    for iterations in 1...12 {
      var options = TurnInferenceOptions()
      (options.acousticScale, options.speakerRegularization) = (1, 1)
      options.iterations = iterations
      let solution = try TurnInference(model: model, options: options).solve(
        blocks, in: 0..<blocks.count, start: start, count: 3, dropsSpeakers: false)
      // Shares are re-estimated in between, which may only help.
      #expect(solution.bound >= last - 1e-6 * last.magnitude, "iteration \(iterations)")
      last = solution.bound
      for row in 0..<blocks.count {
        #expect((solution.responsibilities.row(row).reduce(0, +) - 1).magnitude < 1e-9)
      }
    }
  }

  @Test func turnsAreFoundFromAPoorStart() async throws {
    let model = try await TinyTraining.model.value
    let (blocks, truth) = blocks(model)
    // Four fifths right.
    let start = truth.enumerated().map { $0.offset.isMultiple(of: 5) ? 1 - $0.element : $0.element }
    var options = TurnInferenceOptions()
    (options.acousticScale, options.speakerRegularization) = (1, 1)
    let solution = try TurnInference(model: model, options: options).solve(
      blocks, in: 0..<blocks.count, start: start, count: 2)
    let (labels, _) = TurnInference.Solution.renumbered(truth)
    let agreeing = zip(solution.labels.labels, labels).count { $0 == $1 }
    #expect(Double(agreeing) > 0.97 * Double(blocks.count), "\(agreeing) of \(blocks.count)")
  }
}
