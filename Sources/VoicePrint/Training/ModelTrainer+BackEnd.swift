extension ModelTrainer {
  /// (N, b) of every piece and w of every recording, a batch of recordings at a time.
  func signatures(
    _ statistics: [RecordingStatistics], _ models: [TotalVariabilityModel],
    _ report: @escaping @Sendable (TrainingProgress) -> Void
  ) async throws -> [TrainingSignature] {
    let frameSeconds = options.frontEnd.frame.frameShiftMilliseconds / 1000
    let batches = stride(from: 0, to: statistics.count, by: Self.signatureBatch).map { start in
      Array(statistics[start..<min(start + Self.signatureBatch, statistics.count)])
    }
    let count = batches.count
    return try await ConcurrentMap.map(
      batches, tasks: options.tasks,
      progress: { report(TrainingProgress(stage: "signatures", fraction: Double($0) / Double(count))) }
    ) { recordings in
      let views = try models.enumerated().map { view, model in
        try ViewSignatures(of: recordings, view: view, under: model)
      }
      return recordings.indices.map { index in
        let recording = recordings[index]
        return TrainingSignature(
          utterance: recording.utterance, copy: recording.copy, pieces: views.map { $0.pieces[index] },
          whole: views.map { $0.whole[index] },
          beginning: recording.piecesOfBeginning == nil ? [] : views.map { $0.beginning[index] },
          pieceSpeech: recording.pieceFrames.map { Double($0) * frameSeconds },
          signalToNoiseRatio: recording.signalToNoiseRatio, bandwidth: recording.bandwidth)
      }
    }.flatMap { $0 }
  }

  /// Recordings whose signatures are taken together: T is read once for all of them.
  private static let signatureBatch = 32

  /// Back ends, calibration and the finished model.
  func finish(
    _ mixtures: [GaussianMixture], _ totalVariability: [TotalVariabilityModel],
    _ signatures: [TrainingSignature],
    _ labels: SpeakerLabels, _ report: @escaping @Sendable (TrainingProgress) -> Void
  ) async throws -> VoiceModel {
    report(TrainingProgress(stage: "labels", fraction: 0))
    let heldOut = try HeldOutBackEnds(signatures, labels, options)
    let doubts = try LabelCheck(models: totalVariability, labels: labels, backEnds: heldOut).run(signatures)
    report(TrainingProgress(stage: "labels", fraction: 1, leftOut: doubts.map(leftOut)))
    let doubtful = Set(doubts.map(\.utterance))
    let signatures = signatures.filter { !doubtful.contains($0.utterance) }

    report(TrainingProgress(stage: "back end", fraction: 0))
    let backEnds = try Self.backEnds(of: signatures, labels, options)
    let hours =
      signatures.filter { $0.copy == TrainingCopy(kind: .clean, speed: 0) }.reduce(0) {
        $0 + $1.pieceSpeech.reduce(0, +)
      } / 3600
    func model(_ fit: CalibrationFit, _ place: PlaceModel?) -> VoiceModel {
      VoiceModel(
        frontEnd: options.frontEnd,
        views: mixtures.indices.map {
          VoiceModel.View(
            mixture: mixtures[$0], totalVariability: totalVariability[$0], backEnd: backEnds[$0])
        },
        calibration: fit.calibration, quality: fit.quality,
        card: VoiceModel.Card(
          name: options.name, created: options.created, corpora: options.corpora, seed: options.seed,
          speakers: labels.corpora.count, hours: (hours * 100).rounded() / 100), place: place,
        network: network)
    }
    func calibrated(placeVariance: Double) throws -> CalibrationFit {
      report(TrainingProgress(stage: "calibration", fraction: 0))
      let simulation = try TrialSimulation(
        signatures: signatures, models: totalVariability, labels: labels, backEnds: heldOut,
        placeVariance: placeVariance
      ).run()
      let calibration = try CalibrationTraining().fit(simulation.trials, viewWeights: options.viewWeights)
      let quality = try QualityTraining().fit(
        simulation.trials, enrollments: simulation.enrollments, calibration: calibration)
      report(TrainingProgress(stage: "calibration", fraction: 1))
      return (calibration, quality)
    }
    if let start = PlaceTraining.start(for: labels) {
      let fit = try calibrated(placeVariance: start.variance)
      report(TrainingProgress(stage: "places", fraction: 0))
      let trials = try PlaceSimulation(
        signatures: signatures, labels: labels, options: options, model: model(fit, start)
      ).run { report(TrainingProgress(stage: "places", fraction: $0)) }
      if let place = try PlaceTraining().fit(trials, start: start) { return model(fit, place) }
    }
    // Where too little is known of places, none is promised anything, and none is compared by.
    return model(try calibrated(placeVariance: 0), nil)
  }

  private typealias CalibrationFit = (calibration: ScoreCalibration, quality: QualityModel)

  /// A doubtful recording by its names.
  private func leftOut(_ doubt: LabelCheck.Doubt) -> TrainingProgress.LeftOut {
    let utterance = directory.utterances[doubt.utterance]
    return TrainingProgress.LeftOut(
      utterance: utterance.name, speaker: utterance.speaker, nearerStrangers: doubt.nearerStrangers)
  }

  /// The back end of each view from recordings in all their copies, each whole and, where it is long, its beginning.
  static func backEnds(
    of signatures: [TrainingSignature], _ labels: SpeakerLabels, _ options: TrainingOptions
  ) throws -> [SignatureBackEnd] {
    let corpora = options.speeds.flatMap { _ in labels.corpora }
    return try options.frontEnd.viewNames.indices.map { view in
      var estimator = BackEndEstimator()
      estimator.discriminant.dimension = options.discriminantDimension
      let examples = signatures.flatMap { signature in
        let speaker = labels.speakers[signature.utterance]
        let voice = speaker + signature.copy.speed * labels.corpora.count
        let whole = BackEndEstimator.Example(
          signature: signature.whole[view], speaker: voice,
          cohortMember: signature.copy.isMild ? speaker * 4 + signature.copy.kind.rawValue : nil)
        return [whole]
          + signature.beginning.dropFirst(view).prefix(1).map {
            BackEndEstimator.Example(signature: $0, speaker: voice, cohortMember: nil)
          }
      }
      return view < options.frontEnd.views.count
        ? try estimator.estimate(examples, corpora: corpora)
        : estimator.estimateIsotropic(examples, corpora: corpora)
    }
  }
}
