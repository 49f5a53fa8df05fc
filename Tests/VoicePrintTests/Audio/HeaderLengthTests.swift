import Foundation
import Testing
import VoicePrint

/// Headers that count another length than the file has.
@Suite struct HeaderLengthTests {
  /// Where a format states the length of its audio, and how.
  struct Statement: Sendable, CustomTestStringConvertible {
    let name: String
    let command: [String]
    /// The letters before the length, and bytes between them and it.
    let letters: String
    var skipped = 0
    var width = 4
    var isLittle = true
    /// What the length counts beside the audio.
    var extra = 0
    var bytesPerSecond = 32_000

    var testDescription: String { name }

    func field(in bytes: [UInt8]) throws -> Int {
      let place = try #require(bytes.firstRange(of: Array(letters.utf8))).upperBound
      return place + skipped
    }

    func stating(_ length: Int, in bytes: [UInt8]) throws -> [UInt8] {
      var changed = bytes
      let place = try field(in: bytes)
      let little = (0..<width).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
      changed.replaceSubrange(place..<(place + width), with: isLittle ? little : little.reversed())
      return changed
    }
  }

  private static func ffmpeg(_ arguments: String) -> [String] {
    ["ffmpeg", "-nostdin", "-v", "error", "-i", "in.wav"] + arguments.split(separator: " ").map(String.init)
      + ["-bitexact", "out"]
  }

  static let all = [
    Statement(name: "RIFF", command: ffmpeg("-f wav"), letters: "data"),
    Statement(
      name: "RIFX", command: ["sox", "in.wav", "-B", "-t", "wav", "out"], letters: "data", isLittle: false),
    Statement(name: "W64", command: ffmpeg("-f w64"), letters: "data", skipped: 12, width: 8, extra: 24),
    Statement(name: "AIFF", command: ffmpeg("-f aiff"), letters: "SSND", isLittle: false, extra: 8),
    Statement(
      name: "CAF", command: ffmpeg("-c:a pcm_s16le -f caf"), letters: "data", width: 8, isLittle: false,
      extra: 4),
    Statement(name: "AU", command: ffmpeg("-f au"), letters: ".snd", skipped: 4, isLittle: false),
    Statement(
      name: "RF64", command: ffmpeg("-rf64 always -f wav"), letters: "ds64", skipped: 12, width: 8),
    Statement(
      name: "RIFF, A-law", command: ["sox", "in.wav", "-e", "a-law", "-t", "wav", "out"], letters: "data",
      bytesPerSecond: 16_000),
  ]

  private func duration(_ bytes: [UInt8]) throws -> (Double, [RecordingRemark]) {
    let recording = try AudioDecoder().recording(from: bytes)
    #expect(abs(recording.waveform.duration - recording.source.duration) < 0.001)
    return (recording.source.duration, recording.source.remarks)
  }

  @Test(arguments: all) func allAudioIsDecodedWhateverTheHeaderCounts(_ statement: Statement) throws {
    let tone = AudioFixtures.tone(440, rate: 16_000, seconds: 6)
    let bytes = try AudioFixtures.convert(AudioFixtures.wav(tone), with: statement.command)
    let truth = try duration(bytes)
    #expect(abs(truth.0 - 6) < 0.001 && truth.1 == [])
    let slice = try duration(statement.stating(statement.bytesPerSecond * 2 + statement.extra, in: bytes))
    #expect(abs(slice.0 - 6) < 0.002, "a first slice: \(slice.0)")
    #expect(slice.1.count == 1)
    if case .longerThanStated(let stated, let found) = slice.1.first {
      #expect(abs(stated - 2) < 0.01 && abs(found - 6) < 0.01)
    } else {
      Issue.record("nothing was said: \(slice.1)")
    }
    #expect(abs(try duration(statement.stating(0, in: bytes)).0 - 6) < 0.002)
    let all = try duration(statement.stating(statement.width == 8 ? -1 : 0xFFFF_FFFF, in: bytes))
    #expect(abs(all.0 - 6) < 0.002, "unknown: \(all.0)")
    #expect(throws: AudioError.self) {
      try AudioDecoder().recording(from: statement.stating(statement.bytesPerSecond * 9, in: bytes))
    }
  }

  @Test func aSecondPieceOfDataIsAudioToo() throws {
    let tone = AudioFixtures.tone(440, rate: 16_000, seconds: 2)
    let bytes = AudioFixtures.wav(tone)
    let data = Array(bytes[36...])
    let junk = Array("JUNK".utf8) + [4, 0, 0, 0, 1, 2, 3, 4]
    #expect(abs(try duration(bytes + junk + data).0 - 4) < 0.001)
  }

  @Test func aRecorderThatSavedItsHeaderLastSomeTimeAgoLosesNothing() throws {
    let tone = AudioFixtures.tone(440, rate: 16_000, seconds: 5)
    let folder = try ScratchFolder()
    try folder.write(AudioFixtures.wav(tone, claimedBytes: 100_000), to: "flushed.wav")
    var reader = try AudioDecoder().reader(contentsOf: folder.path + "/flushed.wav")
    var count = 0
    while let block = try reader.next() { count += block[0].samples.count }
    #expect(count == 80_000)
  }

  @Test(arguments: [1, 40]) func mp3CountsOnlyItsFirstFrames(_ stated: UInt8) throws {
    let format = try #require(AudioFormat.all.first { $0.container == .mp3 })
    var bytes = try format.tone(seconds: 5)
    let expected = try duration(bytes).0
    let place = try #require(
      bytes.firstRange(of: Array("Info".utf8)) ?? bytes.firstRange(of: Array("Xing".utf8))
    ).lowerBound
    bytes.replaceSubrange((place + 8)..<(place + 12), with: [0, 0, 0, stated])
    let (seconds, remarks) = try duration(bytes)
    #expect(abs(seconds - expected) < 0.1)
    #expect(remarks.count == 1)
  }

  @Test func mp3OfChangingRateWithoutALengthIsDecodedWhole() throws {
    let samples = AudioFixtures.babble(rate: 16_000, seconds: 3) + [Float](repeating: 0, count: 160_000)
    let bytes = try AudioFixtures.convert(
      AudioFixtures.wav(samples),
      with: Self.ffmpeg("-c:a libmp3lame -q:a 2 -write_xing 0 -id3v2_version 0 -f mp3"))
    #expect(abs(try duration(bytes).0 - 13) < 0.15)
  }

  @Test func flacCountsLessOrNothing() throws {
    let format = try #require(AudioFormat.all.first { $0.container == .flac })
    let bytes = try format.tone(seconds: 4)
    for stated: UInt8 in [0, 1] {
      var changed = bytes
      changed.replaceSubrange(22..<26, with: [0, 0, 0, 0])
      changed[24] = stated * 0x40
      #expect(abs(try duration(changed).0 - 4) < 0.001)
    }
  }
}
