/// Why an enrollment has its grade, and what to do about it.
public enum QualityReason: Equatable, Sendable {
  /// Not enough speech to complete the enrollment; both in seconds.
  case incomplete(speech: Double, missing: Double)
  /// Speech is what keeps it from the next grade; seconds of speech as clean as what is there.
  case moreSpeech(next: EnrollmentQuality, seconds: Double)
  /// Noise takes away from the speech; signal-to-noise ratio in dB, for a share of the speech 0…1.
  case noise(decibels: Double, share: Double)
  /// Samples are clipped; their share 0…1.
  case clipping(fraction: Double)
  /// Speech comes in a telephone's band; share of the speech 0…1.
  case narrowBand(share: Double)
  /// A sample does not sound like the others; log-likelihood ratio of one speaker, natural logarithm.
  case disagreement(sample: ContentDigest, logLikelihoodRatio: Double)

  /// One line a person can act on.
  public var description: String {
    switch self {
    case .incomplete(let speech, let missing):
      "\(tenths(speech)) s of speech, \(tenths(missing)) s more needed to complete the enrollment"
    case .moreSpeech(let next, let seconds):
      "about \(Int(seconds.rounded(.up))) s more speech would make it \(next.rawValue)"
    case .noise(let decibels, let share):
      "noise: \(Int(decibels.rounded())) dB signal-to-noise in \(percent(share)) of the speech; "
        + "record in a quieter place or closer to the microphone"
    case .clipping(let fraction): "clipped: \(percent(fraction)) of the samples; turn the input level down"
    case .narrowBand(let share):
      "telephone band in \(percent(share)) of the speech; a wide-band recording would say more"
    case .disagreement(let sample, let ratio):
      "sample \(sample.short) does not sound like the others (log-likelihood ratio \(tenths(ratio))): "
        + "if it is somebody else, remove it"
    }
  }

  /// A short name for programs.
  public var code: String {
    switch self {
    case .incomplete: "incomplete"
    case .moreSpeech: "moreSpeech"
    case .noise: "noise"
    case .clipping: "clipping"
    case .narrowBand: "narrowBand"
    case .disagreement: "samplesDisagree"
    }
  }
}

/// A duration or ratio to one decimal, as people read it.
package func tenths(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

/// A share as a whole percentage, at least 1 % where there is any.
private func percent(_ share: Double) -> String {
  share > 0 ? "\(max(1, Int((100 * share).rounded()))) %" : "0 %"
}
