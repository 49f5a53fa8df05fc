import Foundation
import Testing
import VoicePrint

/// What becomes of several channels, by what they hold.
@Suite struct ChannelTests {
  private static let rate = 16_000
  private let voice = AudioFixtures.babble(rate: rate, seconds: 6)
  private let hum = AudioFixtures.tone(100, amplitude: 0.4, rate: rate, seconds: 6)
  private let silence = [Float](repeating: 0, count: 6 * rate)

  private var noise: [Float] {
    var generator = SeededGenerator(seed: 3)
    return (0..<(6 * Self.rate)).map { _ in 0.2 * Float(generator.gaussian()) }
  }

  private func recording(
    _ channels: [[Float]], _ layout: AudioDecoder.Options.ChannelLayout = .mixed
  ) throws -> Recording {
    let interleaved = channels[0].indices.flatMap { frame in channels.map { $0[frame] } }
    var options = AudioDecoder.Options()
    options.channelLayout = layout
    let bytes = AudioFixtures.wav(interleaved, channels: channels.count, bits: 32)
    return try AudioDecoder(options: options).recording(from: bytes)
  }

  /// How much of a signal is in a mix, and how much else, as powers.
  private func parts(of signal: [Float], in mix: [Float]) -> (signal: Double, rest: Double) {
    let energy = signal.reduce(0.0) { $0 + Double($1) * Double($1) }
    let gain = zip(signal, mix).reduce(0.0) { $0 + Double($1.0) * Double($1.1) } / energy
    let rest = zip(signal, mix).reduce(0.0) { total, pair in
      let difference = Double(pair.1) - gain * Double(pair.0)
      return total + difference * difference
    }
    return (gain * gain * energy, rest)
  }

  @Test func oppositeChannelsDoNotCancel() throws {
    let opposite = try recording([voice, voice.map { -$0 }])
    #expect(opposite.waveform.samples == (try recording([voice, voice])).waveform.samples)
    #expect(opposite.source.remarks == [.inverted(channels: [2])])
    // Not quite the same on both sides.
    let quieter = zip(voice, noise).map { -0.6 * $0 + 0.02 * $1 }
    let parts = parts(of: voice, in: try recording([voice, quieter]).waveform.samples)
    #expect(parts.signal > 100 * parts.rest)
  }

  @Test func silentAndSteadyChannelsAreLeftOut() throws {
    for (name, empty) in [("silence", silence), ("hum", hum), ("noise", noise)] {
      let recording = try recording([empty, voice])
      #expect(recording.waveform.samples == voice, "\(name)")
      #expect(recording.source.remarks == [.leftOut(channels: [1])], "\(name)")
    }
    let three = try recording([voice, noise, silence])
    #expect(three.waveform.samples == voice)
    #expect(three.source.remarks == [.leftOut(channels: [2, 3])])
  }

  @Test func ordinaryStereoIsTheMeanAndNothingIsSaid() throws {
    let other = AudioFixtures.babble(rate: Self.rate, seconds: 6, seed: 9)
    let recording = try recording([voice, other])
    #expect(recording.source.remarks == [])
    for index in stride(from: 0, to: voice.count, by: 501) {
      #expect(recording.waveform.samples[index] == (voice[index] + other[index]) * 0.5)
    }
    // Nothing but noise everywhere is no reason to leave any of it out.
    #expect(try self.recording([noise, noise.reversed()]).source.remarks == [])
    #expect(try self.recording([silence, silence]).source.remarks.count <= 1)
  }

  @Test func peopleWhoTakeTurnsOnTheirChannelsAreNamed() throws {
    var generator = SeededGenerator(seed: 4)
    let background = (0..<voice.count).map { _ in Float(0.0005 * generator.gaussian()) }
    func turns(_ isFirst: Bool) -> [Float] {
      voice.indices.map { index in
        let speaks = (index / (2 * Self.rate) % 2 == 0) == isFirst
        return (speaks ? voice[isFirst ? index : voice.count - 1 - index] : 0) + background[index]
      }
    }
    let call = try recording([turns(true), turns(false)])
    #expect(call.source.remarks == [.oneVoiceEach])
    let one = try recording([turns(true), turns(false)], .only(2))
    #expect(one.waveform.samples == turns(false) && one.source.remarks == [])
    #expect(throws: AudioError.noSuchChannel(3, count: 2)) { try recording([voice, voice], .only(3)) }
  }

  @Test(arguments: ["wav", "flac", "ac3", "mp4"]) func theMiddleOfSurroundIsTheVoice(_ format: String) throws
  {
    let music = AudioFixtures.tone(330, amplitude: 0.1, rate: 48_000, seconds: 4)
    let middle = AudioFixtures.babble(rate: 48_000, seconds: 4)
    let interleaved = music.indices.flatMap { frame -> [Float] in
      (0..<6).map { $0 == 2 ? middle[frame] : $0 == 3 ? 0 : music[frame] }
    }
    let bytes = try AudioFixtures.convert(
      AudioFixtures.wav(interleaved, rate: 48_000, channels: 6, bits: 32),
      with: [
        "ffmpeg", "-nostdin", "-v", "error", "-channel_layout", "5.1", "-i", "in.wav", "-b:a", "448k", "-f",
        format,
        "out",
      ])
    let recording = try AudioDecoder().recording(from: bytes)
    #expect(recording.source.channelCount == 6)
    #expect(recording.source.remarks == [.middle(channel: 3)], "\(recording.source.remarks)")
    #expect(abs(recording.waveform.duration - 4) < 0.1)
  }
}
