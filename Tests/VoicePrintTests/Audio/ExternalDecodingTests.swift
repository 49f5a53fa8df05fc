import Foundation
import Testing
import VoicePrint

/// What goes to `ffmpeg`, which tracks of it come back, and what is said where it does not finish.
@Suite struct ExternalDecodingTests {
  private func options(_ change: (inout AudioDecoder.Options) -> Void) -> AudioDecoder {
    var options = AudioDecoder.Options()
    change(&options)
    return AudioDecoder(options: options)
  }

  private func twoTracks(_ format: [String], seconds: (Double, Double) = (3, 2)) throws -> [UInt8] {
    let folder = try ScratchFolder()
    let (first, second) = (
      AudioFixtures.babble(rate: 16_000, seconds: seconds.0),
      AudioFixtures.babble(rate: 16_000, seconds: seconds.1, seed: 7)
    )
    try folder.write(AudioFixtures.wav(second), to: "second.wav")
    return try AudioFixtures.convert(
      AudioFixtures.wav(first),
      with: [
        "ffmpeg", "-nostdin", "-v", "error", "-i", "in.wav", "-i", folder.path + "/second.wav", "-map", "0:a",
        "-map",
        "1:a",
      ] + format + ["out"])
  }

  @Test(arguments: [
    ["-c:a", "alac", "-f", "mp4"], ["-c:a", "flac", "-f", "matroska"], ["-c:a", "libvorbis", "-f", "ogg"],
    ["-c:a", "aac", "-f", "mpegts"],
  ]) func allTracksAreHeard(_ format: [String]) throws {
    let bytes = try twoTracks(format)
    let mixed = try AudioDecoder().recording(from: bytes)
    #expect(mixed.source.remarks.contains(.tracks(count: 2)))
    #expect(mixed.source.channelCount == 2)
    #expect(abs(mixed.source.duration - 3) < 0.2, "\(mixed.source.duration)")
    let apart = try options { $0.channelLayout = .separate }.recording(from: bytes)
    #expect(apart.channels.count == 2)
    let power = apart.channels.map { channel in
      channel.samples.reduce(0.0) { $0 + Double($1) * Double($1) }
    }
    #expect(power[0] > 10 && power[1] > 10 && abs(power[1] / power[0] - 2.0 / 3) < 0.1, "\(power)")
  }

  @Test func tracksOfUnknownLengthAreListed() throws {
    let bytes = try twoTracks(["-c:a", "libopus", "-live", "1", "-f", "webm"])
    do throws(AudioError) {
      let recording = try AudioDecoder().recording(from: bytes)
      #expect(recording.source.channelCount == 2)
    } catch {
      guard case .severalTracks(.matroska, let tracks) = error else { throw error }
      #expect(tracks.count == 2 && error.description.contains("opus"))
    }
  }

  @Test func aLimitIsNamedAndAnEndFromOutsideIsNoDamage() throws {
    let folder = try ScratchFolder()
    let bytes = try #require(AudioFormat.containers.first { $0.container == .mp4 }).tone(seconds: 0.2)
    let decoder = options {
      $0.externalDecoderSearchPath = folder.path
      $0.externalDecoderTimeoutSeconds = 2
    }
    // The header of an AU stream at 384 kHz; then samples for ever, which costs processor time alone.
    let sound =
      #"printf '.snd\0\0\0\30\377\377\377\377\0\0\0\6\0\5\334\0\0\0\0\1'; while :; do printf '\0\0\0\0'; done"#
    let memory = "echo '[x] [fatal] Cannot allocate memory' >&2; exit 1"
    for (script, words) in [
      (sound, "processor time"), ("kill -KILL $$", "signal 9"), ("kill -TERM $$", "signal 15"),
      (memory, "memory"),
    ] {
      try folder.write("#!/bin/sh\n\(script)\n", to: "ffmpeg")
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o700], ofItemAtPath: folder.path + "/ffmpeg")
      do throws(AudioError) {
        _ = try decoder.recording(from: bytes)
        Issue.record("\(script) was accepted")
      } catch {
        guard case .externalDecoderStopped(.mp4, let reason) = error else {
          Issue.record("\(script): \(error)")
          continue
        }
        #expect(reason.contains(words), "\(reason)")
        #expect(!error.description.contains("damaged"))
      }
    }
  }

  @Test func damageIsNotGivenToTheSecondDecoderAsAnExcuse() throws {
    var bytes = AudioFixtures.wav(AudioFixtures.tone(440, rate: 16_000, seconds: 1))
    bytes[20] = 0x77
    bytes[21] = 0x77
    do throws(AudioError) {
      _ = try AudioDecoder().recording(from: bytes)
      Issue.record("an unknown codec was accepted")
    } catch {
      #expect(error.description.contains("WAV"))
      #expect(!error.description.contains("convert it to WAV"))
    }
  }

  @Test func aShorterMP4ThanItSaysIsNoted() throws {
    let bytes = try AudioFixtures.convert(
      AudioFixtures.wav(AudioFixtures.babble(rate: 16_000, seconds: 8)),
      with: [
        "ffmpeg", "-nostdin", "-v", "error", "-i", "in.wav", "-c:a", "aac", "-movflags", "+faststart", "-f",
        "mp4",
        "out",
      ])
    let recording = try AudioDecoder().recording(from: Array(bytes.prefix(bytes.count / 2)))
    guard case .shorterThanStated(let stated, let found)? = recording.source.remarks.first else {
      Issue.record("nothing was said: \(recording.source.remarks)")
      return
    }
    #expect(abs(stated - 8) < 0.2 && abs(found - recording.source.duration) < 0.01 && found < 5)
  }

  @Test func pausesThatWereNotSentAreNoted() throws {
    let samples = AudioFixtures.babble(rate: 8_000, seconds: 4) + [Float](repeating: 0, count: 48_000)
    let amr = try AudioFixtures.convert(
      AudioFixtures.wav(samples, rate: 8_000), with: ["sox", "in.wav", "-t", "amr-nb", "out"])
    let recording = try AudioDecoder().recording(from: amr)
    let missing = 10 - recording.source.duration
    let isNoted = recording.source.remarks.contains { remark in
      if case .shorterThanStated(let stated, _) = remark { abs(stated - 10) < 0.1 } else { false }
    }
    #expect(isNoted == (missing > 0.5), "\(missing) s: \(recording.source.remarks)")
    let joined = try AudioDecoder().recording(from: amr + amr)
    #expect(abs(joined.source.duration - 2 * recording.source.duration) < 0.01)
  }
}
