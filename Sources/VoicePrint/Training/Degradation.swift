internal import RealModule

/// Makes copies of clean recordings as telephones, rooms and noise would leave them, for training and for tests.
///
/// Everything random comes from the generator, so that a seed repeats a copy.
public enum Degradation {
  /// What a copy goes through.
  public enum Kind: Int, CaseIterable, Codable, Sendable {
    /// Nothing.
    case clean
    /// A telephone: its band, a codec, sometimes a little noise before.
    case telephone
    /// Noise, other voices, a room, or a room with noise.
    case environment
    /// A room or other voices or noise, then a telephone.
    case telephoneInEnvironment
  }

  /// A copy of a waveform at 16 kHz, as long as it was.
  ///
  /// - Parameters:
  ///   - waveform: the clean recording.
  ///   - kind: what it goes through.
  ///   - voices: other recordings, for babble.
  ///   - generator: everything random.
  /// - Returns: the copy.
  /// - Throws: `AudioError` where a codec or the resampler fails.
  public static func copy(
    of waveform: Waveform, _ kind: Kind, voices: [Waveform], using generator: inout SeededGenerator
  ) throws(AudioError) -> Waveform {
    switch kind {
    case .clean:
      return waveform
    case .telephone:
      let source =
        generator.uniform() < 0.5
        ? withNoise(waveform, decibels: generator.uniform(in: 15...35), using: &generator) : waveform
      return try telephone(source, using: &generator)
    case .environment:
      switch Int(generator.next() % 4) {
      case 0: return withNoise(waveform, decibels: generator.uniform(in: 5...20), using: &generator)
      case 1: return withBabble(waveform, voices, decibels: generator.uniform(in: 8...20), using: &generator)
      case 2: return inRoom(waveform, reverberationTime: generator.uniform(in: 0.2...0.8), using: &generator)
      default:
        let room = inRoom(waveform, reverberationTime: generator.uniform(in: 0.2...0.8), using: &generator)
        return withNoise(room, decibels: generator.uniform(in: 10...25), using: &generator)
      }
    case .telephoneInEnvironment:
      let choice = generator.next() % 3
      var source = waveform
      if choice != 0 {
        source = inRoom(source, reverberationTime: generator.uniform(in: 0.2...0.6), using: &generator)
      }
      source =
        choice == 1
        ? withBabble(source, voices, decibels: generator.uniform(in: 10...25), using: &generator)
        : withNoise(source, decibels: generator.uniform(in: 8...25), using: &generator)
      return try telephone(source, using: &generator)
    }
  }

  /// A telephone call: band-limited, at some level, through a codec, back at the original rate.
  ///
  /// - Throws: `AudioError` where a codec or the resampler fails.
  public static func telephone(
    _ waveform: Waveform, codec: TelephoneCodec? = nil, band: ClosedRange<Double>? = nil,
    using generator: inout SeededGenerator
  ) throws(AudioError) -> Waveform {
    var samples = try waveform.resampled(to: 8000).samples
    let low = band?.lowerBound ?? generator.uniform(in: 150...350)
    let high = band?.upperBound ?? generator.uniform(in: 3100...3800)
    RecursiveFilter.highPass(low, sampleRate: 8000).apply(to: &samples)
    for _ in 0..<2 { RecursiveFilter.lowPass(high, sampleRate: 8000).apply(to: &samples) }
    let peak = samples.reduce(Float(1e-9)) { max($0, $1.magnitude) }
    let gain = Float(Double.pow(10, generator.uniform(in: -18...(-1)) / 20)) / peak
    let line = Waveform(samples: samples.map { $0 * gain }, sampleRate: 8000)
    let codecs = TelephoneCodec.allCases
    let chosen = codec ?? codecs[Int(generator.next() % UInt64(codecs.count))]
    let received = try chosen.roundTrip(line).resampled(to: waveform.sampleRate)
    return fitted(received, to: waveform)
  }

  /// Steady noise with a random slope of its spectrum, at a distance from the speech's level.
  public static func withNoise(
    _ waveform: Waveform, decibels: Double, using generator: inout SeededGenerator
  ) -> Waveform {
    // White noise through up to two one-pole filters: 0 to 12 dB an octave.
    var noise = (0..<waveform.samples.count).map { _ in Float(generator.gaussian()) }
    for _ in 0..<2 {
      let pole = Float(generator.uniform(in: 0...0.9))
      var state: Float = 0
      for i in noise.indices {
        state = pole * state + (1 - pole) * noise[i]
        noise[i] = state
      }
    }
    return sum(waveform, noise, decibels: decibels)
  }

  /// Three to seven other voices, at a distance from the speech's level.
  public static func withBabble(
    _ waveform: Waveform, _ voices: [Waveform], decibels: Double, using generator: inout SeededGenerator
  ) -> Waveform {
    guard !voices.isEmpty else { return withNoise(waveform, decibels: decibels, using: &generator) }
    var babble = [Float](repeating: 0, count: waveform.samples.count)
    for _ in 0..<(3 + generator.next() % 5) {
      let voice = voices[Int(generator.next() % UInt64(voices.count))].samples
      if voice.isEmpty { continue }
      let start = Int(generator.next() % UInt64(voice.count))
      let scale = 1 / speechLevel(voice)
      for i in babble.indices { babble[i] += scale * voice[(start + i) % voice.count] }
    }
    return sum(waveform, babble, decibels: decibels)
  }

  /// A room: exponentially decaying noise after the direct sound.
  ///
  /// - Parameters:
  ///   - waveform: the dry sound.
  ///   - reverberationTime: in which the sound falls by 60 dB, in seconds.
  ///   - generator: everything random.
  /// - Returns: the waveform in the room, as long as it was.
  public static func inRoom(
    _ waveform: Waveform, reverberationTime: Double, using generator: inout SeededGenerator
  ) -> Waveform {
    let rate = Double(waveform.sampleRate)
    let length = Int(reverberationTime * rate)
    let delay = Int(generator.uniform(in: 0.001...0.010) * rate)
    var tail = (0..<length).map { i in
      Float(generator.gaussian() * Double.exp(-6.9 * Double(i) / (reverberationTime * rate)))
    }
    let energy = Float.sqrt(tail.reduce(0) { $0 + $1 * $1 })
    let share = Float(generator.uniform(in: 0.15...0.6))
    for i in tail.indices { tail[i] *= share / max(energy, 1e-9) }
    let response = [1] + [Float](repeating: 0, count: delay) + tail
    return Waveform(
      samples: Convolution.convolve(waveform.samples, with: response), sampleRate: waveform.sampleRate)
  }

  /// Root mean square of the louder 40 % of a waveform's 10 ms blocks: the level of the speech, not of the pauses.
  static func speechLevel(_ samples: [Float]) -> Float {
    let blocks = stride(from: 0, to: samples.count - 159, by: 160).map { start in
      samples[start..<start + 160].reduce(0) { $0 + $1 * $1 } / 160
    }.sorted()
    let loud = blocks.suffix(max(1, blocks.count * 2 / 5))
    return Float.sqrt(loud.reduce(0, +) / Float(max(loud.count, 1)) + 1e-12)
  }

  private static func sum(_ waveform: Waveform, _ noise: [Float], decibels: Double) -> Waveform {
    let gain =
      speechLevel(waveform.samples) / max(speechLevel(noise), 1e-9) * Float(Double.pow(10, -decibels / 20))
    return Waveform(
      samples: zip(waveform.samples, noise).map { $0 + gain * $1 }, sampleRate: waveform.sampleRate)
  }

  private static func fitted(_ received: Waveform, to original: Waveform) -> Waveform {
    let missing = max(0, original.samples.count - received.samples.count)
    return Waveform(
      samples: Array(received.samples.prefix(original.samples.count)) + Array(repeating: 0, count: missing),
      sampleRate: original.sampleRate)
  }
}
