internal import VoicePrint
internal import VoicePrintStore

/// Compares a signature with those of a store.
struct SimilarVoices {
  let model: VoiceModel
  let store: EnrollmentStore
  let account: AccountID

  /// The stored signatures, how many of other models stand beside them, and the place that they are.
  func enrolled(includePartial: Bool) throws -> (
    signatures: [(speaker: SpeakerID, signature: VoiceSignature)], ofOtherModels: Int, place: Place
  ) {
    try store.identification(account: account, includePartial: includePartial, for: model)
  }

  /// Enrolled speakers, other than the one named, whom a signature would be accepted as.
  func found(
    to signature: VoiceSignature, of speaker: SpeakerID
  ) throws -> [SpeakerRanking.Candidate] {
    let (signatures, _, place) = try enrolled(includePartial: true)
    let others = signatures.filter { $0.speaker != speaker }.map { ($0.speaker, $0.signature) }
    let threshold = OperatingPoint().threshold
    let scorer = SignatureScorer(model: model, place: place)
    return SpeakerRanking(of: signature, named: speaker, among: others, scorer: scorer).candidates
      .filter { $0.logLikelihoodRatio >= threshold }
  }
}
