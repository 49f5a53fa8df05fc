import Foundation
import Testing
import VoicePrint

/// Files that hold several recordings, one after the other, as `cat` leaves them: all of it is audio.
@Suite struct JoinedAudioTests {
  /// Formats that tell by themselves where the next one begins.
  static let formats = AudioFormat.all.filter {
    ![.sphere, .avi, .asf].contains($0.container) && !["IMA ADPCM", "Microsoft ADPCM"].contains($0.encoding)
  }

  @Test(arguments: formats) func everySecondOfJoinedFilesIsDecoded(_ format: AudioFormat) throws {
    let (first, second) = (try format.tone(seconds: 1.5), try format.tone(seconds: 2.5))
    let decoder = AudioDecoder()
    let apart =
      try decoder.recording(from: first).source.duration + decoder.recording(from: second).source.duration
    let recording = try decoder.recording(from: first + second)
    #expect(abs(recording.source.duration - apart) < 0.01, "\(recording.source.duration) of \(apart)")
    // Frames of AAC go on as if nothing had been joined.
    if format.container != .adts { #expect(recording.source.remarks.contains(.joined(count: 2))) }
    #expect(abs(recording.waveform.duration - apart) < 0.01)
  }

  @Test func joinedFilesOfDifferentKindsAreDecoded() throws {
    let wav = AudioFixtures.wav(AudioFixtures.tone(440, rate: 8_000, seconds: 2), rate: 8_000)
    let stereo = AudioFixtures.wav(
      AudioFixtures.babble(rate: 44_100, seconds: 1, channels: 2), rate: 44_100, channels: 2)
    let mp3 = try #require(AudioFormat.all.first { $0.container == .mp3 }).tone(seconds: 1)
    let flac = try #require(AudioFormat.all.first { $0.container == .flac }).tone(seconds: 1)
    for (joined, seconds) in [
      (wav + stereo, 3.0), (wav + flac, 3), (wav + mp3, 3.1), (flac + flac + flac, 3),
    ] {
      let recording = try AudioDecoder().recording(from: joined)
      #expect(abs(recording.source.duration - seconds) < 0.15)
      #expect(abs(recording.waveform.duration - seconds) < 0.15)
    }
  }

  @Test func longerThanTheLimitTogetherIsTooLong() throws {
    let wav = AudioFixtures.wav(AudioFixtures.tone(440, rate: 16_000, seconds: 2))
    let other = AudioFixtures.wav(AudioFixtures.tone(440, rate: 8_000, seconds: 2), rate: 8_000)
    var options = AudioDecoder.Options()
    options.maximumDurationSeconds = 3
    let decoder = AudioDecoder(options: options)
    for second in [wav, other] {
      #expect(throws: AudioError.tooLong(limitSeconds: 3)) { try decoder.recording(from: wav + second) }
    }
  }

  @Test func channelsThatAreKeptApartMustBeTheSameNumber() throws {
    let mono = AudioFixtures.wav(AudioFixtures.tone(440, rate: 16_000, seconds: 1))
    let stereo = AudioFixtures.wav(
      AudioFixtures.babble(rate: 16_000, seconds: 1, channels: 2), channels: 2)
    var options = AudioDecoder.Options()
    options.channelLayout = .separate
    #expect(throws: AudioError.unsupportedChannelCount(1)) {
      try AudioDecoder(options: options).recording(from: stereo + mono)
    }
  }

  @Test func tagsAreNoAudio() throws {
    let samples = AudioFixtures.tone(440, rate: 16_000, seconds: 2)
    let wav = AudioFixtures.wav(samples)
    let expected = try AudioDecoder().recording(from: wav)
    let id3v1 = Array("TAG".utf8) + [UInt8](repeating: 0x41, count: 125)
    let id3v2 = Array("ID3".utf8) + [4, 0, 0, 0, 0, 7, 0] + [UInt8](repeating: 0x42, count: 896)
    let list =
      Array("LIST".utf8) + [26, 0, 0, 0] + Array("INFOISFT".utf8) + [14, 0, 0, 0]
      + Array("Lavf59.27.100\0".utf8)
    for trailer in [id3v1, id3v2, list, list + id3v1, [0, 0, 0, 0, 0, 0]] {
      let recording = try AudioDecoder().recording(from: wav + trailer)
      #expect(recording.digest == expected.digest)
      #expect(recording.source.remarks == [])
    }
    let mp3 = try #require(AudioFormat.all.first { $0.container == .mp3 }).tone(seconds: 2)
    let tagged = try AudioDecoder().recording(from: id3v2 + mp3 + id3v1)
    #expect(try tagged.digest == AudioDecoder().recording(from: mp3).digest)
    #expect(tagged.source.remarks == [])
  }

  @Test func mp3BeginsLateAndGoesOnBehindDamage() throws {
    let mp3 = try #require(AudioFormat.all.first { $0.container == .mp3 }).tone(seconds: 3)
    let seconds = try AudioDecoder().recording(from: mp3).source.duration
    for before in [[UInt8](repeating: 0, count: 1_152), [UInt8](repeating: 0x55, count: 30_000)] {
      let recording = try AudioDecoder().recording(from: before + mp3)
      #expect(abs(recording.source.duration - seconds) < 0.1)
    }
    var generator = SeededGenerator(seed: 5)
    var damaged = mp3
    let middle = mp3.count / 2
    let noise = (0..<6_000).map { _ in UInt8.random(in: 0..<255, using: &generator) }
    damaged.insert(contentsOf: noise, at: middle)
    let recording = try AudioDecoder().recording(from: damaged)
    #expect(abs(recording.source.duration - seconds) < 0.2)
    let left = recording.source.remarks.compactMap { remark in
      if case .leftOver(let bytes) = remark { bytes } else { nil }
    }
    #expect(left.count == 1 && (5_000...7_500).contains(left.first ?? 0), "\(recording.source.remarks)")
  }
}
