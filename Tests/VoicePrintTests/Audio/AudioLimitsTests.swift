import Foundation
import Testing
import VoicePrint

@Suite struct AudioLimitsTests {
  private let tone = AudioFixtures.tone(440, rate: 16_000, seconds: 1)

  private func options(_ change: (inout AudioDecoder.Options) -> Void) -> AudioDecoder {
    var options = AudioDecoder.Options()
    change(&options)
    return AudioDecoder(options: options)
  }

  private func error(_ decoder: AudioDecoder = AudioDecoder(), for bytes: [UInt8]) -> AudioError? {
    do throws(AudioError) {
      _ = try decoder.recording(from: bytes)
      return nil
    } catch {
      return error
    }
  }

  @Test func bytesBeyondTheLimitAreRefusedFromEverySource() throws {
    let bytes = AudioFixtures.wav(tone)
    let decoder = options { $0.maximumBytes = 10_000 }
    #expect(error(decoder, for: bytes) == .tooLarge(bytes: bytes.count, limit: 10_000))
    let path = FileManager.default.temporaryDirectory.appending(path: "voiceprint-\(UUID().uuidString)").path
    try Data(bytes).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(throws: AudioError.tooLarge(bytes: bytes.count, limit: 10_000)) {
      try decoder.recording(contentsOf: path)
    }
    // Without an end and without a size.
    #expect(throws: AudioError.tooLarge(bytes: nil, limit: 10_000)) {
      try decoder.recording(contentsOf: "/dev/zero")
    }
    #expect(throws: AudioError.self) { try decoder.recording(contentsOf: "/nowhere/at/all.wav") }
    #expect(throws: AudioError.self) { try decoder.recording(contentsOf: "/tmp") }
  }

  @Test(arguments: AudioFormat.containers) func durationIsLimitedByWhatIsDecoded(_ format: AudioFormat) throws
  {
    let bytes = try format.tone(seconds: 3)
    let decoder = options { $0.maximumDurationSeconds = 1 }
    #expect(error(decoder, for: bytes) == .tooLong(limitSeconds: 1))
  }

  @Test func aSmallFileOfLongAudioStopsAtTheLimit() throws {
    let command = ["sox", "-n", "-r", "48000", "-c", "2", "-t", "flac", "out", "trim", "0", "1200"]
    let bytes = try AudioFixtures.convert([], with: command)
    #expect(bytes.count < 2_000_000)
    #expect(error(options { $0.maximumDurationSeconds = 60 }, for: bytes) == .tooLong(limitSeconds: 60))
  }

  @Test func streamedHeadersAreAcceptedAndBrokenPromisesAreNot() throws {
    let decoder = AudioDecoder()
    let expected = try decoder.recording(from: AudioFixtures.wav(tone))
    // Header lengths of: GStreamer, sox, ALSA's arecord, ffmpeg and browsers; and one that counts its header.
    for claim: UInt32 in [0, 0x7FFF_F000, 0x8000_0000, .max, UInt32(2 * tone.count + 44)] {
      let recording = try decoder.recording(from: AudioFixtures.wav(tone, claimedBytes: claim))
      #expect(recording.digest == expected.digest)
    }
    let broken = AudioFixtures.wav(tone, claimedBytes: 100_000)
    #expect(
      error(for: broken) == .truncated(container: .wav, expected: 100_000, found: 32_000, unit: .bytes))
  }

  @Test(arguments: [AudioContainer.wav, .aiff, .caf, .flac])
  func aFileCutInTheMiddleSaysSo(_ container: AudioContainer) throws {
    let format = try #require(AudioFormat.containers.first { $0.container == container })
    let bytes = try format.tone(seconds: 2)
    let found = error(for: Array(bytes.prefix(bytes.count / 2)))
    guard case .truncated(container, let expected, let present, _) = found else {
      Issue.record("a cut \(container) gave \(String(describing: found))")
      return
    }
    #expect(present < expected)
  }

  @Test func impossibleHeadersAndSamplesHaveNames() {
    #expect(error(for: []) == .empty(container: nil))
    #expect(error(for: AudioFixtures.wav([])) == .empty(container: .wav))
    #expect(error(for: AudioFixtures.wav(tone, channels: 0)) == .unsupportedChannelCount(0))
    #expect(error(for: AudioFixtures.wav(tone, channels: 9)) == .unsupportedChannelCount(9))
    #expect(error(for: AudioFixtures.wav(tone, rate: 0)) == .unsupportedSampleRate(0))
    #expect(error(for: AudioFixtures.wav(tone, rate: 5_999)) == .unsupportedSampleRate(5_999))
    #expect(error(for: AudioFixtures.wav(tone, rate: 384_001)) == .unsupportedSampleRate(384_001))
    let text = error(for: Array("This is not a recording at all.".utf8))
    #expect(text == .unknownContainer(beginning: "the text “This is not a re”"))
    var samples = tone
    samples[7_000] = .nan
    samples[7_001] = -.infinity
    samples[15_000] = 1e30
    #expect(error(for: AudioFixtures.wav(samples, bits: 32)) == .invalidSamples(count: 3, firstFrame: 7_000))
    let stereo = error(for: AudioFixtures.wav(samples, channels: 2, bits: 32))
    #expect(stereo == .invalidSamples(count: 3, firstFrame: 3_500))
  }

  @Test func externalDecoderIsNamedWhereItIsMissingForbiddenOrSlow() throws {
    let format = try #require(AudioFormat.containers.first { $0.container == .mp4 })
    let bytes = try format.tone(seconds: 1)
    let missing = error(options { $0.externalDecoderSearchPath = "/nowhere:/usr/share" }, for: bytes)
    #expect(missing == .externalDecoderMissing(container: .mp4, codec: "AAC"))
    let words = try #require(missing).description
    for word in ["AAC in MP4", "ffmpeg", "apt-get", "dnf", "brew"] { #expect(words.contains(word)) }
    guard
      case .externalDecoderUnavailable(.mp4, _)? = error(
        options { $0.allowsExternalDecoder = false }, for: bytes)
    else {
      Issue.record("a forbidden decoder ran")
      return
    }
    let slow = error(options { $0.externalDecoderTimeoutSeconds = 0.001 }, for: bytes)
    #expect(slow == .externalDecoderTimedOut(container: .mp4, seconds: 0.001))
  }

  @Test func aHangingOrTalkativeDecoderIsEndedAndLeavesNothing() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "voiceprint-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let program = folder.appending(path: "ffmpeg")
    let bytes = try #require(AudioFormat.containers.first { $0.container == .mp4 }).tone(seconds: 0.2)
    let decoder = options {
      $0.externalDecoderSearchPath = folder.path
      $0.externalDecoderTimeoutSeconds = 0.5
    }
    let timedOut = AudioError.externalDecoderTimedOut(container: .mp4, seconds: 0.5)
    let scripts: [(String, AudioError)] = [
      ("exec sleep 100", timedOut),
      ("exec >&-; exec 2>&-; exec sleep 100", timedOut),
      ("exec cat /dev/zero >&2", timedOut),
      ("exec cat /dev/zero", .undecodable(container: .mp4, reason: "ffmpeg wrote something else than audio")),
      ("echo '[x] [error] no good' >&2; exit 3", .undecodable(container: .mp4, reason: "no good")),
      ("kill -SEGV $$", .undecodable(container: .mp4, reason: "ffmpeg was ended by signal 11")),
      (
        "(echo x > \(folder.path)/escaped); ls /proc/$$/fd | wc -l >&2; exit 1",
        .undecodable(container: .mp4, reason: "4")
      ),
    ]
    for (script, expected) in scripts {
      try Data("#!/bin/sh\n\(script)\n".utf8).write(to: program)
      try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: program.path)
      let start = ContinuousClock.now
      #expect(error(decoder, for: bytes) == expected, "\(script)")
      #expect(ContinuousClock.now - start < .seconds(30), "it hung")
    }
    let escaped = try Data(contentsOf: folder.appending(path: "escaped"))
    #expect(escaped.isEmpty, "the file size limit did not hold")
    // Other tests have children too, which stand as zombies for a moment: one that was left behind stays.
    let (before, _) = (try zombies(), try await Task.sleep(for: .seconds(2)))
    let left = try zombies().intersection(before)
    #expect(left.isEmpty, "zombies: \(left)")
  }

  /// Process identifiers of this process's children that ended and were not waited for.
  private func zombies() throws -> Set<String> {
    let own = ") Z \(ProcessInfo.processInfo.processIdentifier) "
    return Set(
      try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { Int($0) != nil }.filter {
        (try? String(contentsOfFile: "/proc/\($0)/stat", encoding: .utf8))?.contains(own) ?? false
      })
  }
}
