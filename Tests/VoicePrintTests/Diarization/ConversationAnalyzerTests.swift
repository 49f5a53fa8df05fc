import Testing
import VoicePrint

@Suite struct ConversationAnalyzerTests {
  private func speech(seconds: Double, speaker: Int, seed: UInt64) -> Waveform {
    var generator = SeededGenerator(seed: seed)
    return SyntheticVoice(speaker: speaker).speech(seconds: seconds, using: &generator)
  }

  @Test func blocksAddUpToTheStatisticsOfTheRecording() async throws {
    let model = try await TinyTraining.model.value
    let waveform = speech(seconds: 23.7, speaker: 2, seed: 1)
    var extractor = SignatureExtractor(model: model)
    let whole = extractor.analysis(of: waveform)
    var analyzer = ConversationAnalyzer(model: model)
    // However the samples come.
    for start in stride(from: 0, to: waveform.samples.count, by: 7001) {
      analyzer.append(Array(waveform.samples[start..<min(start + 7001, waveform.samples.count)]))
    }
    analyzer.finish()
    #expect(analyzer.isSpeech == whole.activity.mask.isSpeech)
    let blocks = analyzer.blocks
    #expect(blocks.frames.reduce(0, +) == whole.activity.mask.isSpeech.count { $0 })
    #expect(blocks.frames.allSatisfy { (1...BlockStatistics.length).contains($0) })
    let pooled = blocks.pooled(
      in: 0..<blocks.count, labels: Array(repeating: 0, count: blocks.count), count: 1)[0]
    // A conversation keeps every frame, a sample one in a few.
    var frontEnd = FrontEnd(options: model.frontEnd)
    let features = frontEnd.features(of: waveform).views
    for view in model.views.indices {
      var computer = PosteriorComputer(mixture: model.views[view].mixture)
      let expected = model.views[view].totalVariability.signatureStatistics(
        of: BaumWelchStatistics(of: features[view], with: &computer))
      expectError(
        relativeDistance(pooled[view].occupancies, to: expected.occupancies), atMost: 1e-3, "N, view \(view)")
      expectError(relativeDistance(pooled[view].linear, to: expected.linear), atMost: 2e-3, "b, view \(view)")
    }
  }

  @Test func longRecordingsAreCutIntoSectionsThatFitTogether() async throws {
    let model = try await TinyTraining.model.value
    let piece = speech(seconds: 25, speaker: 1, seed: 4).samples
    var analyzer = ConversationAnalyzer(model: model)
    for _ in 0..<24 { analyzer.append(piece) }
    analyzer.finish()
    #expect(analyzer.isSpeech.count == 60_000)
    let (blocks, sections) = (analyzer.blocks, analyzer.sections)
    #expect(sections.count == 2)
    #expect(sections[0].lowerBound == 0 && sections[0].upperBound == sections[1].lowerBound)
    #expect(sections[1].upperBound == blocks.count && blocks.blocks == blocks.blocks.sorted())
    // The piece repeats, and so does what is found in it, also across the seam between sections; the first and the
    // last piece have other neighbours.
    let first = Array(analyzer.isSpeech[2500..<5000])
    var agreeing = 0
    for piece in 1..<23 {
      agreeing += zip(first, analyzer.isSpeech[piece * 2500..<(piece + 1) * 2500]).count { $0 == $1 }
    }
    let share = Double(agreeing) / Double(22 * 2500)
    #expect(share > 0.995, "\(share)")
  }
}
