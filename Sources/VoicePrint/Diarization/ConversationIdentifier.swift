internal import RealModule

/// Names the voices of a conversation.
///
/// Each voice is compared, by all that it says, with each enrolled speaker; all are decided together, so that no
/// speaker is given to two voices (``SpeakerAssignment``). A voice whose ratio does not reach the threshold of the
/// operating point is nobody's.
public struct ConversationIdentifier: Sendable {
  /// What a voice is called that is none of those asked for, in the cloud API's words.
  public static let nobody = "UserNotIdentified"

  /// Compares.
  public let model: VoiceModel
  /// Prior of each speaker who is asked for, and costs.
  public let point: OperatingPoint
  /// Where the speakers are enrolled.
  public let place: Place

  /// An identifier.
  ///
  /// - Parameters:
  ///   - model: whose signatures are compared.
  ///   - place: where the speakers are enrolled.
  ///   - point: its prior is the probability that a voice of the conversation is one particular speaker of those
  ///     asked for. The default expects speakers who are asked for to be there.
  public init(model: VoiceModel, place: Place = .unknown, point: OperatingPoint = OperatingPoint()) {
    self.model = model
    self.place = place
    self.point = point
  }

  /// A voice of the conversation with its name.
  public struct Voice: Equatable, Sendable {
    /// Who it is; nil where it is nobody who was asked for.
    public let speaker: SpeakerID?
    /// Probability, 0…1, given the prior, that the name is right: that it is the speaker, or that it is nobody.
    public let confidence: Double
    /// Everybody's log-likelihood ratio, natural logarithm, the best first.
    public let candidates: [SpeakerRanking.Candidate]
  }

  /// The names of the voices, in the order of the conversation's.
  ///
  /// - Parameters:
  ///   - diarization: of a conversation, by this model.
  ///   - enrolled: those who are asked for, each once, with signatures of this model.
  /// - Returns: a voice for each speaker of the conversation.
  public func voices(
    of diarization: Diarization, among enrolled: [(speaker: SpeakerID, signature: VoiceSignature)]
  ) -> [Voice] {
    precondition(diarization.model == model.identity, "a diarization by this model")
    let scorer = SignatureScorer(model: model, place: place)
    var ratios = Matrix<Double>(rows: diarization.speakers.count, columns: enrolled.count)
    for (row, voice) in diarization.speakers.enumerated() {
      for (column, candidate) in enrolled.enumerated() {
        ratios[row, column] = scorer.logLikelihoodRatio(
          voice.signature, against: candidate.signature, of: [candidate.speaker.text])
      }
    }
    return voices(ratios: ratios, speakers: enrolled.map(\.speaker))
  }

  /// The names that follow from ratios, voices × speakers.
  package func voices(ratios: Matrix<Double>, speakers: [SpeakerID]) -> [Voice] {
    var gains = ratios
    for row in 0..<gains.rows {
      // What reaches the threshold exactly passes, as in verification.
      for column in 0..<gains.columns { gains[row, column] = (ratios[row, column] - point.threshold).nextUp }
    }
    let assignment = SpeakerAssignment(gains: gains)
    return assignment.speakers.enumerated().map { row, assigned in
      let own = Array(ratios.row(row))
      let posteriors = posteriors(own)
      return Voice(
        speaker: assigned.map { speakers[$0] },
        confidence: assigned.map { posteriors[$0] } ?? max(0, 1 - posteriors.reduce(0, +)),
        candidates: zip(speakers, own).map {
          SpeakerRanking.Candidate(speaker: $0, logLikelihoodRatio: $1)
        }.sorted { ($0.logLikelihoodRatio, $1.speaker) > ($1.logLikelihoodRatio, $0.speaker) })
    }
  }

  /// Probability of each speaker, where the voice is one of them or a stranger.
  private func posteriors(_ ratios: [Double]) -> [Double] {
    // Many who are asked for share what the prior leaves, so that there is room for strangers.
    let prior = min(point.targetPrior, 0.9 / Double(max(ratios.count, 1)))
    let stranger = Double.log(1 - prior * Double(ratios.count))
    let weights = ratios.map { $0 + Double.log(prior) }
    let largest = max(weights.max() ?? stranger, stranger)
    let total = Double.exp(stranger - largest) + weights.reduce(0) { $0 + Double.exp($1 - largest) }
    return weights.map { Double.exp($0 - largest) / total }
  }
}
