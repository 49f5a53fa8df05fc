internal import VoicePrint

/// What can go wrong between the command line and the engine.
enum CommandError: Error {
  /// Recordings that cannot be used, each with its own reason.
  case recordings([(name: String, reason: any Error)])
  /// There is no store to read.
  case noStore(path: String)
  /// A sample does not sound like the others, and `--strict` was given.
  case disagreement(SpeakerID, [(name: String, logLikelihoodRatio: Double)])
  /// Several samples, or none, have a digest that begins like this.
  case digest(prefix: String, SpeakerID, matches: [ContentDigest])
  /// Nobody is there to be identified.
  case nobodyEnrolled(incomplete: Int)
  /// A signature in the store cannot be read.
  case unreadableSignature(SpeakerID)
  /// No enrollment of the model in use is there to be exported.
  case nothingToExport(ofOtherModels: Int)
  /// A passphrase is needed and cannot be had.
  case passphrase(reason: String)
  /// A file or folder cannot be written.
  case unwritable(path: String, reason: String)
}

extension CommandError: CustomStringConvertible {
  var description: String {
    switch self {
    case .recordings(let failures):
      failures.map { Self.line($0.name, $0.reason) }.joined(separator: "\n")
        + (failures.count > 1 ? "\nnothing was stored" : "")
    case .noStore(let path):
      "there is no store at \(path) yet: ‘voiceprint enroll’ makes it; --store or VOICEPRINT_STORE names another"
    case .disagreement(let speaker, let samples):
      samples.map { sample in
        "\(sample.name): does not sound like the other samples of ‘\(speaker)’ (log-likelihood ratio "
          + "\(signed(sample.logLikelihoodRatio)), below \(signed(QualityGrader.disagreementThreshold)))"
      }.joined(separator: "\n") + "\nnothing was stored; without --strict such samples are kept and reported"
    case .digest(let prefix, let speaker, let matches) where matches.isEmpty:
      "‘\(speaker)’ has no sample \(prefix): ‘voiceprint sample list \(speaker)’ shows those there are"
    case .digest(let prefix, let speaker, let matches):
      "\(matches.count) samples of ‘\(speaker)’ begin with \(prefix) (\(matches.map(\.short).joined(separator: ", "))): "
        + "give more digits"
    case .nobodyEnrolled(let incomplete):
      incomplete > 0
        ? "no enrollment is complete (\(incomplete) not yet): add speech, or compare with those by --partial"
        : "nobody is enrolled"
    case .unreadableSignature(let speaker):
      "the signature of ‘\(speaker)’ was stored by another version of VoicePrint: run ‘voiceprint store upgrade’"
    case .nothingToExport(let others):
      others > 0
        ? "all \(counted(others, "enrollment")) are of another model: ‘voiceprint store upgrade’ moves them, or give "
          + "theirs with --model" : "nobody is enrolled"
    case .passphrase(let reason): reason
    case .unwritable(let path, let reason): "cannot write \(path): \(reason)"
    }
  }

  /// A file and what is wrong with it, the name said once.
  private static func line(_ name: String, _ reason: any Error) -> String {
    if case AudioError.unreadable(_, let reason) = reason { return "cannot read \(name): \(reason)" }
    return "\(name): \(reason)"
  }
}
