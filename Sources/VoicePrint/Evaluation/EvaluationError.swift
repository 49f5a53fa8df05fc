/// What can stop an evaluation.
public enum EvaluationError: Error, Equatable, CustomStringConvertible {
  /// There is no trial of one class, so that its error rate is undefined.
  case noTrials(isTarget: Bool)
  /// A score that is not a number, or infinite.
  case notFinite(model: String, utterance: String)
  /// A model and an utterance that are listed twice.
  case duplicateTrial(model: String, utterance: String)
  /// A trial of a model that `enroll` does not list.
  case unknownModel(String)
  /// An utterance of `enroll` or `trials` that `wav.scp` does not list.
  case unknownUtterance(String)
  /// A model without an utterance, or listed twice, in `enroll`.
  case malformedEnrollment(model: String)
  /// A recording that cannot be decoded.
  case unusableRecording(path: String, reason: String)
  /// A condition nobody has heard of.
  case unknownCondition(String)
  /// Fewer speakers than a conversation is to have.
  case tooFewSpeakers(found: Int, needed: Int)

  /// What was wrong and what to do.
  public var description: String {
    switch self {
    case .noTrials(let isTarget):
      "there are no \(isTarget ? "target" : "nontarget") trials: error rates need both kinds"
    case .notFinite(let model, let utterance): "the score of \(utterance) against \(model) is not finite"
    case .duplicateTrial(let model, let utterance): "trials: ‘\(model) \(utterance)’ stands there twice"
    case .unknownModel(let model): "trials: there is no model ‘\(model)’ in enroll"
    case .unknownUtterance(let utterance): "there is no utterance ‘\(utterance)’ in wav.scp"
    case .malformedEnrollment(let model):
      "enroll: ‘\(model)’ must stand on one line, with at least one utterance"
    case .unusableRecording(let path, let reason): "\(path): \(reason)"
    case .unknownCondition(let text):
      "‘\(text)’ is no condition: it takes clean, telephone, noise10 (any number of dB) or reverberation, "
        + "and -test or -enroll after it for one side only"
    case .tooFewSpeakers(let found, let needed):
      "the data directory has \(found) speakers with recordings that are not for enrolling, and a conversation of "
        + "\(needed) was asked for: ask for fewer"
    }
  }
}
