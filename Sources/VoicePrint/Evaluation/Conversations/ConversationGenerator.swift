internal import RealModule

/// Puts conversations together from recordings of single speakers, so that who speaks when is known.
///
/// Nothing is said twice: a conversation is as long as its speakers have something to say.
public struct ConversationGenerator: ~Copyable {
  /// One who takes part.
  public struct Speaker: Sendable {
    /// The name.
    public let name: String
    /// What there is to say, at 16 kHz.
    public let waveforms: [Waveform]

    /// A speaker from the parts.
    public init(name: String, waveforms: [Waveform]) {
      self.name = name
      self.waveforms = waveforms
    }
  }

  /// How conversations are made.
  public let options: ConversationOptions
  private var frontEnd: FrontEnd

  /// Level of speech before each speaker's own, relative to full scale, in dB.
  private static let level = -23.0
  /// Noise of the line in all pauses, relative to full scale, in dB.
  private static let floor = -60.0
  private static let rate = 16_000.0

  /// A generator of conversations.
  public init(options: ConversationOptions = ConversationOptions()) {
    self.options = options
    frontEnd = FrontEnd()
  }

  /// A conversation.
  ///
  /// - Parameters:
  ///   - speakers: those who take part; at least one, of different names.
  ///   - index: of the conversation: even ones get coloured noise, odd ones babble, where there is to be noise.
  ///   - voices: recordings of others, for babble.
  ///   - generator: everything random.
  /// - Returns: what is heard, and the truth about it.
  /// - Throws: `AudioError` where a codec fails.
  public mutating func conversation(
    of speakers: [Speaker], index: Int = 0, voices: [Waveform] = [], using generator: inout SeededGenerator
  ) throws(AudioError) -> Conversation {
    var cast: [ConversationVoice] = []
    for speaker in speakers {
      let own = Self.level + generator.uniform(in: -options.levelSpread...options.levelSpread)
      cast.append(
        ConversationVoice(
          speaker: speaker.name, waveforms: speaker.waveforms.shuffled(using: &generator),
          level: Float(Double.pow(10, own / 20)), frontEnd: &frontEnd))
    }
    var timeline = Timeline()
    var last: Int?
    while timeline.end < options.maximumSeconds * Self.rate,
      let next = Self.next(of: cast, after: last, using: &generator)
    {
      take(turn: next, after: last, of: &cast, on: &timeline, using: &generator)
      last = next
    }
    let floor = Double.pow(10, Self.floor / 20)
    timeline.samples += [Float](repeating: 0, count: Int(0.5 * Self.rate))
    for i in timeline.samples.indices { timeline.samples[i] += Float(floor * generator.gaussian()) }
    let waveform = try options.channel.passing(
      Waveform(samples: timeline.samples, sampleRate: Int(Self.rate)), index: index, voices: voices,
      using: &generator)
    return Conversation(
      waveform: waveform, turns: timeline.turns.sorted { ($0.start, $0.speaker) < ($1.start, $1.speaker) })
  }

  /// What has been said so far.
  private struct Timeline {
    var samples: [Float] = []
    var turns: [SpeakerTurn] = []
    /// Samples in which somebody, and in which two, speak.
    var (spoken, overlapped) = (0, 0)
    /// Where the last turn, and the one before it, ended.
    var (ends, endsBefore) = (0, 0)

    var end: Double { Double(samples.count) }

    /// Adds a piece from a sample on.
    mutating func add(_ piece: ConversationVoice.Piece, of speaker: String, at start: Int) {
      let missing = start + piece.samples.count - samples.count
      if missing > 0 { samples += [Float](repeating: 0, count: missing) }
      for (i, sample) in piece.samples.enumerated() { samples[start + i] += sample }
      for range in piece.speech {
        turns.append(
          SpeakerTurn(
            speaker: speaker, start: Double(start + range.lowerBound) / ConversationGenerator.rate,
            end: Double(start + range.upperBound) / ConversationGenerator.rate))
      }
      overlapped += max(0, min(ends, start + piece.samples.count) - start)
      spoken += piece.samples.count
    }
  }

  /// Lets one of the cast speak, and perhaps somebody else in between.
  private func take(
    turn next: Int, after last: Int?, of cast: inout [ConversationVoice], on timeline: inout Timeline,
    using generator: inout SeededGenerator
  ) {
    let span = Double.log(options.turnSeconds.lowerBound)...Double.log(options.turnSeconds.upperBound)
    let piece = cast[next].say(Double.exp(generator.uniform(in: span)))
    let start = beginning(of: piece, on: timeline, interrupting: last != nil, using: &generator)
    timeline.add(piece, of: cast[next].speaker, at: start)
    timeline.endsBefore = timeline.ends
    timeline.ends = max(timeline.ends, start + piece.samples.count)
    guard generator.uniform() < options.backChannelShare,
      let other = Self.next(of: cast, after: next, using: &generator)
    else { return }
    let word = cast[other].say(generator.uniform(in: options.backChannelSeconds))
    // Over the turn where speakers overlap, after it where they don't.
    let room = piece.samples.count - word.samples.count
    if options.overlap > 0, room > 0 {
      let place = start + Int(generator.uniform() * Double(room))
      timeline.add(word, of: cast[other].speaker, at: max(place, timeline.endsBefore))
    } else {
      let place = timeline.ends + Int(0.2 * Self.rate)
      timeline.add(word, of: cast[other].speaker, at: place)
      timeline.endsBefore = timeline.ends
      timeline.ends = place + word.samples.count
    }
  }

  /// Where a piece begins: after a pause, or before the last one ends where there is too little overlap so far.
  private func beginning(
    of piece: ConversationVoice.Piece, on timeline: Timeline, interrupting: Bool,
    using generator: inout SeededGenerator
  ) -> Int {
    let pause = Int(generator.uniform(in: options.pauseSeconds) * Self.rate)
    let wanted = options.overlap * Double(timeline.spoken - timeline.overlapped)
    guard options.overlap > 0, interrupting, Double(timeline.overlapped) < wanted else {
      return timeline.ends + pause
    }
    let longest = min(piece.samples.count / 2, timeline.ends - timeline.endsBefore)
    let shared = Int(generator.uniform(in: 0.3...1) * Double(max(longest, 0)))
    return max(timeline.ends - shared, timeline.endsBefore)
  }

  /// Who speaks next: somebody else, the likelier the more there is left to say.
  private static func next(
    of cast: [ConversationVoice], after last: Int?, using generator: inout SeededGenerator
  ) -> Int? {
    let able = cast.indices.filter { $0 != last && cast[$0].remaining > 0 }
    let total = able.reduce(0) { $0 + cast[$1].remaining }
    var draw = generator.uniform() * total
    for index in able {
      draw -= cast[index].remaining
      if draw <= 0 { return index }
    }
    return able.last
  }
}
