/// Who of the enrolled speaks: everybody's log-likelihood ratio against one recording, best first.
public struct SpeakerRanking: Sendable {
  /// An enrolled speaker and how well the recording fits.
  public struct Candidate: Equatable, Sendable {
    /// Who.
    public let speaker: SpeakerID
    /// Natural-log likelihood ratio of this speaker against somebody else.
    public let logLikelihoodRatio: Double
  }

  /// The candidates, the best first; equal ratios in the order of the identifiers.
  public let candidates: [Candidate]

  /// Ranks enrolled speakers by a recording.
  ///
  /// - Parameters:
  ///   - test: the recording's signature.
  ///   - name: whose it is, where it is an enrollment of the place itself; nil for a recording of whomever.
  ///   - enrolled: speakers with their signatures, of the scorer's model.
  ///   - scorer: compares, at the place where the speakers are enrolled.
  public init(
    of test: VoiceSignature, named name: SpeakerID? = nil, among enrolled: [(SpeakerID, VoiceSignature)],
    scorer: SignatureScorer
  ) {
    candidates = enrolled.map { speaker, signature in
      Candidate(
        speaker: speaker,
        logLikelihoodRatio: scorer.logLikelihoodRatio(
          test, against: signature, of: [speaker.text] + (name.map { [$0.text] } ?? [])))
    }.sorted(by: Self.precedes)
  }

  /// A ranking of candidates in their order.
  init(candidates: [Candidate]) { self.candidates = candidates }

  /// Whether one candidate stands before another.
  static func precedes(_ one: Candidate, _ other: Candidate) -> Bool {
    (one.logLikelihoodRatio, other.speaker) > (other.logLikelihoodRatio, one.speaker)
  }

  /// The best candidate that passes the operating point's threshold; nil where nobody does.
  public func identified(at point: OperatingPoint) -> Candidate? {
    candidates.first.flatMap { $0.logLikelihoodRatio >= point.threshold ? $0 : nil }
  }
}
