internal import VoicePrint
internal import VoicePrintStore

/// Analyses recordings, changes an enrollment by them and reports; what enrolling and updating share.
struct EnrollmentChanger {
  let arguments: EnrollmentArguments
  let model: VoiceModel

  var speaker: SpeakerID { arguments.id }
  var output: Output { arguments.speech.output }

  /// What an enrollment keeps of the recordings.
  func samples() async throws -> [EnrollmentSample] {
    try await RecordingReader(model: model, decoder: arguments.audio.decoder, output: output).samples(
      of: arguments.files)
  }

  /// The assessment of a changed enrollment.
  ///
  /// - Throws: ``CommandError/disagreement(_:_:)`` where nothing may be stored because of it.
  func assessment(
    of enrollment: Enrollment, offered samples: [EnrollmentSample]
  ) throws -> EnrollmentAssessment {
    let assessment = try model.assessment(of: enrollment)
    guard arguments.strict else { return assessment }
    let names = names(of: samples)
    let disagreeing = assessment.agreements.filter {
      names[$0.digest] != nil && $0.logLikelihoodRatio < QualityGrader.disagreementThreshold
    }
    guard disagreeing.isEmpty else {
      throw CommandError.disagreement(
        speaker, disagreeing.map { (names[$0.digest] ?? $0.digest.short, $0.logLikelihoodRatio) })
    }
    return assessment
  }

  /// Says what came of it: the answer, the recordings that were there already, and who else sounds like this.
  func report(
    _ change: EnrollmentChange, _ assessed: EnrollmentAssessment?, offered samples: [EnrollmentSample],
    in store: EnrollmentStore
  ) throws {
    let assessment = try assessed ?? model.assessment(of: change.enrollment)
    let names = names(of: samples)
    output.answer(change.record.summary.status)
    let report = EnrollmentReport(
      speaker: speaker, status: change.record.summary.status, samples: change.enrollment.samples,
      assessment: assessment, names: names, style: .standardOutput)
    output.say(report.text)
    noteDuplicates(change.duplicates, samples)
    for candidate in try SimilarVoices(model: model, store: store, account: arguments.store.account)
      .found(to: assessment.signature, of: speaker)
    {
      output.note(
        "possible duplicate: ‘\(speaker)’ sounds like ‘\(candidate.speaker)’, who is enrolled too "
          + "(log-likelihood ratio \(signed(candidate.logLikelihoodRatio))); if they are one person, delete one "
          + "and add its recordings to the other")
    }
  }

  /// Recordings that changed nothing, because they were there already or were given twice.
  private func noteDuplicates(_ duplicates: [ContentDigest], _ samples: [EnrollmentSample]) {
    var files: [ContentDigest: [String]] = [:]
    for (path, sample) in zip(arguments.files, samples) {
      files[sample.digest, default: []].append(RecordingReader.name(of: path))
    }
    for digest in Set(duplicates).sorted() {
      let given = files[digest] ?? [digest.short]
      output.note(
        given.count > 1
          ? "the same recording, counted once: \(given.joined(separator: ", "))"
          : "\(given[0]): this recording was enrolled already and changes nothing")
    }
  }

  private func names(of samples: [EnrollmentSample]) -> [ContentDigest: String] {
    Dictionary(
      zip(samples.map(\.digest), arguments.files.map { RecordingReader.name(of: $0) }),
      uniquingKeysWith: { first, _ in first })
  }
}
