/// Trains a model from a data directory: mixtures, total variability, back ends, calibration, quality.
///
/// The same data, options and seed give the same bytes on one machine, whatever the number of tasks.
public struct ModelTrainer: Sendable {
  /// Sizes and choices.
  public let options: TrainingOptions
  /// The recordings, speakers and sessions.
  public let directory: DataDirectory
  /// Where finished stages are kept, so that a stopped training resumes; nil keeps none.
  public let checkpoints: TrainingCheckpoints?
  /// Whose mixtures and total-variability matrices are kept, so that enrollments can move to the new model without
  /// their audio; nil trains new ones.
  public let base: VoiceModel?
  /// What the learned view is seen with; nil trains a model without one.
  public let network: RecurrentNetwork?

  /// A trainer.
  ///
  /// - Parameters:
  ///   - options: sizes and choices; with a base, its front end and its sizes are used.
  ///   - directory: the recordings.
  ///   - checkpoints: where finished stages are kept.
  ///   - base: whose mixtures and total-variability matrices are kept.
  ///   - network: what a learned view is seen with; one that the base has is kept instead.
  public init(
    options: TrainingOptions, directory: DataDirectory, checkpoints: TrainingCheckpoints? = nil,
    base: VoiceModel? = nil, network: RecurrentNetwork? = nil
  ) {
    var options = options
    if let base { options.frontEnd = base.frontEnd }
    self.network = base?.network ?? network?.asStored
    if let network = self.network, options.frontEnd.learned == nil {
      var view = FrontEndOptions.LearnedView()
      (view.bands, view.dimension) = (network.bands, network.dimension)
      options.frontEnd.learned = view
    }
    self.options = options
    self.directory = directory
    self.checkpoints = checkpoints
    self.base = base
  }

  /// Trains and returns the model.
  ///
  /// - Parameter report: called often, from any task.
  /// - Returns: the model.
  /// - Throws: ``TrainingError``, ``NumericsError``, `AudioError`, or `CancellationError`.
  public func train(report: @escaping @Sendable (TrainingProgress) -> Void) async throws -> VoiceModel {
    if let kept = try finishedStages() {
      return try await finish(kept.mixtures, kept.models, kept.signatures, SpeakerLabels(directory), report)
    }
    let recordings = try await TrainingRecordings(directory, options: options, report: report)
    if let base {
      var (mixtures, models) = (base.views.map(\.mixture), base.views.map(\.totalVariability))
      if base.network == nil, let learned = try await learnedView(recordings, report) {
        mixtures.append(learned.mixture)
        models.append(learned.totalVariability)
      }
      let signatures = try await signatures(recordings, mixtures, under: models, report)
      return try await finish(mixtures, models, signatures, SpeakerLabels(directory), report)
    }
    var mixtures = try await mixtures(recordings, report)
    let learned = try await learnedView(recordings, report)
    if let learned { mixtures.append(learned.mixture) }
    let (totalVariability, signatures) = try await signatures(recordings, mixtures, learned, report)
    return try await finish(mixtures, totalVariability, signatures, SpeakerLabels(directory), report)
  }

  /// What a stopped training left, where all that needs the recordings is there.
  private func finishedStages() throws -> (
    mixtures: [GaussianMixture], models: [TotalVariabilityModel], signatures: [TrainingSignature]
  )? {
    guard let signatures = try checkpoints?.signatures() else { return nil }
    let learned = try checkpoints?.learnedView()
    let isNew = network != nil && base?.network == nil
    guard !isNew || learned != nil else { return nil }
    let new = isNew ? learned : nil
    if let base {
      return (
        base.views.map(\.mixture) + (new.map { [$0.mixture] } ?? []),
        base.views.map(\.totalVariability) + (new.map { [$0.totalVariability] } ?? []), signatures
      )
    }
    guard let mixtures = try checkpoints?.mixtures() else { return nil }
    let models = try mixtures.indices.compactMap { try checkpoints?.totalVariability(view: $0) }
    guard models.count == mixtures.count else { return nil }
    return (
      mixtures + (new.map { [$0.mixture] } ?? []), models + (new.map { [$0.totalVariability] } ?? []),
      signatures
    )
  }

  /// What follows the network, where there is one.
  private func learnedView(
    _ recordings: TrainingRecordings, _ report: @escaping @Sendable (TrainingProgress) -> Void
  ) async throws -> LearnedViewTraining.Models? {
    guard let network else { return nil }
    if let kept = try checkpoints?.learnedView() { return kept }
    let models = try await LearnedViewTraining(network: network, options: options).train(on: recordings) {
      report(TrainingProgress(stage: "learned view", fraction: $0))
    }
    try checkpoints?.keep(models)
    return models
  }

  /// The total-variability models, and the signatures of all recordings under them.
  private func signatures(
    _ recordings: TrainingRecordings, _ mixtures: [GaussianMixture], _ learned: LearnedViewTraining.Models?,
    _ report: @escaping @Sendable (TrainingProgress) -> Void
  ) async throws -> ([TotalVariabilityModel], [TrainingSignature]) {
    let count = recordings.utterances.count
    let statistics = try await statistics(recordings, 0..<count, mixtures) {
      report(TrainingProgress(stage: "statistics", fraction: Double($0) / Double(count)))
    }
    var models: [TotalVariabilityModel] = []
    for view in options.frontEnd.views.indices {
      models.append(try await totalVariabilityModel(view, mixtures[view], statistics, report))
    }
    if let learned { models.append(learned.totalVariability) }
    let signatures = try await signatures(statistics, models, report)
    try checkpoints?.keep(signatures)
    return (models, signatures)
  }

  /// The signatures of all recordings under models that are there already, a part of the recordings at a time: nothing
  /// else is learnt from their statistics, so that they need not all be in memory.
  private func signatures(
    _ recordings: TrainingRecordings, _ mixtures: [GaussianMixture], under models: [TotalVariabilityModel],
    _ report: @escaping @Sendable (TrainingProgress) -> Void
  ) async throws -> [TrainingSignature] {
    let count = recordings.utterances.count
    var result: [TrainingSignature] = []
    for start in stride(from: 0, to: count, by: Self.partLength) {
      let part = start..<min(start + Self.partLength, count)
      let statistics = try await statistics(recordings, part, mixtures) { _ in }
      result += try await signatures(statistics, models) { _ in }
      report(TrainingProgress(stage: "signatures", fraction: Double(part.upperBound) / Double(count)))
    }
    try checkpoints?.keep(result)
    return result
  }

  /// Recordings whose statistics are in memory together where they are not all needed.
  private static let partLength = 128

  // MARK: Mixtures

  private func mixtures(
    _ recordings: TrainingRecordings, _ report: @escaping @Sendable (TrainingProgress) -> Void
  ) async throws -> [GaussianMixture] {
    if let kept = try checkpoints?.mixtures() { return kept }
    let subsets = try await mixtureFrames(recordings, report)
    var mixtures: [GaussianMixture] = []
    for (view, features) in subsets.enumerated() {
      let training = MixtureTraining(
        components: options.components, iterations: options.mixtureIterations, tasks: options.tasks,
        seed: options.seed &+ UInt64(view))
      let name = options.frontEnd.views[view].name
      mixtures.append(
        try await training.train(on: features) { iteration, count, objective in
          report(
            TrainingProgress(
              stage: "mixture, \(name)", iteration: (iteration, of: count),
              fraction: Double(iteration) / Double(count), objective: objective))
        })
    }
    try checkpoints?.keep(mixtures)
    return mixtures
  }

  /// A sample of the speech frames of each view: of every second recording, in one kind of copy after another.
  private func mixtureFrames(
    _ recordings: TrainingRecordings, _ report: @escaping @Sendable (TrainingProgress) -> Void
  ) async throws -> [Matrix<Float>] {
    let options = options
    let sampled = Array(stride(from: 0, to: recordings.utterances.count, by: 2))
    let share = max(1, options.mixtureFrames / sampled.count)
    let chosen = try await ConcurrentMap.map(
      sampled, tasks: options.tasks,
      progress: { report(TrainingProgress(stage: "features", fraction: Double($0) / Double(sampled.count))) },
      makeState: { FrontEnd(options: options.frontEnd) }
    ) { frontEnd, index, position in
      let kind = options.copies[position % options.copies.count]
      let copy = try recordings.copy(
        TrainingCopy(kind: kind, speed: 0), of: recordings.waveform(index), index: index)
      let features = frontEnd.features(of: copy).views
      let count = min(share, features[0].rows)
      let rows = (0..<count).map { $0 * features[0].rows / count }
      return features.map { $0.gatherRows(rows) }
    }
    return options.frontEnd.views.indices.map { view in
      Matrix(
        rows: chosen.reduce(0) { $0 + $1[view].rows }, columns: options.frontEnd.views[view].dimension,
        elements: chosen.flatMap { $0[view].elements })
    }
  }

  // MARK: Statistics

  /// Statistics of every piece of every copy of some of the recordings; progress is told how many are done.
  private func statistics(
    _ recordings: TrainingRecordings, _ range: Range<Int>, _ mixtures: [GaussianMixture],
    progress: @escaping @Sendable (Int) -> Void
  ) async throws -> [RecordingStatistics] {
    let (options, network) = (options, network)
    let all = try await ConcurrentMap.map(
      Array(range), tasks: options.tasks, progress: progress,
      makeState: { StatisticsWorker(options: options, mixtures: mixtures, network: network) }
    ) { worker, index, _ in
      let clean = recordings.waveform(index)
      return try options.copies(ofRecording: index).map { copy in
        worker.statistics(of: try recordings.copy(copy, of: clean, index: index), index, copy)
      }
    }
    return all.flatMap { $0 }.filter { !$0.pieceFrames.isEmpty }
  }

  private func totalVariabilityModel(
    _ view: Int, _ mixture: GaussianMixture, _ statistics: [RecordingStatistics],
    _ report: @escaping @Sendable (TrainingProgress) -> Void
  ) async throws -> TotalVariabilityModel {
    if let kept = try checkpoints?.totalVariability(view: view) { return kept }
    let training = TotalVariabilityTraining(
      rank: options.rank, iterations: options.totalVariabilityIterations, tasks: options.tasks,
      seed: (options.totalVariabilitySeed ?? options.seed &+ 100) &+ UInt64(view))
    let name = options.frontEnd.views[view].name
    let model = try await training.train(
      on: statistics.filter(\.copy.teachesVariability).map { $0.views[view] }, components: mixture.components,
      dimension: mixture.dimension
    ) { iteration, objective in
      report(
        TrainingProgress(
          stage: "total variability, \(name)", iteration: (iteration, of: options.totalVariabilityIterations),
          fraction: Double(iteration) / Double(options.totalVariabilityIterations), objective: objective))
    }
    try checkpoints?.keep(model, view: view)
    return model
  }
}

/// A front end and mixtures with their scratch memory.
private struct StatisticsWorker: ~Copyable {
  private var frontEnd: FrontEnd
  private var computers: [PosteriorComputer]
  private let learned: GaussianMixture?

  init(options: TrainingOptions, mixtures: [GaussianMixture], network: RecurrentNetwork?) {
    frontEnd = FrontEnd(options: options.frontEnd, network: network)
    computers = mixtures.prefix(options.frontEnd.views.count).map { PosteriorComputer(mixture: $0) }
    learned = network == nil ? nil : mixtures.last
  }

  mutating func statistics(
    of waveform: Waveform, _ index: Int, _ copy: TrainingCopy
  ) -> RecordingStatistics {
    let output = frontEnd.features(of: waveform)
    let features = output.views
    let bounds = RecordingStatistics.pieces(ofFrames: features[0].rows, copy)
    var views: [[PieceStatistics]] = []
    for view in computers.indices {
      views.append(
        bounds.map { range in
          PieceStatistics(
            BaumWelchStatistics(
              of: features[view].rows(range), every: frontEnd.options.statisticsStep, with: &computers[view]))
        })
    }
    if let learned, let windows = output.learned {
      views.append(bounds.map { PieceStatistics(windows.statistics(ofFrames: $0, under: learned)) })
    }
    return RecordingStatistics(
      utterance: index, copy: copy, views: views, pieceFrames: bounds.map(\.count),
      signalToNoiseRatio: output.activity.signalToNoiseRatio, bandwidth: output.bandwidth)
  }
}
