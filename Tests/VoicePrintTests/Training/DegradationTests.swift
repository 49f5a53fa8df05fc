import Foundation
import Testing
import VoicePrint

/// Copies as telephones, rooms and noise leave them.
@Suite struct DegradationTests {
  private static func voice(_ speaker: Int, seconds: Double = 3) -> Waveform {
    var generator = SeededGenerator(seed: 179, stream: speaker)
    return SyntheticVoice(speaker: speaker).speech(seconds: seconds, using: &generator)
  }

  @Test(arguments: Degradation.Kind.allCases, 0..<6) func aSeedRepeatsACopy(
    kind: Degradation.Kind, seed: Int
  ) throws {
    let (voice, others) = (Self.voice(0), [Self.voice(1), Self.voice(2)])
    func copy(_ seed: Int) throws -> Waveform {
      var generator = SeededGenerator(seed: 1, stream: seed)
      return try Degradation.copy(of: voice, kind, voices: others, using: &generator)
    }
    let first = try copy(seed)
    #expect(try copy(seed) == first)
    #expect(first.samples.count == voice.samples.count && first.sampleRate == voice.sampleRate)
    #expect(first.samples.allSatisfy(\.isFinite) && first.samples.contains { $0 != 0 })
    #expect((first == voice) == (kind == .clean))
  }

  @Test(arguments: [1, 100, 5000]) func shortRecordingsGoThrough(count: Int) throws {
    let waveform = Waveform(samples: Array(repeating: 0.1, count: count), sampleRate: 16_000)
    var generator = SeededGenerator(seed: 181)
    for kind in Degradation.Kind.allCases {
      for _ in 0..<8 {
        let copy = try Degradation.copy(of: waveform, kind, voices: [], using: &generator)
        #expect(copy.samples.count == count && copy.samples.allSatisfy(\.isFinite))
      }
    }
  }

  @Test(arguments: [0.0, 10, 25]) func noiseStandsAtItsDistance(decibels: Double) {
    var generator = SeededGenerator(seed: 191)
    // A steady tone: all of its blocks are its loud ones.
    let tone = (0..<48_000).map { Float(0.2 * sin(0.3 * Double($0))) }
    let noisy = Degradation.withNoise(
      Waveform(samples: tone, sampleRate: 16_000), decibels: decibels, using: &generator)
    let noise = zip(noisy.samples, tone).map { $0 - $1 }
    func power(_ samples: [Float]) -> Double { samples.reduce(0) { $0 + Double($1) * Double($1) } }
    // The level of noise is that of its louder blocks, which stand up to two decibels above its mean.
    let distance = 10 * log10(power(tone) / power(noise))
    #expect((-0.5...2.5).contains(distance - decibels), "\(distance) dB")
  }

  @Test(arguments: TelephoneCodec.allCases) func aTelephoneKeepsItsBand(codec: TelephoneCodec) throws {
    var generator = SeededGenerator(seed: 193)
    let voice = Self.voice(1)
    let copy = try Degradation.telephone(voice, codec: codec, band: 300...3400, using: &generator)
    var spectrum = SpectrumComputer()
    let (before, after) = (spectrum.spectra(of: voice), spectrum.spectra(of: copy))
    func share(_ spectra: Matrix<Float>, _ bins: Range<Int>) -> Double {
      let power = spectra.transposed
      func sum(_ bins: Range<Int>) -> Double {
        bins.reduce(0.0) { $0 + power.row($1).reduce(0.0) { $0 + Double($1) } }
      }
      return sum(bins) / sum(0..<257)
    }
    // Above 4 kHz, which eight thousand samples a second cannot carry.
    #expect(share(after, 134..<257) < 1e-3)
    #expect(share(after, 134..<257) < share(before, 134..<257))
  }

  @Test func aRoomIsItsDirectSoundAndALaterTail() {
    var generator = SeededGenerator(seed: 197)
    let click = [Float(1)] + [Float](repeating: 0, count: 15_999)
    let room = Degradation.inRoom(
      Waveform(samples: click, sampleRate: 16_000), reverberationTime: 0.4, using: &generator
    ).samples
    #expect(abs(room[0] - 1) <= 1e-4)
    #expect(room[1...15].allSatisfy { abs($0) <= 1e-4 }, "nothing within the first millisecond")
    func energy(_ range: Range<Int>) -> Double { room[range].reduce(0) { $0 + Double($1) * Double($1) } }
    // Sixty decibels in 0.4 s: half of that in half the time, counted after the latest first reflection.
    let fall = 10 * log10(energy(200..<1000) / energy(3400..<4200))
    #expect((24...36).contains(fall), "\(fall) dB")
  }
}
