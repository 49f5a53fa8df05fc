extension ModelTrainer {
  /// (N, b) of every piece and w of every recording.
  func signatures(
    _ statistics: [RecordingStatistics], _ models: [TotalVariabilityModel],
    _ report: @escaping @Sendable (TrainingProgress) -> Void
  ) async throws -> [TrainingSignature] {
    let frameSeconds = options.frontEnd.frame.frameShiftMilliseconds / 1000
    let count = statistics.count
    return try await ConcurrentMap.map(
      statistics, tasks: options.tasks,
      progress: { report(TrainingProgress(stage: "signatures", fraction: Double($0) / Double(count))) }
    ) { recording in
      var pieces: [[SignatureStatistics]] = []
      var whole: [[Double]] = []
      for (view, model) in models.enumerated() {
        let parts = recording.views[view].map { model.signatureStatistics(of: PieceStatistics.sum([$0])) }
        whole.append(try model.posterior(of: SignatureStatistics.sum(parts)).mean)
        pieces.append(parts)
      }
      return TrainingSignature(
        utterance: recording.utterance, kind: recording.kind, pieces: pieces, whole: whole,
        pieceSpeech: recording.pieceFrames.map { Double($0) * frameSeconds },
        signalToNoiseRatio: recording.signalToNoiseRatio, bandwidth: recording.bandwidth)
    }
  }

  /// Back ends, calibration and the finished model.
  func finish(
    _ mixtures: [GaussianMixture], _ totalVariability: [TotalVariabilityModel],
    _ signatures: [TrainingSignature],
    _ labels: SpeakerLabels, _ report: @escaping @Sendable (TrainingProgress) -> Void
  ) async throws -> VoiceModel {
    report(TrainingProgress(stage: "back end", fraction: 0))
    let backEnds = try Self.backEnds(of: signatures, labels, options)
    let hours = signatures.filter { $0.kind == .clean }.reduce(0) { $0 + $1.pieceSpeech.reduce(0, +) } / 3600
    report(TrainingProgress(stage: "calibration", fraction: 0))
    let simulation = try TrialSimulation(
      signatures: signatures, models: totalVariability, labels: labels, options: options
    ).run()
    let calibration = try CalibrationTraining().fit(
      simulation.trials, views: mixtures.count)
    let quality = try QualityTraining().fit(
      simulation.trials, enrollments: simulation.enrollments, calibration: calibration)
    report(TrainingProgress(stage: "calibration", fraction: 1))
    return VoiceModel(
      frontEnd: options.frontEnd,
      views: mixtures.indices.map {
        VoiceModel.View(mixture: mixtures[$0], totalVariability: totalVariability[$0], backEnd: backEnds[$0])
      },
      calibration: calibration, quality: quality,
      card: VoiceModel.Card(
        name: options.name, created: options.created, corpora: options.corpora, seed: options.seed,
        speakers: labels.corpora.count, hours: (hours * 100).rounded() / 100))
  }

  /// The back end of each view from whole recordings in all their copies.
  static func backEnds(
    of signatures: [TrainingSignature], _ labels: SpeakerLabels, _ options: TrainingOptions
  ) throws -> [SignatureBackEnd] {
    try options.frontEnd.views.indices.map { view in
      var estimator = BackEndEstimator()
      estimator.discriminant.dimension = options.discriminantDimension
      let examples = signatures.map { signature in
        BackEndEstimator.Example(
          signature: signature.whole[view], speaker: labels.speakers[signature.utterance],
          cohortMember: signature.kind == .telephoneInEnvironment
            ? nil : labels.speakers[signature.utterance] * 4 + signature.kind.rawValue)
      }
      return try estimator.estimate(examples, corpora: labels.corpora)
    }
  }
}
