/// A speaker's enrollment: the samples that were given, each counted once.
///
/// The samples stand in the order of their digests, and statistics are summed in that order in double
/// precision. Enrolling A then B therefore gives the same bytes as B then A, and removing a sample gives what
/// never adding it would have given.
public struct Enrollment: Equatable, Sendable {
  /// Speech that completes an enrollment, in seconds.
  public static let completeSpeechDuration = 12.0

  /// Who it is.
  public let speaker: SpeakerID
  /// The model whose statistics the samples hold.
  public let model: ContentDigest
  /// The samples in the order of their digests.
  public private(set) var samples: [EnrollmentSample]

  /// An enrollment with samples in any order; a digest that comes twice counts once.
  public init(speaker: SpeakerID, model: ContentDigest, samples: [EnrollmentSample] = []) {
    self.speaker = speaker
    self.model = model
    self.samples = []
    for sample in samples { add(sample) }
  }

  /// Adds a sample, unless the same recording is already there.
  ///
  /// - Returns: false where the recording was there, and nothing changed.
  @discardableResult
  public mutating func add(_ sample: EnrollmentSample) -> Bool {
    let position = samples.firstIndex { !($0.digest < sample.digest) } ?? samples.endIndex
    if position < samples.endIndex, samples[position].digest == sample.digest { return false }
    samples.insert(sample, at: position)
    return true
  }

  /// Removes a sample, as if it had never been added.
  ///
  /// - Throws: ``EnrollmentError/noSuchSample(_:)``.
  public mutating func remove(_ digest: ContentDigest) throws(EnrollmentError) {
    guard let index = samples.firstIndex(where: { $0.digest == digest }) else { throw .noSuchSample(digest) }
    samples.remove(at: index)
  }

  /// Detected speech over all samples, in seconds.
  public var totalSpeechDuration: Double { samples.reduce(0) { $0 + $1.speechDuration } }

  /// Length of all samples, in seconds.
  public var totalEnrollDuration: Double { samples.reduce(0) { $0 + $1.audioDuration } }

  /// Whether there is enough speech: 12 s over all samples.
  public var isComplete: Bool { totalSpeechDuration >= Self.completeSpeechDuration }

  /// The statistics of all samples as if they were one recording, for each view of the model.
  public var pooledStatistics: [SignatureStatistics] {
    let views = samples.first?.statistics.count ?? 0
    return (0..<views).map { view in SignatureStatistics.sum(samples.map { $0.statistics[view] }) }
  }
}
