/// Enrollments and tests of training speakers that a back end has not seen: what calibration and quality are
/// fitted to.
///
/// A speaker with several sessions is enrolled from one and tested on the others.
struct TrialSimulation {
  /// A comparison with everything that calibration may know of it.
  struct Trial {
    /// Normalised score of each view.
    let scores: [Double]
    /// Index into the simulation's enrollments.
    let enrollment: Int
    /// Speech in seconds.
    let testSpeech: Double
    /// What the test went through.
    let kind: Degradation.Kind
    let isTarget: Bool
    /// Trials of one corpus and one kind of test: they count as much as any other group.
    let group: Int
  }

  /// Pieces that are taken together, as an enrollment or as a test.
  struct Sample {
    let speaker: Int
    let kind: Degradation.Kind
    let statistics: [SignatureStatistics]
    let speech: Double
    /// Mean over the recordings, in dB.
    let signalToNoiseRatio: Double
    /// Highest of the recordings, in Hz.
    let bandwidth: Double
  }

  let signatures: [TrainingSignature]
  let models: [TotalVariabilityModel]
  let labels: SpeakerLabels
  let backEnds: HeldOutBackEnds
  /// Variance of a place's centre that comparisons are made with, in units of a recording's; 0 without places.
  let placeVariance: Double

  /// The simulated enrollments and comparisons.
  func run() throws -> (enrollments: [Sample], trials: [Trial]) {
    var (enrollments, trials): ([Sample], [Trial]) = ([], [])
    for fold in 0..<HeldOutBackEnds.folds {
      let split = split(fold)
      // Of a handful of speakers a fold may have none that was recorded twice.
      if split.enrollments.isEmpty || split.tests.isEmpty { continue }
      let base = enrollments.count
      enrollments += split.enrollments
      trials += try score(split.enrollments, split.tests, backEnds.views(fold: fold)).map { trial in
        Trial(
          scores: trial.scores, enrollment: base + trial.enrollment, testSpeech: trial.testSpeech,
          kind: trial.kind, isTarget: trial.isTarget, group: trial.group)
      }
    }
    return (enrollments, trials)
  }

  /// Enrollments and tests of a fold's speakers.
  private func split(_ fold: Int) -> (enrollments: [Sample], tests: [Sample]) {
    var byUtterance: [Int: [TrainingSignature]] = [:]
    var utterances: [Int: [Int]] = [:]
    for signature in signatures
    where signature.copy.isOwnSpeed
      && HeldOutBackEnds.fold(ofSpeaker: labels.speakers[signature.utterance]) == fold
    {
      if byUtterance[signature.utterance] == nil {
        utterances[labels.speakers[signature.utterance], default: []].append(signature.utterance)
      }
      byUtterance[signature.utterance, default: []].append(signature)
    }
    var (enrollments, tests): ([Sample], [Sample]) = ([], [])
    for (speaker, all) in utterances.sorted(by: { $0.key < $1.key }) {
      let recordings = all.sorted()
      guard recordings.count > 1 else { continue }
      let firstSession = labels.sessions[recordings[0]]
      var enrolled = recordings.filter { labels.sessions[$0] == firstSession }
      if enrolled.count == recordings.count {
        enrolled = Array(recordings.prefix((recordings.count + 1) / 2))
      }
      let tested = recordings.filter { !enrolled.contains($0) }
      for kind in [Degradation.Kind.clean, .telephone, .environment] {
        let pieces = enrolled.compactMap { id in byUtterance[id]?.first { $0.copy.kind == kind } }
        for count in [1, 2, 4, 8, 16] {
          if let sample = Self.sample(speaker, kind, pieces, maximumPieces: count) {
            enrollments.append(sample)
          }
        }
      }
      for (order, id) in tested.enumerated() {
        for (position, signature) in (byUtterance[id] ?? []).enumerated() {
          let count = [1, 2, 16][(order + position) % 3]
          if let sample = Self.sample(speaker, signature.copy.kind, [signature], maximumPieces: count) {
            tests.append(sample)
          }
        }
      }
    }
    return (enrollments, tests)
  }

  /// The first pieces of recordings, together; nil where there are fewer than asked for by half.
  private static func sample(
    _ speaker: Int, _ kind: Degradation.Kind, _ recordings: [TrainingSignature], maximumPieces: Int
  ) -> Sample? {
    let pieces = recordings.flatMap { recording in
      recording.pieceSpeech.indices.map { piece in
        (recording.pieces.map { $0[piece] }, recording.pieceSpeech[piece])
      }
    }.prefix(maximumPieces)
    guard let views = pieces.first?.0.count, maximumPieces == 16 || pieces.count == maximumPieces else {
      return nil
    }
    return Sample(
      speaker: speaker, kind: kind,
      statistics: (0..<views).map { view in SignatureStatistics.sum(pieces.map { $0.0[view] }) },
      speech: pieces.reduce(0) { $0 + $1.1 },
      signalToNoiseRatio: recordings.reduce(0) { $0 + $1.signalToNoiseRatio } / Double(recordings.count),
      bandwidth: recordings.map(\.bandwidth).max() ?? 0)
  }

  /// All comparisons within a corpus.
  private func score(
    _ enrollments: [Sample], _ tests: [Sample], _ backEnds: [SignatureBackEnd]
  ) throws -> [Trial] {
    let matrices = try backEnds.indices.map { view in
      let (enrolled, tested) = (
        try embedded(enrollments, view, backEnds[view]), try embedded(tests, view, backEnds[view])
      )
      return backEnds[view].normalizedScores(
        enrolled: enrolled, tests: tested, placeVariance: placeVariance)
    }
    var trials: [Trial] = []
    for (i, enrollment) in enrollments.enumerated() {
      let corpus = labels.corpora[enrollment.speaker]
      for (j, test) in tests.enumerated() where labels.corpora[test.speaker] == corpus {
        let isTarget = enrollment.speaker == test.speaker
        // Every target, and one non-target in eleven: a prime, so that the choice follows no pattern of the lists.
        if !isTarget, (i &* 31 &+ j) % 11 != 0 { continue }
        trials.append(
          Trial(
            scores: matrices.map { $0[i, j] }, enrollment: i, testSpeech: test.speech, kind: test.kind,
            isTarget: isTarget,
            group: corpus * 4 + test.kind.rawValue))
      }
    }
    return trials
  }

  private func embedded(
    _ samples: [Sample], _ view: Int, _ backEnd: SignatureBackEnd
  ) throws -> SignatureBackEnd.Embedded {
    let posteriors = try models[view].posteriors(of: samples.map { $0.statistics[view] })
    return (
      backEnd.embedded(backEnd.normalized(Matrix(rows: posteriors.map(\.mean)))),
      posteriors.map(\.uncertainty)
    )
  }
}
