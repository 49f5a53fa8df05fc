import VoicePrint

/// Gathers evidence while one person speaks, and begins anew where another does.
struct TurnListener {
  /// Seconds of speech that are held against the turn before they become part of it.
  private static let recentSeconds = 3
  /// Speech that a turn has before somebody else may be heard in it, in seconds.
  private static let leastTurn = 2.0
  /// Log-likelihood ratio, in nats, below which the last seconds are somebody else's than the turn.
  private static let changeThreshold = -1.0

  private let model: VoiceModel
  private let scorer: SignatureScorer
  private let index: IdentificationIndex
  /// What was said before the recent seconds, and those.
  private var settled = RunningStatistics()
  private var recent: [RunningStatistics] = []

  init(index: IdentificationIndex) {
    (self.index, model) = (index, index.model)
    scorer = SignatureScorer(model: index.model)
  }

  /// Who speaks, as far as can be told.
  struct Evidence {
    let candidate: SpeakerRanking.Candidate?
    /// Speech that it rests on, in seconds.
    let speech: Double
    let isNewTurn: Bool
  }

  /// Takes a second into account; nil where nobody spoke.
  mutating func evidence(adding second: RunningStatistics) throws -> Evidence? {
    guard second.speech > 0 else { return nil }
    if recent.count == Self.recentSeconds { settled += recent.removeFirst() }
    recent.append(second)
    var latest = RunningStatistics()
    for part in recent { latest += part }
    var isNewTurn = settled.speech + latest.speech == second.speech
    if settled.speech >= Self.leastTurn,
      scorer.logLikelihoodRatio(try latest.signature(model), against: try settled.signature(model))
        < Self.changeThreshold
    {
      settled = RunningStatistics()
      isNewTurn = true
    }
    var turn = settled
    turn += latest
    return Evidence(
      candidate: index.ranking(of: try turn.signature(model), best: 1).candidates.first, speech: turn.speech,
      isNewTurn: isNewTurn)
  }
}
