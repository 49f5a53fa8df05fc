/// What recordings go through before they are enrolled and tested.
public struct EvaluationCondition: Hashable, Sendable, CustomStringConvertible {
  /// What one side goes through.
  public enum Channel: Hashable, Sendable {
    /// Nothing.
    case clean
    /// A telephone call: 8 kHz, 300–3400 Hz, µ-law.
    case telephone
    /// Coloured noise and the babble of other speakers in turn, this many dB below the speech.
    case noise(decibels: Double)
    /// A room in which sound falls by 60 dB in half a second.
    case reverberation
  }

  /// What enrollments go through.
  public let enrollment: Channel
  /// What tests go through.
  public let test: Channel
  /// The condition as it is written.
  public let description: String

  /// Recordings as they are.
  public static let clean = Self(enrollment: .clean, test: .clean, description: "clean")

  private init(enrollment: Channel, test: Channel, description: String) {
    self.enrollment = enrollment
    self.test = test
    self.description = description
  }

  /// Reads a condition: `clean`, `telephone`, `noise10` or `reverberation`; with `-test` or `-enroll` after it the
  /// other side stays clean.
  ///
  /// - Throws: ``EvaluationError/unknownCondition(_:)``.
  public init(_ text: String) throws(EvaluationError) {
    let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let channel: Channel
    switch parts[0] {
    case "clean": channel = .clean
    case "telephone": channel = .telephone
    case "reverberation": channel = .reverberation
    case let name where name.hasPrefix("noise"):
      guard let decibels = Double(name.dropFirst("noise".count)), (-20...80).contains(decibels) else {
        throw .unknownCondition(text)
      }
      channel = .noise(decibels: decibels)
    default: throw .unknownCondition(text)
    }
    switch parts.dropFirst().first {
    case nil: self.init(enrollment: channel, test: channel, description: text)
    case "test": self.init(enrollment: .clean, test: channel, description: text)
    case "enroll": self.init(enrollment: channel, test: .clean, description: text)
    default: throw .unknownCondition(text)
    }
  }
}

extension EvaluationCondition.Channel {
  /// Sound decay in the room, in seconds.
  private static let reverberationTime = 0.5

  /// A waveform as it comes out.
  ///
  /// - Parameters:
  ///   - waveform: as it goes in, at 16 kHz.
  ///   - index: of the recording; noise is coloured for even ones, babble for odd ones.
  ///   - voices: of other speakers, for babble.
  ///   - generator: everything random.
  /// - Returns: as long as it went in.
  /// - Throws: `AudioError` where the codec or the resampler fails.
  func passing(
    _ waveform: Waveform, index: Int, voices: [Waveform], using generator: inout SeededGenerator
  ) throws(AudioError) -> Waveform {
    switch self {
    case .clean:
      waveform
    case .telephone:
      try Degradation.telephone(waveform, codec: .muLaw, band: 300...3400, using: &generator)
    case .noise(let decibels):
      index.isMultiple(of: 2)
        ? Degradation.withNoise(waveform, decibels: decibels, using: &generator)
        : Degradation.withBabble(waveform, voices, decibels: decibels, using: &generator)
    case .reverberation:
      Degradation.inRoom(waveform, reverberationTime: Self.reverberationTime, using: &generator)
    }
  }

  /// Whether other voices are needed.
  var needsVoices: Bool {
    if case .noise = self { true } else { false }
  }
}
