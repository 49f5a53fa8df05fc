/// All that can be said of an enrollment: its signature, its grade and the grounds for it.
public struct EnrollmentAssessment: Sendable {
  /// How a sample stands to the others.
  public struct SampleAgreement: Equatable, Sendable {
    /// The sample.
    public let digest: ContentDigest
    /// Log-likelihood ratio, natural logarithm, that it and the other samples are one speaker.
    public let logLikelihoodRatio: Double
  }

  /// The answer in the cloud schema.
  public let status: EnrollmentStatus
  /// The grade with its reasons.
  public let grade: QualityGrader.Grade
  /// How each sample stands to the others; empty for a single sample.
  public let agreements: [SampleAgreement]
  /// What the speaker is recognised by.
  public let signature: VoiceSignature
}

extension VoiceModel {
  /// Assesses an enrollment of at least one sample.
  ///
  /// - Throws: ``EnrollmentError/wrongModel(expected:found:)``, or ``EnrollmentError/unreadableSample(reason:)``
  ///   for statistics that are not finite or not of this model's size.
  public func assessment(of enrollment: Enrollment) throws(EnrollmentError) -> EnrollmentAssessment {
    guard enrollment.model == identity else { throw .wrongModel(expected: identity, found: enrollment.model) }
    for sample in enrollment.samples { try check(sample) }
    do {
      let agreements = try agreements(in: enrollment)
      let agreementOf = Dictionary(
        agreements.map { ($0.digest, $0.logLikelihoodRatio) }, uniquingKeysWith: { first, _ in first })
      let samples = enrollment.samples.map { sample in
        QualityGrader.Sample(
          digest: sample.digest, speechDuration: sample.speechDuration, measurements: sample.measurements,
          agreement: agreementOf[sample.digest])
      }
      let grade = QualityGrader(model: quality, requiredSpeech: Enrollment.completeSpeechDuration).grade(
        samples)
      return EnrollmentAssessment(
        status: EnrollmentStatus(enrollment, quality: grade.quality), grade: grade, agreements: agreements,
        signature: try signature(
          of: enrollment.pooledStatistics, speechDuration: enrollment.totalSpeechDuration))
    } catch {
      throw .unreadableSample(reason: "\(error)")
    }
  }

  /// The signature of one sample.
  ///
  /// - Throws: ``EnrollmentError/unreadableSample(reason:)``.
  public func signature(of sample: EnrollmentSample) throws(EnrollmentError) -> VoiceSignature {
    try check(sample)
    do {
      return try signature(of: sample.statistics, speechDuration: sample.speechDuration)
    } catch {
      throw .unreadableSample(reason: "\(error)")
    }
  }

  /// The sample as a model with another total-variability matrix would have made it, from its first-order
  /// statistics.
  ///
  /// - Parameter sample: made by a model of the same ``statisticsIdentity``, which the caller checks.
  /// - Returns: the sample with (N, b) of this model.
  /// - Throws: ``EnrollmentError/unreadableSample(reason:)`` where the first-order statistics were not kept.
  public func upgraded(_ sample: EnrollmentSample) throws(EnrollmentError) -> EnrollmentSample {
    guard let first = sample.firstOrder else {
      throw .unreadableSample(
        reason: "its first-order statistics were not kept, so it cannot move without its audio")
    }
    let fits =
      first.count == views.count && sample.statistics.count == views.count
      && zip(views, first).allSatisfy {
        $0.mixture.components == $1.rows && $0.mixture.dimension == $1.columns
      }
    guard fits else { throw .unreadableSample(reason: "its statistics are of another size than the model's") }
    let statistics = views.indices.map { view in
      views[view].totalVariability.signatureStatistics(
        of: BaumWelchStatistics(occupancies: sample.statistics[view].occupancies, first: first[view]))
    }
    return EnrollmentSample(
      digest: sample.digest, audioDuration: sample.audioDuration, speechDuration: sample.speechDuration,
      measurements: sample.measurements, statistics: statistics, firstOrder: first)
  }

  /// Whether a sample's statistics are of this model's size.
  ///
  /// - Throws: ``EnrollmentError/unreadableSample(reason:)``.
  package func check(_ sample: EnrollmentSample) throws(EnrollmentError) {
    let fits =
      sample.statistics.count == views.count
      && zip(views, sample.statistics).allSatisfy {
        $0.totalVariability.components == $1.occupancies.count && $0.totalVariability.rank == $1.linear.count
      }
    guard fits else { throw .unreadableSample(reason: "its statistics are of another size than the model's") }
  }

  /// Each sample against all others together, read as `verify` would read it where nothing is known of the place.
  private func agreements(
    in enrollment: Enrollment
  ) throws(NumericsError) -> [EnrollmentAssessment.SampleAgreement] {
    let scorer = SignatureScorer(model: self, place: .unknown)
    return zip(enrollment.samples, try comparisons(in: enrollment)).map { sample, comparison in
      EnrollmentAssessment.SampleAgreement(
        digest: sample.digest,
        logLikelihoodRatio: scorer.logLikelihoodRatio(comparison.sample, against: comparison.others))
    }
  }

  /// The signature of each sample, and of all others together; none for a single sample.
  private func comparisons(
    in enrollment: Enrollment
  ) throws(NumericsError) -> [(sample: VoiceSignature, others: VoiceSignature)] {
    guard enrollment.samples.count > 1 else { return [] }
    let samples = enrollment.samples
    let totals = views.indices.map { view in StatisticsTotal(of: samples.map { $0.statistics[view] }) }
    let duration = enrollment.totalSpeechDuration
    let signatures = try signatures(
      of: samples.map { ($0.statistics, $0.speechDuration) }
        + samples.map { sample in
          (
            statistics: zip(totals, sample.statistics).map { $0.without($1) },
            duration: duration - sample.speechDuration
          )
        })
    return samples.indices.map { (signatures[$0], signatures[samples.count + $0]) }
  }

  /// What a place is calibrated with of an enrollment: its signature, and how its samples compare.
  ///
  /// - Throws: ``EnrollmentError/wrongModel(expected:found:)``, or ``EnrollmentError/unreadableSample(reason:)``.
  public func calibrationVoice(of enrollment: Enrollment) throws(EnrollmentError) -> PlaceCalibrator.Voice {
    guard enrollment.model == identity else { throw .wrongModel(expected: identity, found: enrollment.model) }
    for sample in enrollment.samples { try check(sample) }
    do {
      return PlaceCalibrator.Voice(
        name: enrollment.speaker.text,
        signature: try signature(
          of: enrollment.pooledStatistics, speechDuration: enrollment.totalSpeechDuration),
        samples: try comparisons(in: enrollment))
    } catch {
      throw .unreadableSample(reason: "\(error)")
    }
  }
}
