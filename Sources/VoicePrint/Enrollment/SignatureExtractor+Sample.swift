extension SignatureExtractor {
  /// Least speech of a sample, in seconds: below it nothing is learnt of a voice.
  public static var minimumSpeech: Double { 1.0 }

  /// What an enrollment keeps of a recording.
  ///
  /// - Throws: ``EnrollmentError/tooLittleSpeech(found:needed:)``.
  public mutating func sample(of recording: Recording) throws(EnrollmentError) -> EnrollmentSample {
    let analysis = analysis(of: recording.waveform)
    let speech = analysis.activity.mask.speechDuration
    guard speech >= Self.minimumSpeech else {
      throw .tooLittleSpeech(found: speech, needed: Self.minimumSpeech)
    }
    return EnrollmentSample(
      digest: recording.digest, audioDuration: recording.source.duration, speechDuration: speech,
      measurements: SampleMeasurements(
        signalToNoiseRatio: analysis.activity.signalToNoiseRatio,
        speechLevel: analysis.activity.speechLevelRelativeToFullScale,
        clippedFraction: recording.source.clippedFraction, bandwidth: analysis.bandwidth,
        sourceSampleRate: recording.source.sampleRate),
      statistics: analysis.statistics, firstOrder: analysis.baumWelch.map(\.first))
  }
}
