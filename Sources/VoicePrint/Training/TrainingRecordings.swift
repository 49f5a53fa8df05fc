/// The recordings of a data directory and their degraded copies, decoded on demand.
struct TrainingRecordings: Sendable {
  let utterances: [DataDirectory.Utterance]
  let seed: UInt64
  /// How fast copies are played.
  let speeds: [Double]
  /// A few recordings kept in memory, for babble.
  private let voices: [Waveform]
  private let decoder = AudioDecoder()

  /// Every how many recordings one is kept for babble.
  private static let voiceStride = 37

  init(_ directory: DataDirectory, options: TrainingOptions) async throws {
    utterances = directory.utterances
    seed = options.seed
    speeds = options.speeds
    let kept = stride(from: 0, to: utterances.count, by: Self.voiceStride).map { directory.utterances[$0] }
    let decoder = decoder
    voices = try await ConcurrentMap.map(kept, tasks: options.tasks) {
      try Self.waveform(of: $0, with: decoder)
    }
  }

  /// A recording as it came.
  func waveform(_ index: Int) throws -> Waveform {
    try Self.waveform(of: utterances[index], with: decoder)
  }

  private static func waveform(
    of utterance: DataDirectory.Utterance, with decoder: AudioDecoder
  ) throws -> Waveform {
    do {
      return try decoder.recording(contentsOf: utterance.path).waveform
    } catch {
      throw TrainingError.unusableRecording(path: utterance.path, reason: "\(error)")
    }
  }

  /// A copy of a recording; the same on every call.
  func copy(_ copy: TrainingCopy, of waveform: Waveform, index: Int) throws -> Waveform {
    var generator = SeededGenerator(
      seed: seed &+ UInt64(copy.speed * Degradation.Kind.allCases.count + copy.kind.rawValue), stream: index)
    return try Degradation.copy(
      of: played(waveform, at: speeds[copy.speed]), copy.kind, voices: voices, using: &generator)
  }

  /// The waveform played faster (above 1) or slower.
  private func played(_ waveform: Waveform, at speed: Double) throws -> Waveform {
    guard speed != 1 else { return waveform }
    let rate = Int((Double(waveform.sampleRate) * speed).rounded())
    return try Waveform(samples: waveform.samples, sampleRate: rate).resampled(to: waveform.sampleRate)
  }
}

/// What can stop training.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
  /// A recording cannot be decoded.
  case unusableRecording(path: String, reason: String)
  /// There is not enough to train from.
  case tooLittleData(String)
  /// The work folder belongs to other options or other data.
  case foreignCheckpoint(path: String)

  /// What was wrong and what to do.
  public var description: String {
    switch self {
    case .unusableRecording(let path, let reason): "\(path): \(reason)"
    case .tooLittleData(let what): "too little to train from: \(what)"
    case .foreignCheckpoint(let path):
      "\(path) holds the beginnings of another training: remove it, or train with the options it was begun with"
    }
  }
}
