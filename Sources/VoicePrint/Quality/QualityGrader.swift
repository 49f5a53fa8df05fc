/// Grades an enrollment from its samples' measurements and from how well they agree.
public struct QualityGrader: Sendable {
  /// A sample as far as grading is concerned.
  public struct Sample: Sendable {
    /// Names it in reasons.
    public let digest: ContentDigest
    /// Speech in seconds.
    public let speechDuration: Double
    /// What was measured of it.
    public let measurements: SampleMeasurements
    /// Log-likelihood ratio, natural logarithm, that it and the other samples are one speaker; nil where there
    /// is nothing to compare it with.
    public let agreement: Double?

    /// A sample from its parts.
    public init(
      digest: ContentDigest, speechDuration: Double, measurements: SampleMeasurements, agreement: Double?
    ) {
      self.digest = digest
      self.speechDuration = speechDuration
      self.measurements = measurements
      self.agreement = agreement
    }
  }

  /// A grade with its grounds.
  public struct Grade: Equatable, Sendable {
    /// The grade.
    public let quality: EnrollmentQuality
    /// Predicted share of the speaker's tests that are rejected where 1 % of strangers pass, 0…1.
    public let predictedFalseRejectRate: Double
    /// Speech, weighted by how clean it is, in seconds.
    public let effectiveSpeech: Double
    /// What keeps it from a better grade, the weightiest first.
    public let reasons: [QualityReason]
  }

  /// Below this log-likelihood ratio a sample is named as perhaps somebody else's, and its speech counts for nothing: it is
  /// likelier from another speaker.
  public static let disagreementThreshold = 0.0
  /// Below this one it is taken for somebody else's, and the enrollment is poor whatever else is in it: fifty to one.
  public static let contradictionThreshold = -3.9
  /// Samples whose speech counts less than this for noise are named.
  private static let noiseWorthNaming = 15.0
  /// Clipping above this is named.
  private static let clippingWorthNaming = 0.002

  private let model: QualityModel
  private let requiredSpeech: Double

  /// A grader.
  ///
  /// - Parameters:
  ///   - model: predicts the error.
  ///   - requiredSpeech: seconds that complete an enrollment.
  public init(model: QualityModel, requiredSpeech: Double) {
    self.model = model
    self.requiredSpeech = requiredSpeech
  }

  /// The grade of an enrollment with these samples.
  public func grade(_ samples: [Sample]) -> Grade {
    let total = samples.reduce(0) { $0 + $1.speechDuration }
    func isBelow(_ threshold: Double, _ sample: Sample) -> Bool {
      (sample.agreement ?? .infinity) < threshold
    }
    let disagreeing = samples.filter { isBelow(Self.disagreementThreshold, $0) }
    let contradicted = samples.contains { isBelow(Self.contradictionThreshold, $0) }
    let effective = samples.reduce(0) { sum, sample in
      isBelow(Self.disagreementThreshold, sample) ? sum : sum + sample.speechDuration * weight(sample)
    }
    let predicted = model.predictedFalseRejectRate(effectiveSpeech: effective)
    let complete = total >= requiredSpeech
    let quality = !complete || contradicted ? .poor : bucket(of: predicted)

    var reasons: [QualityReason] = []
    for sample in disagreeing {
      reasons.append(.disagreement(sample: sample.digest, logLikelihoodRatio: sample.agreement ?? 0))
    }
    if !complete { reasons.append(.incomplete(speech: total, missing: requiredSpeech - total)) }
    reasons += weaknesses(samples, total: total)
    if complete, disagreeing.isEmpty, let better = next(after: quality) {
      let missing = model.effectiveSpeech(forRate: better.bound) - effective
      let perSecond = total > 0 ? max(effective / total, 0.05) : 1
      reasons.append(.moreSpeech(next: better.quality, seconds: missing / perSecond))
    }
    return Grade(
      quality: quality, predictedFalseRejectRate: predicted, effectiveSpeech: effective, reasons: reasons)
  }

  private func weight(_ sample: Sample) -> Double {
    let measured = sample.measurements
    return model.weight(
      signalToNoiseRatio: measured.signalToNoiseRatio, bandwidth: measured.bandwidth,
      clippedFraction: measured.clippedFraction)
  }

  private func bucket(of rate: Double) -> EnrollmentQuality {
    let order: [EnrollmentQuality] = [.high, .good, .average]
    for (quality, bound) in zip(order, model.bounds) where rate <= bound { return quality }
    return .poor
  }

  private func next(after quality: EnrollmentQuality) -> (quality: EnrollmentQuality, bound: Double)? {
    switch quality {
    case .high: nil
    case .good: (.high, model.bounds[0])
    case .average: (.good, model.bounds[1])
    case .poor: (.average, model.bounds[2])
    }
  }

  private func weaknesses(_ samples: [Sample], total: Double) -> [QualityReason] {
    guard total > 0 else { return [] }
    var reasons: [QualityReason] = []
    let noisy = samples.filter { $0.measurements.signalToNoiseRatio < Self.noiseWorthNaming }
    if let worst = noisy.map(\.measurements.signalToNoiseRatio).min() {
      reasons.append(.noise(decibels: worst, share: noisy.reduce(0) { $0 + $1.speechDuration } / total))
    }
    let clipped = samples.map(\.measurements.clippedFraction).max() ?? 0
    if clipped > Self.clippingWorthNaming { reasons.append(.clipping(fraction: clipped)) }
    let narrow = samples.filter { $0.measurements.bandwidth < QualityModel.wideBandwidth }
    if !narrow.isEmpty {
      reasons.append(.narrowBand(share: narrow.reduce(0) { $0 + $1.speechDuration } / total))
    }
    return reasons
  }
}
