package import VoicePrint

/// Ranks enrolled speakers by a recording, with the signatures of a page of them in memory and the best of all.
package struct PagedRanking {
  /// How many signatures are compared together.
  package static let pageSize = 256

  /// Where the speakers are enrolled.
  package let place: Place

  private let test: VoiceSignature
  private let scorer: SignatureScorer
  private let kept: Int
  private var page: [(SpeakerID, VoiceSignature)] = []
  private var best: [SpeakerRanking.Candidate] = []

  /// A ranking of nobody yet.
  ///
  /// - Parameters:
  ///   - test: the recording's signature.
  ///   - model: made the signatures.
  ///   - place: where the speakers are enrolled.
  ///   - count: how many of the best are kept; nil for all.
  package init(of test: VoiceSignature, by model: VoiceModel, at place: Place, keeping count: Int?) {
    (self.test, self.place, kept) = (test, place, count ?? .max)
    scorer = SignatureScorer(model: model, place: place)
  }

  /// A ranking of some speakers.
  package init(
    of test: VoiceSignature, among requested: (enrolled: [(SpeakerID, VoiceSignature)], place: Place),
    by model: VoiceModel, keeping count: Int?
  ) {
    self.init(of: test, by: model, at: requested.place, keeping: count)
    for (speaker, signature) in requested.enrolled { add(speaker, signature) }
  }

  /// Ranks a speaker among those before.
  package mutating func add(_ speaker: SpeakerID, _ signature: VoiceSignature) {
    page.append((speaker, signature))
    if page.count == Self.pageSize { turn() }
  }

  /// The best of all who were added, the very best first; equal ratios in the order of the identifiers.
  package var candidates: [SpeakerRanking.Candidate] {
    mutating get {
      turn()
      return best
    }
  }

  private mutating func turn() {
    let ranked = SpeakerRanking(of: test, among: page, scorer: scorer).candidates
    page.removeAll(keepingCapacity: true)
    guard !ranked.isEmpty else { return }
    best = Array(
      (best + ranked).sorted { one, other in
        (one.logLikelihoodRatio, other.speaker) > (other.logLikelihoodRatio, one.speaker)
      }.prefix(kept))
  }
}
