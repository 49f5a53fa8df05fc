import Foundation
import Testing
import VoicePrint

/// Fifty damaged variants of a file of each container: always a recording or a typed error, in bounded time.
@Suite struct DamagedAudioTests {
  private static let variants = 50

  private static func damage(_ bytes: [UInt8], variant: Int) -> [UInt8] {
    var generator = SeededGenerator(seed: 20_260_101, stream: variant)
    var damaged = bytes
    switch variant {
    case 0: return []
    case 1: return Array("Dear Sir or Madam, please find the recording attached.\n".utf8)
    case 2: return Array(bytes.prefix(12)) + Array("then text instead of a header, and more text".utf8)
    case 3: return Array(bytes.prefix(64)) + [UInt8](repeating: 0, count: bytes.count)
    case 4: return Array(bytes.prefix(64)) + [UInt8](repeating: 0xFF, count: bytes.count)
    case 5..<20:
      return Array(bytes.prefix(Int.random(in: 1..<bytes.count, using: &generator)))
    case 20..<30:
      // Bits of the header, where lengths, rates and channel counts are.
      for _ in 0..<Int.random(in: 1...12, using: &generator) {
        let index = Int.random(in: 4..<min(96, bytes.count), using: &generator)
        damaged[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      }
    case 30..<35:
      // A word of the header as large or as small as can be.
      let index = Int.random(in: 4..<min(96, bytes.count - 4), using: &generator)
      let word: [UInt8] = variant % 2 == 0 ? [0xFF, 0xFF, 0xFF, 0x7F] : [0, 0, 0, 0]
      damaged.replaceSubrange(index..<(index + 4), with: word)
    case 35..<38:
      // A piece is missing or there twice.
      let start = Int.random(in: 0..<bytes.count, using: &generator)
      let end = Int.random(in: start..<bytes.count, using: &generator)
      if variant == 35 {
        damaged.insert(contentsOf: bytes[start..<end], at: start)
      } else {
        damaged.removeSubrange(start..<end)
      }
    default:
      for _ in 0..<Int.random(in: 1...200, using: &generator) {
        damaged[Int.random(in: 0..<bytes.count, using: &generator)] ^=
          1 << UInt8.random(in: 0..<8, using: &generator)
      }
    }
    return damaged
  }

  @Test(.timeLimit(.minutes(10)), arguments: AudioFormat.all)
  func neverCrashesOrHangs(_ format: AudioFormat) throws {
    let bytes = try format.tone(seconds: 0.5)
    let decoder = AudioDecoder()
    var refused = 0
    for variant in 0..<Self.variants {
      let start = ContinuousClock.now
      do throws(AudioError) {
        let recording = try decoder.recording(from: Self.damage(bytes, variant: variant))
        let isFinite = recording.waveform.samples.allSatisfy { $0.isFinite }
        #expect(isFinite, "variant \(variant)")
        #expect((0...1).contains(recording.source.clippedFraction))
      } catch {
        #expect(!error.description.isEmpty)
        refused += 1
      }
      #expect(ContinuousClock.now - start < .seconds(10), "variant \(variant)")
    }
    // Nothing, text, and text behind a signature decode as no format.
    #expect(refused >= 3)
  }

  @Test(arguments: AudioFormat.containers) func silenceDecodes(_ format: AudioFormat) throws {
    let silence = AudioFixtures.wav([Float](repeating: 0, count: format.rate), rate: format.rate)
    let bytes = try AudioFixtures.convert(silence, with: format.command)
    let recording = try AudioDecoder().recording(from: bytes)
    let isSilent = recording.waveform.samples.allSatisfy { $0.magnitude < 0.01 }
    #expect(isSilent)
    #expect(recording.source.clippedFraction == 0)
  }
}
