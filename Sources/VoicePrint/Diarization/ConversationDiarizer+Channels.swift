extension ConversationDiarizer {
  /// Each channel is one speaker: there is nothing to cluster, only to decide who speaks where both are heard.
  func channelDiarization(
    of reader: inout AudioReader, progress: (Double) -> Void
  ) throws -> Diarization {
    let model = model
    var channels = ChannelAnalyzers(model: model, count: reader.channelCount)
    var samples = 0
    while let block = try reader.next() {
      try Task.checkCancellation()
      channels.append(block)
      samples += block[0].samples.count
      if let share = reader.progress { progress(Self.readingShare * share) }
    }
    channels.finish()
    let winners = channels.loudest()
    let shift = model.frontEnd.frame.frameShiftMilliseconds / 1000
    let duration = Double(samples) / Double(model.frontEnd.frame.sampleRate)
    let segments = TurnSegments(options: options, frameShift: shift).segments(of: winners)
    let (present, count) = TurnInference.Solution.renumbered(segments.map(\.speaker))
    var channelOf = [Int](repeating: 0, count: count)
    for (segment, label) in zip(segments, present) { channelOf[label] = segment.speaker }
    var speakers: [Diarization.Speaker] = []
    for channel in channelOf {
      let (statistics, frames) = channels.pooled(channel, winners: winners)
      let speech = Double(frames) * shift
      speakers.append(
        Diarization.Speaker(
          statistics: statistics, speechDuration: speech,
          signature: try model.signature(of: statistics, speechDuration: speech)))
    }
    progress(1)
    return Diarization(
      segments: zip(segments, present).map { segment, label in
        Diarization.Segment(
          start: Double(segment.frames.lowerBound) * shift,
          end: min(Double(segment.frames.upperBound) * shift, duration), speaker: label, confidence: 1)
      },
      speakers: speakers, duration: duration, model: model.identity)
  }
}

/// An analyzer for each channel of a recording.
private struct ChannelAnalyzers: ~Copyable {
  private var first: ConversationAnalyzer
  private var others: [Box]
  private var count: Int

  /// Noncopyable values do not live in arrays.
  private final class Box {
    var analyzer: ConversationAnalyzer
    init(_ analyzer: consuming ConversationAnalyzer) { self.analyzer = analyzer }
  }

  init(model: VoiceModel, count: Int) {
    first = ConversationAnalyzer(model: model, keepsPowers: true)
    others = (1..<count).map { _ in Box(ConversationAnalyzer(model: model, keepsPowers: true)) }
    self.count = count
  }

  mutating func append(_ block: [Waveform]) {
    first.append(block[0].samples)
    for (box, waveform) in zip(others, block.dropFirst()) { box.analyzer.append(waveform.samples) }
  }

  mutating func finish() {
    first.finish()
    for box in others { box.analyzer.finish() }
  }

  /// For each frame the channel that speaks, the loudest one by its own standards where several do; −1 for none.
  ///
  /// What leaks from one channel into another is far below that channel's own speech.
  func loudest() -> [Int] {
    var result = [Int](repeating: -1, count: first.isSpeech.count)
    var best = [Float](repeating: 0, count: result.count)
    for channel in 0..<count {
      let (isSpeech, powers) = (isSpeech(channel), powers(channel))
      let spoken = isSpeech.indices.filter { isSpeech[$0] }
      guard !spoken.isEmpty else { continue }
      let mean = spoken.reduce(0) { $0 + powers[$1] } / Float(spoken.count)
      for frame in spoken where frame < result.count {
        // Over a fifth of a second, so that the decision does not follow syllables.
        let range = max(0, frame - 10)..<min(powers.count, frame + 11)
        let level = powers[range].reduce(0, +) / Float(range.count) / max(mean, .leastNormalMagnitude)
        if level > best[frame] { (result[frame], best[frame]) = (channel, level) }
      }
    }
    return result
  }

  /// Statistics of the blocks in which a channel speaks alone or louder than others, and their frames.
  func pooled(_ channel: Int, winners: [Int]) -> (statistics: [SignatureStatistics], frames: Int) {
    let blocks = channel == 0 ? first.blocks : others[channel - 1].analyzer.blocks
    var frames = 0
    let labels = blocks.blocks.enumerated().map { row, block -> Int in
      let start = block * BlockStatistics.length
      let own = winners[start..<min(start + BlockStatistics.length, winners.count)].count { $0 == channel }
      guard 2 * own > blocks.frames[row] else { return -1 }
      frames += blocks.frames[row]
      return 0
    }
    return (blocks.pooled(in: 0..<blocks.count, labels: labels, count: 1)[0], frames)
  }

  private func isSpeech(_ channel: Int) -> [Bool] {
    channel == 0 ? first.isSpeech : others[channel - 1].analyzer.isSpeech
  }

  private func powers(_ channel: Int) -> [Float] {
    channel == 0 ? first.powers : others[channel - 1].analyzer.powers
  }
}
