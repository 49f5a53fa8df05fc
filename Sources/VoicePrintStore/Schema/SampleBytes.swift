internal import VoicePrint

/// A sample as the bytes that are sealed.
struct SampleBytes {
  let digest: ContentDigest
  let statistics: [UInt8]
  let firstOrder: [UInt8]?
  /// The sample as it will be read back, without first-order statistics.
  let sample: EnrollmentSample

  /// Encodes a sample and reads it back, so that nothing is stored that could not be used later.
  ///
  /// - Throws: ``StoreError/unstorableSample(_:reason:)``.
  init(_ sample: EnrollmentSample) throws(StoreError) {
    digest = sample.digest
    statistics = sample.statisticsBytes
    firstOrder = sample.firstOrderBytes
    do throws(EnrollmentError) {
      self.sample = try EnrollmentSample(statisticsBytes: statistics, firstOrderBytes: nil)
    } catch {
      throw .unstorableSample(sample.digest, reason: "\(error)")
    }
    var plain = sample
    plain.firstOrder = nil
    guard self.sample == plain else {
      throw .unstorableSample(sample.digest, reason: "it has numbers that are not finite")
    }
  }
}
