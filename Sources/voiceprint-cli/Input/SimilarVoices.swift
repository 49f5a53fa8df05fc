internal import VoicePrint
internal import VoicePrintStore

/// Compares a signature with those of a store.
struct SimilarVoices {
  let model: VoiceModel
  let store: EnrollmentStore
  let account: AccountID

  /// The stored signatures, and how many of other models stand beside them.
  func enrolled(includePartial: Bool) throws -> (
    signatures: [(SpeakerID, VoiceSignature)], ofOtherModels: Int
  ) {
    var signatures: [(SpeakerID, VoiceSignature)] = []
    var others = 0
    try store.visitSignatures(account: account, includePartial: includePartial) { stored in
      if stored.model == model.identity, let signature = VoiceSignature(bytes: stored.bytes),
        signature.fits(model)
      {
        signatures.append((stored.speaker, signature))
      } else {
        others += 1
      }
    }
    return (signatures, others)
  }

  /// Enrolled speakers, other than the one named, whom a signature would be accepted as.
  func found(
    to signature: VoiceSignature, of speaker: SpeakerID
  ) throws -> [SpeakerRanking.Candidate] {
    let others = try enrolled(includePartial: true).signatures.filter { $0.0 != speaker }
    let threshold = OperatingPoint().threshold
    return SpeakerRanking(of: signature, among: others, scorer: SignatureScorer(model: model)).candidates
      .filter { $0.logLikelihoodRatio >= threshold }
  }
}
