import Foundation
import Testing
import VoicePrint

@Suite struct AudioReaderTests {
  private func read(_ reader: inout AudioReader) throws -> [[Float]] {
    var lanes = [[Float]](repeating: [], count: reader.channelCount)
    while let block = try reader.next() {
      #expect(Set(block.map(\.samples.count)).count == 1)
      for (lane, waveform) in block.enumerated() { lanes[lane] += waveform.samples }
    }
    return lanes
  }

  @Test(arguments: [(16_000, 1), (44_100, 2), (8_000, 1)], [false, true])
  func readsWhatTheDecoderDecodes(_ format: (rate: Int, channels: Int), separate: Bool) throws {
    let samples = AudioFixtures.babble(rate: format.rate, seconds: 7.3, channels: format.channels)
    let bytes = AudioFixtures.wav(samples, rate: format.rate, channels: format.channels)
    let folder = try ScratchFolder()
    try folder.write(bytes, to: "sound.wav")
    var options = AudioDecoder.Options()
    options.channelLayout = separate ? .separate : .mixed
    let decoder = AudioDecoder(options: options)
    let recording = try decoder.recording(from: bytes)
    var fromFile = try decoder.reader(contentsOf: folder.path + "/sound.wav")
    var fromMemory = try decoder.reader(from: bytes)
    let before = fromFile.end
    #expect(before == nil)
    let lanes = try read(&fromFile)
    #expect(lanes == recording.channels.map(\.samples))
    let others = try read(&fromMemory)
    #expect(others == lanes)
    let (end, progress) = (fromFile.end, fromFile.progress)
    #expect(end?.source == recording.source && end?.digest == recording.digest)
    #expect(progress == 1)
    let after = try fromFile.next()
    #expect(after == nil)
  }

  @Test(arguments: ["flac", "mp3", "ogg", "m4a"])
  func readsOtherFormatsFromTheFile(_ ending: String) throws {
    let bytes = try AudioFixtures.convert(
      AudioFixtures.wav(AudioFixtures.babble(rate: 16_000, seconds: 5)),
      with: ending == "m4a"
        ? ["ffmpeg", "-v", "error", "-i", "in.wav", "-f", "mp4", "-c:a", "aac", "out"]
        : ["sox", "in.wav", "-t", ending, "out"])
    let folder = try ScratchFolder()
    try folder.write(bytes, to: "sound")
    var reader = try AudioDecoder().reader(contentsOf: folder.path + "/sound")
    let recording = try AudioDecoder().recording(from: bytes)
    let lanes = try read(&reader)
    #expect(lanes == [recording.waveform.samples])
    let digest = reader.end?.digest
    #expect(digest == recording.digest)
  }

  @Test func refusesWhatTheDecoderRefuses() throws {
    let folder = try ScratchFolder()
    let samples = AudioFixtures.babble(rate: 16_000, seconds: 2)
    try folder.write(AudioFixtures.wav(samples, claimedBytes: 100_000), to: "cut.wav")
    let cut = try failure(of: folder.path + "/cut.wav")
    #expect(cut?.description.contains("cut off") == true)
    try folder.write("no sound at all", to: "text")
    let text = try failure(of: folder.path + "/text")
    #expect(text?.description.contains("no audio file") == true)
    try folder.write([UInt8](), to: "empty")
    let empty = try failure(of: folder.path + "/empty")
    #expect(empty == .empty(container: nil))
    let absent = try failure(of: folder.path + "/absent")
    #expect(absent?.description.contains("absent") == true)
    var options = AudioDecoder.Options()
    options.maximumDurationSeconds = 1
    try folder.write(AudioFixtures.wav(samples), to: "long.wav")
    let long = try failure(of: folder.path + "/long.wav", options)
    #expect(long == .tooLong(limitSeconds: 1))
    // A writer that could not go back left no length.
    try folder.write(AudioFixtures.wav(samples, claimedBytes: 0), to: "piped.wav")
    let count = try readAll(folder.path + "/piped.wav")
    #expect(count == samples.count)
  }

  private func failure(of path: String, _ options: AudioDecoder.Options = .init()) throws -> AudioError? {
    do {
      _ = try readAll(path, options)
      return nil
    } catch let error as AudioError {
      return error
    }
  }

  private func readAll(_ path: String, _ options: AudioDecoder.Options = .init()) throws -> Int {
    var reader = try AudioDecoder(options: options).reader(contentsOf: path)
    return try read(&reader)[0].count
  }
}
