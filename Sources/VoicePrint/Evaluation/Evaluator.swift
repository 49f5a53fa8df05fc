internal import Foundation

/// Enrolls and scores what a data directory asks for.
public struct Evaluator: Sendable {
  /// What an evaluation is doing.
  public struct Progress: Sendable {
    /// The stage, for people.
    public let stage: String
    /// How many recordings or trials are done.
    public let done: Int
    /// How many there are.
    public let total: Int
  }

  /// The model that is evaluated.
  public let model: VoiceModel
  /// What is evaluated, and how.
  public let options: EvaluationOptions

  /// An evaluator.
  public init(model: VoiceModel, options: EvaluationOptions = EvaluationOptions()) {
    self.model = model
    self.options = options
  }

  /// Enrolls, scores and measures; every recording is analysed once.
  ///
  /// - Parameters:
  ///   - directory: with `enroll` and `trials`.
  ///   - progress: called from any task.
  /// - Returns: the scores and all figures.
  /// - Throws: ``DataDirectoryError``, ``EvaluationError``, ``EnrollmentError``, or `CancellationError`.
  public func evaluate(
    _ directory: DataDirectory, progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) async throws -> TrialEvaluation {
    let utterances = Dictionary(uniqueKeysWithValues: directory.utterances.map { ($0.name, $0) })
    let lists = try enrollmentLists(directory, utterances)
    let trials = try directory.trials()
    let enrolling = EvaluationRecordings.Treatment(
      channel: options.condition.enrollment, seconds: options.enrollmentSeconds)
    let testing = EvaluationRecordings.Treatment(
      channel: options.condition.test, seconds: options.testSeconds)
    let tested = Set(trials.map(\.utterance)).sorted()
    let jobs =
      lists.flatMap(\.utterances).map { EvaluationRecordings.Job(utterance: $0, treatment: enrolling) }
      + tested.map { EvaluationRecordings.Job(utterance: $0, treatment: testing) }
    let distinct = Set(jobs).sorted {
      ($0.utterance, $0.treatment == testing ? 1 : 0) < ($1.utterance, $1.treatment == testing ? 1 : 0)
    }
    let samples = try await EvaluationRecordings(model: model, options: options, directory: directory)
      .samples(of: distinct) {
        progress(Progress(stage: "recordings", done: $0, total: distinct.count))
      }

    let enrolled = try await enroll(lists, enrolling, samples, utterances)
    let model = model
    let tests = try await ConcurrentMap.map(tested, tasks: options.tasks) { name in
      guard let sample = samples[EvaluationRecordings.Job(utterance: name, treatment: testing)] else {
        throw EvaluationError.unknownUtterance(name)
      }
      return Tested(
        facts: EvaluatedTest(
          utterance: name, session: utterances[name]?.session ?? name,
          speechDuration: sample.speechDuration,
          isNarrowBand: sample.measurements.bandwidth < QualityModel.wideBandwidth),
        signature: try model.signature(of: sample))
    }
    let scored = try await score(trials, enrolled, tests, progress)
    var evaluation = try TrialEvaluation(
      trials: scored, enrollments: enrolled.map(\.facts), tests: tests.map(\.facts),
      knowsSessions: FileManager.default.fileExists(atPath: directory.path + "/utt2session"),
      threshold: options.threshold, seed: options.seed)
    evaluation.places = try await places(trials, enrolled, tests, utterances, progress)
    return evaluation
  }

  /// How decisions hold when some of the set's speakers are enrolled at its place.
  private func places(
    _ trials: [DataDirectory.Trial], _ enrolled: [Enrolled], _ tests: [Tested],
    _ utterances: [String: DataDirectory.Utterance], _ progress: @escaping @Sendable (Progress) -> Void
  ) async throws -> [PlaceEvaluation.Row] {
    guard !options.placeSizes.isEmpty else { return [] }
    let rows = Dictionary(
      uniqueKeysWithValues: enrolled.enumerated().map { ($1.facts.model, $0) })
    let columns = Dictionary(
      uniqueKeysWithValues: tests.enumerated().map { ($1.facts.utterance, $0) })
    var compared = [[Int]](repeating: [], count: enrolled.count)
    for trial in trials {
      if let row = rows[trial.model], let column = columns[trial.utterance] { compared[row].append(column) }
    }
    let evaluation = PlaceEvaluation(
      model: model,
      models: enrolled.map {
        PlaceEvaluation.Model(name: $0.facts.model, speaker: $0.facts.speaker, voice: $0.voice)
      },
      tests: tests.map {
        PlaceEvaluation.Test(
          name: $0.facts.utterance,
          speaker: utterances[$0.facts.utterance]?.speaker ?? $0.facts.utterance, signature: $0.signature)
      }, trials: compared)
    let threshold = options.threshold
    return try await evaluation.rows(
      sizes: options.placeSizes, splits: options.placeSplits,
      point: options.placePoint ?? { _ in OperatingPoint(targetPrior: 1 / (1 + threshold.exponential)) },
      seed: options.seed, tasks: options.tasks
    ) { progress(Progress(stage: "places", done: $0, total: $1)) }
  }

  private typealias List = (model: String, utterances: [String])

  private struct Enrolled: Sendable {
    let facts: EvaluatedEnrollment
    let voice: PlaceCalibrator.Voice
    var signature: VoiceSignature { voice.signature }
  }

  private struct Tested: Sendable {
    let facts: EvaluatedTest
    let signature: VoiceSignature
  }

  /// The enrollments to make, with as many samples as are wanted.
  private func enrollmentLists(
    _ directory: DataDirectory, _ utterances: [String: DataDirectory.Utterance]
  ) throws -> [List] {
    var seen: Set<String> = []
    return try directory.enrollments().map { list in
      guard !list.utterances.isEmpty, seen.insert(list.model).inserted else {
        throw EvaluationError.malformedEnrollment(model: list.model)
      }
      for name in list.utterances where utterances[name] == nil {
        throw EvaluationError.unknownUtterance(name)
      }
      return (list.model, Array(list.utterances.prefix(options.samples ?? list.utterances.count)))
    }
  }

  private func enroll(
    _ lists: [List], _ treatment: EvaluationRecordings.Treatment,
    _ samples: [EvaluationRecordings.Job: EnrollmentSample],
    _ utterances: [String: DataDirectory.Utterance]
  ) async throws -> [Enrolled] {
    let model = model
    return try await ConcurrentMap.map(Array(lists.enumerated()), tasks: options.tasks) { number, list in
      let own = list.utterances.compactMap {
        samples[EvaluationRecordings.Job(utterance: $0, treatment: treatment)]
      }
      // A model may have a name that a speaker may not.
      let enrollment = Enrollment(
        speaker: try SpeakerID("model_\(number)"), model: model.identity, samples: own)
      let assessment = try model.assessment(of: enrollment)
      let speech = enrollment.totalSpeechDuration
      let narrow = enrollment.samples.reduce(0) { sum, sample in
        sample.measurements.bandwidth < QualityModel.wideBandwidth ? sum + sample.speechDuration : sum
      }
      let facts = list.utterances.compactMap { utterances[$0] }
      return Enrolled(
        facts: EvaluatedEnrollment(
          model: list.model, speaker: facts.first?.speaker ?? list.model,
          sessions: Set(facts.map(\.session)), samples: enrollment.samples.count, speechDuration: speech,
          isNarrowBand: 2 * narrow > speech, quality: assessment.grade.quality,
          predictedFalseRejectRate: assessment.grade.predictedFalseRejectRate),
        voice: try model.calibrationVoice(of: enrollment))
    }
  }

  private func score(
    _ trials: [DataDirectory.Trial], _ enrolled: [Enrolled], _ tests: [Tested],
    _ progress: @escaping @Sendable (Progress) -> Void
  ) async throws -> [ScoredTrial] {
    let scorer = SignatureScorer(model: model, place: .unknown)
    let voices = Dictionary(uniqueKeysWithValues: enrolled.map { ($0.facts.model, $0.signature) })
    let tested = Dictionary(uniqueKeysWithValues: tests.map { ($0.facts.utterance, $0.signature) })
    return try await ConcurrentMap.map(
      trials, tasks: options.tasks,
      progress: { progress(Progress(stage: "trials", done: $0, total: trials.count)) }
    ) { trial in
      guard let voice = voices[trial.model] else { throw EvaluationError.unknownModel(trial.model) }
      guard let test = tested[trial.utterance] else {
        throw EvaluationError.unknownUtterance(trial.utterance)
      }
      return ScoredTrial(
        model: trial.model, utterance: trial.utterance, isTarget: trial.isTarget,
        logLikelihoodRatio: scorer.logLikelihoodRatio(test, against: voice))
    }
  }
}
