import Foundation
import Testing
import VoicePrint

/// Good files, cut and joined at random: every second that is there is decoded, or the bytes that are not are named.
@Suite struct CutsAndJoinsTests {
  private static let cases = 60
  static let formats = AudioFormat.containers.filter {
    [.wav, .rf64, .w64, .aiff, .caf, .au, .flac, .oggVorbis, .oggOpus, .mp3].contains($0.container)
  }

  private let decoder = AudioDecoder()

  private func leftOver(_ recording: Recording) -> Int {
    recording.source.remarks.reduce(0) { total, remark in
      if case .leftOver(let bytes) = remark { total + bytes } else { total }
    }
  }

  @Test(.timeLimit(.minutes(5)), arguments: formats)
  func joinsAreDecodedWhole(_ format: AudioFormat) throws {
    var generator = SeededGenerator(seed: 20_260_301)
    let lengths = [0.31, 0.5, 0.77, 1.2, 1.9]
    let files = try lengths.map { try format.tone(seconds: $0) }
    let durations = try files.map { try decoder.recording(from: $0).source.duration }
    for _ in 0..<Self.cases {
      let chosen = (0..<Int.random(in: 2...5, using: &generator)).map { _ in
        Int.random(in: files.indices, using: &generator)
      }
      let recording = try decoder.recording(from: chosen.flatMap { files[$0] })
      let expected = chosen.reduce(0) { $0 + durations[$1] }
      #expect(abs(recording.source.duration - expected) < 0.01, "\(chosen)")
      #expect(recording.source.remarks == [.joined(count: chosen.count)], "\(chosen)")
    }
  }

  /// What of a file's beginning is audio: all that is decoded of it, what is named, and at most a page or a frame.
  @Test(.timeLimit(.minutes(5)), arguments: formats)
  func cutsAreDecodedOrNamed(_ format: AudioFormat) throws {
    var generator = SeededGenerator(seed: 20_260_302)
    let file = try format.tone(seconds: 4)
    let whole = try decoder.recording(from: file).source.duration
    let isPaged = format.container == .oggVorbis || format.container == .oggOpus
    for _ in 0..<Self.cases {
      let cut = Int.random(in: (file.count / 5)..<(file.count - 200), using: &generator)
      do throws(AudioError) {
        let recording = try decoder.recording(from: Array(file.prefix(cut)))
        if isPaged {
          // Whatever of a page is there without its end is named, to the byte.
          let again = try decoder.recording(from: Array(file.prefix(cut - leftOver(recording))))
          #expect(again.digest == recording.digest && leftOver(again) == 0, "\(cut) of \(file.count)")
          continue
        }
        let share = Double(cut - leftOver(recording)) / Double(file.count)
        #expect(
          abs(recording.source.duration - share * whole) < 0.15,
          "\(cut) of \(file.count): \(recording.source.duration) s of \(share * whole)")
      } catch {
        // A page or a frame that was cut may be all there is.
        if isPaged || format.container == .flac, case .undecodable = error { continue }
        if isPaged, case .empty = error { continue }
        guard case .truncated(_, let expected, let found, _) = error else {
          Issue.record("\(cut) of \(file.count): \(error)")
          continue
        }
        #expect(found < expected)
        // Frames of FLAC differ in length, and the first of them stand behind thousands of bytes of padding.
        if format.container != .flac {
          #expect(abs(Double(found) / Double(expected) - Double(cut) / Double(file.count)) < 0.03)
        }
      }
    }
  }

  @Test(.timeLimit(.minutes(5)), arguments: formats.filter { $0.container == .mp3 || $0.container == .wav })
  func cutsBeforeOtherFilesTakeNothingFromThem(_ format: AudioFormat) throws {
    var generator = SeededGenerator(seed: 20_260_303)
    let (first, second) = (try format.tone(seconds: 2), try format.tone(seconds: 3))
    let duration = try decoder.recording(from: second).source.duration
    for _ in 0..<Self.cases {
      let cut = Int.random(in: (first.count / 5)..<first.count, using: &generator)
      let recording = try decoder.recording(from: Array(first.prefix(cut)) + second)
      let expected = duration + 2 * Double(cut) / Double(first.count)
      #expect(abs(recording.source.duration - expected) < 0.15, "\(cut) of \(first.count)")
    }
  }
}
