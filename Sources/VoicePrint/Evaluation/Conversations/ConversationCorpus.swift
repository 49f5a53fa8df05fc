/// Conversations of the speakers of a data directory, made of what they are not enrolled with.
public struct ConversationCorpus: Sendable {
  /// Recordings of each speaker to enroll with, by name.
  public let enrollments: [String: [DataDirectory.Utterance]]
  /// How conversations are made.
  public let options: ConversationOptions
  private let speakers: [(name: String, utterances: [DataDirectory.Utterance])]

  /// A corpus over the speakers of a directory that has `enroll`.
  ///
  /// - Throws: ``DataDirectoryError`` or ``EvaluationError``.
  public init(_ directory: DataDirectory, options: ConversationOptions) throws {
    self.options = options
    let enrolling = Set(try directory.enrollments().flatMap(\.utterances))
    let bySpeaker = Dictionary(grouping: directory.utterances, by: \.speaker)
    enrollments = bySpeaker.mapValues { $0.filter { enrolling.contains($0.name) } }
    speakers = bySpeaker.keys.sorted().map { name in
      (name, (bySpeaker[name] ?? []).filter { !enrolling.contains($0.name) })
    }.filter { !$0.utterances.isEmpty }
  }

  /// One of the conversations; the same on every call.
  ///
  /// - Parameters:
  ///   - index: of the conversation, from 0.
  ///   - count: number of speakers.
  ///   - seed: of everything random.
  /// - Returns: the conversation of speakers drawn from the corpus.
  /// - Throws: ``EvaluationError`` where a recording cannot be used or there are too few speakers.
  public func conversation(_ index: Int, speakers count: Int, seed: UInt64) throws(EvaluationError)
    -> Conversation
  {
    guard speakers.count >= count else { throw .tooFewSpeakers(found: speakers.count, needed: count) }
    var random = SeededGenerator(seed: seed, stream: index)
    let order = speakers.indices.shuffled(using: &random)
    var cast: [ConversationGenerator.Speaker] = []
    for speaker in order.prefix(count) {
      var waveforms: [Waveform] = []
      for utterance in speakers[speaker].utterances { waveforms.append(try Self.waveform(of: utterance)) }
      cast.append(ConversationGenerator.Speaker(name: speakers[speaker].name, waveforms: waveforms))
    }
    var voices: [Waveform] = []
    if options.channel.needsVoices {
      for speaker in order.dropFirst(count).prefix(Self.babbleSpeakers) {
        voices.append(try Self.waveform(of: speakers[speaker].utterances[0]))
      }
    }
    var generator = ConversationGenerator(options: options)
    do {
      return try generator.conversation(of: cast, index: index, voices: voices, using: &random)
    } catch {
      throw .unusableRecording(path: "conversation \(index)", reason: "\(error)")
    }
  }

  /// Others who babble.
  private static let babbleSpeakers = 8

  private static func waveform(of utterance: DataDirectory.Utterance) throws(EvaluationError) -> Waveform {
    do {
      return try AudioDecoder().recording(contentsOf: utterance.path).waveform
    } catch {
      throw .unusableRecording(path: utterance.path, reason: "\(error)")
    }
  }
}
