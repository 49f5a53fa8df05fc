/// The recordings of a data directory, decoded once, and their degraded copies.
struct TrainingRecordings: Sendable {
  let utterances: [DataDirectory.Utterance]
  let seed: UInt64
  /// How fast copies are played.
  let speeds: [Double]
  /// All recordings, in 16 bits: an hour takes 115 MB.
  private let kept: [KeptWaveform]
  /// A few recordings, for babble.
  private let voices: [Waveform]

  /// Every how many recordings one is used for babble.
  private static let voiceStride = 37

  /// Decodes all recordings.
  ///
  /// - Throws: ``TrainingError/unusableRecording(path:reason:)`` or `CancellationError`.
  init(
    _ directory: DataDirectory, options: TrainingOptions,
    report: @escaping @Sendable (TrainingProgress) -> Void
  ) async throws {
    utterances = directory.utterances
    seed = options.seed
    speeds = options.speeds
    let (decoder, count) = (AudioDecoder(), utterances.count)
    kept = try await ConcurrentMap.map(
      utterances, tasks: options.tasks,
      progress: { report(TrainingProgress(stage: "decoding", fraction: Double($0) / Double(count))) }
    ) { utterance in
      do {
        return KeptWaveform(try decoder.recording(contentsOf: utterance.path).waveform)
      } catch {
        throw TrainingError.unusableRecording(path: utterance.path, reason: "\(error)")
      }
    }
    let kept = kept
    voices = stride(from: 0, to: kept.count, by: Self.voiceStride).map { kept[$0].waveform }
  }

  /// A recording as it came.
  func waveform(_ index: Int) -> Waveform { kept[index].waveform }

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

/// A waveform in half the memory: most recordings come in 16 bits.
private struct KeptWaveform: Sendable {
  private let samples: [Int16]
  private let sampleRate: Int

  init(_ waveform: Waveform) {
    sampleRate = waveform.sampleRate
    samples = waveform.samples.map { Int16(max(-32768, min(32767, ($0 * 32768).rounded()))) }
  }

  var waveform: Waveform { Waveform(samples: samples.map { Float($0) / 32768 }, sampleRate: sampleRate) }
}
