/// Cuts recordings of conversations by speaker.
///
/// ```swift
/// var reader = try AudioDecoder(options: .conversation()).reader(contentsOf: "meeting.wav")
/// let diarization = try ConversationDiarizer(model: model).diarization(of: &reader)
/// ```
public struct ConversationDiarizer: Sendable {
  /// The model.
  public let model: VoiceModel
  /// What is known beforehand.
  public let options: DiarizationOptions

  /// A diarizer.
  public init(model: VoiceModel, options: DiarizationOptions = DiarizationOptions()) {
    self.model = model
    self.options = options
  }

  /// Finds who speaks when; memory grows by some 30 MB for an hour, whatever the recording's format.
  ///
  /// - Parameters:
  ///   - reader: of the recording, with separate channels where each is one speaker.
  ///   - progress: told how much is done, 0…1, as far as that can be known.
  /// - Returns: segments and voices; neither where nobody speaks.
  /// - Throws: `AudioError`; ``NumericsError`` for samples that no statistics can be made of; `CancellationError`.
  public func diarization(
    of reader: inout AudioReader, progress: (Double) -> Void = { _ in }
  ) throws -> Diarization {
    if options.separatesChannels, reader.channelCount > 1 {
      return try channelDiarization(of: &reader, progress: progress)
    }
    var analyzer = ConversationAnalyzer(model: model)
    var samples = 0
    while let block = try reader.next() {
      try Task.checkCancellation()
      analyzer.append(block[0].samples)
      samples += block[0].samples.count
      if let share = reader.progress { progress(Self.readingShare * share) }
    }
    analyzer.finish()
    progress(Self.readingShare)
    let blocks = analyzer.blocks
    let solution = try SpeakerClustering(model: model, options: options).solve(
      blocks, sections: analyzer.sections)
    let rate = Double(model.frontEnd.frame.sampleRate)
    let result = try diarization(
      blocks, solution: solution, isSpeech: analyzer.isSpeech, duration: Double(samples) / rate)
    progress(1)
    return result
  }

  /// Finds who speaks when in a waveform at the model's sample rate.
  ///
  /// - Throws: ``NumericsError``, `CancellationError`.
  public func diarization(of waveform: Waveform) throws -> Diarization {
    precondition(waveform.sampleRate == model.frontEnd.frame.sampleRate, "a waveform at the model's rate")
    var analyzer = ConversationAnalyzer(model: model)
    analyzer.append(waveform.samples)
    analyzer.finish()
    let blocks = analyzer.blocks
    let solution = try SpeakerClustering(model: model, options: options).solve(
      blocks, sections: analyzer.sections)
    return try diarization(
      blocks, solution: solution, isSpeech: analyzer.isSpeech, duration: waveform.duration)
  }

  /// Share of the work that is done when all has been read.
  static let readingShare = 0.85

  /// Turns rows with probabilities into segments with voices.
  private func diarization(
    _ blocks: BlockStatistics, solution: TurnInference.Solution?, isSpeech: [Bool], duration: Double
  ) throws -> Diarization {
    guard let solution else {
      return Diarization(segments: [], speakers: [], duration: duration, model: model.identity)
    }
    let (labels, _) = solution.labels
    var rowOfFrame = [Int](repeating: -1, count: isSpeech.count)
    for (row, block) in blocks.blocks.enumerated() {
      let first = block * BlockStatistics.length
      for frame in first..<min(first + BlockStatistics.length, isSpeech.count) { rowOfFrame[frame] = row }
    }
    let speakers = isSpeech.indices.map { isSpeech[$0] && rowOfFrame[$0] >= 0 ? labels[rowOfFrame[$0]] : -1 }
    let shift = model.frontEnd.frame.frameShiftMilliseconds / 1000
    let segments = TurnSegments(options: options, frameShift: shift).segments(of: speakers)
    // Somebody all of whose turns were too short is not there any more.
    let (present, count) = TurnInference.Solution.renumbered(segments.map(\.speaker))
    var number: [Int: Int] = [:]
    for (segment, label) in zip(segments, present) { number[segment.speaker] = label }
    let confidences = labels.indices.map { solution.responsibilities.row($0).max() ?? 0 }
    let found = zip(segments, present).map { segment, label -> Diarization.Segment in
      let rows = segment.frames.map { rowOfFrame[$0] }.filter { $0 >= 0 }
      let own = rows.map { number[labels[$0]] == label ? confidences[$0] : 1 - confidences[$0] }
      return Diarization.Segment(
        start: Double(segment.frames.lowerBound) * shift,
        end: min(Double(segment.frames.upperBound) * shift, duration), speaker: label,
        confidence: own.isEmpty ? 0 : min(max(own.reduce(0, +) / Double(own.count), 0), 1))
    }
    let kept = labels.map { number[$0] ?? -1 }
    let pooled = blocks.pooled(in: 0..<blocks.count, labels: kept, count: count)
    var frames = [Int](repeating: 0, count: count)
    for (row, label) in kept.enumerated() where label >= 0 { frames[label] += blocks.frames[row] }
    return Diarization(
      segments: found,
      speakers: try pooled.indices.map { index in
        let speech = Double(frames[index]) * shift
        return Diarization.Speaker(
          statistics: pooled[index], speechDuration: speech,
          signature: try model.signature(of: pooled[index], speechDuration: speech))
      },
      duration: duration, model: model.identity)
  }
}

extension AudioDecoder.Options {
  /// Limits for conversations: 12 hours and 8 GiB, since they are read block by block.
  ///
  /// - Parameter separatesChannels: whether each channel is kept apart.
  /// - Returns: options for a decoder whose reader is diarized.
  public static func conversation(separatesChannels: Bool = false) -> Self {
    var options = Self()
    options.maximumBytes = 8 << 30
    options.maximumDurationSeconds = 43_200
    options.channelLayout = separatesChannels ? .separate : .mixed
    return options
  }
}
