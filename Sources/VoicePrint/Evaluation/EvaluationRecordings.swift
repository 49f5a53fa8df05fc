/// The recordings that an evaluation needs, each analysed once for each treatment it gets.
struct EvaluationRecordings: Sendable {
  /// What is done to a recording before it is analysed.
  struct Treatment: Hashable, Sendable {
    let channel: EvaluationCondition.Channel
    /// Cut where there is this much speech, in seconds.
    let seconds: Double?
  }

  /// A recording with its treatment.
  struct Job: Hashable, Sendable {
    let utterance: String
    let treatment: Treatment
  }

  /// Scratch memory of a task.
  private struct Scratch: ~Copyable {
    var extractor: SignatureExtractor
    var frontEnd: FrontEnd

    /// A waveform up to where it holds some speech, in seconds; whole where there is less.
    mutating func beginning(of waveform: Waveform, speech seconds: Double) -> Waveform {
      let mask = frontEnd.features(of: waveform).activity.mask
      let frames = mask.speechFrames
      let wanted = Int((seconds / mask.frameShift).rounded())
      guard wanted >= 1, frames.count > wanted else { return waveform }
      let end = Double(frames[wanted - 1] + 1) * mask.frameShift * Double(waveform.sampleRate)
      return Waveform(samples: Array(waveform.samples.prefix(Int(end))), sampleRate: waveform.sampleRate)
    }
  }

  private let model: VoiceModel
  private let options: EvaluationOptions
  private let positions: [String: Int]
  private let utterances: [DataDirectory.Utterance]

  /// How many recordings are kept in memory for babble.
  private static let voiceCount = 24

  init(model: VoiceModel, options: EvaluationOptions, directory: DataDirectory) {
    self.model = model
    self.options = options
    utterances = directory.utterances
    positions = Dictionary(uniqueKeysWithValues: directory.utterances.enumerated().map { ($1.name, $0) })
  }

  /// What an enrollment would keep of each job's recording; progress is told how many are done, from any task.
  func samples(
    of jobs: [Job], progress: @escaping @Sendable (Int) -> Void
  ) async throws -> [Job: EnrollmentSample] {
    let voices = try await voices(for: jobs)
    let (model, seed) = (model, options.seed)
    var located: [(job: Job, position: Int)] = []
    for job in jobs {
      guard let position = positions[job.utterance] else {
        throw EvaluationError.unknownUtterance(job.utterance)
      }
      located.append((job, position))
    }
    let samples = try await ConcurrentMap.map(
      located, tasks: options.tasks, progress: progress,
      makeState: {
        Scratch(extractor: SignatureExtractor(model: model), frontEnd: FrontEnd(options: model.frontEnd))
      }
    ) { scratch, located, _ in
      let utterance = utterances[located.position]
      var generator = SeededGenerator(seed: seed, stream: located.position)
      let others = voices.filter { $0.speaker != utterance.speaker }.map(\.waveform)
      return try Self.sample(
        utterance, index: located.position, located.job.treatment, others, &scratch, &generator)
    }
    return Dictionary(uniqueKeysWithValues: zip(jobs, samples))
  }

  private static func sample(
    _ utterance: DataDirectory.Utterance, index: Int, _ treatment: Treatment, _ voices: [Waveform],
    _ scratch: inout Scratch, _ generator: inout SeededGenerator
  ) throws(EvaluationError) -> EnrollmentSample {
    do {
      let recording = try AudioDecoder().recording(contentsOf: utterance.path)
      var waveform = recording.waveform
      if let seconds = treatment.seconds { waveform = scratch.beginning(of: waveform, speech: seconds) }
      waveform = try treatment.channel.passing(waveform, index: index, voices: voices, using: &generator)
      let analysis = scratch.extractor.analysis(of: waveform)
      return EnrollmentSample(
        digest: recording.digest, audioDuration: waveform.duration,
        speechDuration: analysis.activity.mask.speechDuration,
        measurements: SampleMeasurements(
          signalToNoiseRatio: analysis.activity.signalToNoiseRatio,
          speechLevel: analysis.activity.speechLevelRelativeToFullScale,
          clippedFraction: recording.source.clippedFraction, bandwidth: analysis.bandwidth,
          sourceSampleRate: treatment.channel == .telephone ? 8000 : recording.source.sampleRate),
        statistics: analysis.statistics, firstOrder: nil)
    } catch {
      throw .unusableRecording(path: utterance.path, reason: "\(error)")
    }
  }

  /// Recordings of the set, spread over it, for babble; none where no job needs them.
  private func voices(for jobs: [Job]) async throws -> [(speaker: String, waveform: Waveform)] {
    guard jobs.contains(where: \.treatment.channel.needsVoices) else { return [] }
    let step = max(1, utterances.count / Self.voiceCount)
    let kept = stride(from: 0, to: utterances.count, by: step).map { utterances[$0] }
    return try await ConcurrentMap.map(kept, tasks: options.tasks) { utterance in
      do {
        return (utterance.speaker, try AudioDecoder().recording(contentsOf: utterance.path).waveform)
      } catch {
        throw EvaluationError.unusableRecording(path: utterance.path, reason: "\(error)")
      }
    }
  }
}
