internal import ArgumentParser
internal import VoicePrint
internal import VoicePrintStore

/// Which model.
struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Model file, or ‘cepstral’ for the one without the learned view (VOICEPRINT_MODEL; else the one that came along).",
      valueName: "path"),
    completion: .file(extensions: ["safetensors"]))
  var model: String?

  /// Finds and reads the model.
  func load() throws -> VoiceModel { try VoiceModel(contentsOf: VoiceModel.Location(path: model).path) }
}

extension VoiceModel {
  /// How the store names the model.
  var reference: ModelReference { ModelReference(identity: identity, statistics: statisticsIdentity) }

  /// What the store keeps beside the samples.
  func summary(of enrollment: Enrollment) throws -> EnrollmentSummary {
    EnrollmentSummary(try assessment(of: enrollment))
  }
}

extension EnrollmentSummary {
  init(_ assessment: EnrollmentAssessment) {
    self.init(status: assessment.status, signature: assessment.signature.bytes)
  }
}

extension EnrollmentRecord {
  /// The stored signature, to be compared by this model.
  func signature(for model: VoiceModel) throws -> VoiceSignature {
    guard self.model == model.reference else {
      throw StoreError.wrongModel(speaker, expected: model.identity, found: self.model.identity)
    }
    guard let signature = VoiceSignature(bytes: summary.signature), signature.fits(model) else {
      throw CommandError.unreadableSignature(speaker)
    }
    return signature
  }
}

extension VoiceSignature {
  /// Whether a model can compare it.
  func fits(_ model: VoiceModel) -> Bool { self.model == model.identity && views.count == model.views.count }
}
