/// Finds recordings that are labelled with a speaker who is not heard in them.
///
/// One such recording among thousands is enough to spoil a calibration: every comparison with it is a “target” that scores
/// like a stranger, and the ratio of strangers can then fall no further than what the mistake is worth. Labels are wrong
/// now and then in all corpora: a chapter is read by somebody else, an account is shared.
struct LabelCheck {
  /// A recording is left out if more than this share of the cohort is nearer to it than its own speaker.
  private static let mostNearerStrangers = 0.25

  /// Recordings at a time: their posteriors are matrix products.
  private static let batch = 64

  let models: [TotalVariabilityModel]
  let labels: SpeakerLabels
  let backEnds: HeldOutBackEnds

  /// A recording by number, and the share of the cohort that is nearer to it than its speaker, 0…1.
  typealias Doubt = (utterance: Int, nearerStrangers: Double)

  /// A recording and all others of its speaker, as they came.
  private struct Comparison {
    let utterance: Int
    let recording: [SignatureStatistics]
    let others: [SignatureStatistics]
  }

  /// Compares each recording, as it came, with all others of its speaker and with the cohort of a back end that knows none
  /// of them; a speaker's only recording stays.
  ///
  /// - Returns: the doubtful recordings, in their order.
  func run(_ signatures: [TrainingSignature]) throws -> [Doubt] {
    var bySpeaker: [Int: [(utterance: Int, statistics: [SignatureStatistics])]] = [:]
    for signature in signatures where signature.copy == TrainingCopy(kind: .clean, speed: 0) {
      bySpeaker[labels.speakers[signature.utterance], default: []].append(
        (signature.utterance, signature.pieces.map { SignatureStatistics.sum($0) }))
    }
    var doubts: [Doubt] = []
    for fold in 0..<HeldOutBackEnds.folds {
      let comparisons = bySpeaker.filter { HeldOutBackEnds.fold(ofSpeaker: $0.key) == fold }
        .sorted { $0.key < $1.key }.flatMap { Self.comparisons(of: $0.value) }
      for start in stride(from: 0, to: comparisons.count, by: Self.batch) {
        let some = Array(comparisons[start..<min(start + Self.batch, comparisons.count)])
        let shares = try nearerStrangers(some, backEnds.views(fold: fold))
        doubts += zip(some, shares).filter { $1 > Self.mostNearerStrangers }.map {
          (utterance: $0.utterance, nearerStrangers: $1)
        }
      }
    }
    return doubts.sorted { $0.utterance < $1.utterance }
  }

  /// Each recording of a speaker against all others together.
  private static func comparisons(
    of recordings: [(utterance: Int, statistics: [SignatureStatistics])]
  ) -> [Comparison] {
    guard recordings.count > 1 else { return [] }
    let totals = recordings[0].statistics.indices.map { view in
      StatisticsTotal(of: recordings.map { $0.statistics[view] })
    }
    return recordings.map { recording in
      Comparison(
        utterance: recording.utterance, recording: recording.statistics,
        others: zip(totals, recording.statistics).map { $0.without($1) })
    }
  }

  /// Of each recording, the share of the cohort that scores higher with it than its own speaker does, mean of the views.
  private func nearerStrangers(
    _ comparisons: [Comparison], _ backEnds: [SignatureBackEnd]
  ) throws -> [Double] {
    var shares = [Double](repeating: 0, count: comparisons.count)
    let measured = backEnds.filter { $0.cohort.rows > 0 }.count
    for (view, backEnd) in backEnds.enumerated() where backEnd.cohort.rows > 0 {
      func embedded(_ statistics: [SignatureStatistics]) throws -> Matrix<Double> {
        let signatures = try models[view].posteriors(of: statistics).map(\.mean)
        return backEnd.embedded(backEnd.normalized(Matrix(rows: signatures)))
      }
      let recordings = try embedded(comparisons.map { $0.recording[view] })
      let others = try embedded(comparisons.map { $0.others[view] })
      let counts = [Double](repeating: 1, count: comparisons.count)
      let own = backEnd.plda.logLikelihoodRatios(enrolled: others, counts: counts, tests: recordings)
      let strangers = backEnd.plda.logLikelihoodRatios(
        enrolled: recordings, counts: counts, tests: backEnd.cohort)
      for i in comparisons.indices {
        let nearer = strangers.row(i).count { $0 > own[i, i] }
        shares[i] += Double(nearer) / Double(strangers.columns) / Double(measured)
      }
    }
    return shares
  }
}
