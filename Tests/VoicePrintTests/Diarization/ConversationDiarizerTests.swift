import Foundation
import Testing
import VoicePrint

/// With the model that is shipped.
@Suite struct ConversationDiarizerTests {
  private let model: VoiceModel

  init() throws { model = try VoiceModel(contentsOf: VoiceModel.Location().path) }

  private func diarization(
    of waveform: Waveform, _ change: (inout DiarizationOptions) -> Void = { _ in }
  ) throws -> Diarization {
    var options = DiarizationOptions()
    change(&options)
    let result = try ConversationDiarizer(model: model, options: options).diarization(of: waveform)
    for (before, after) in zip(result.segments, result.segments.dropFirst()) {
      #expect(before.end <= after.start)
    }
    for segment in result.segments {
      #expect(segment.start < segment.end && segment.start >= 0 && segment.end <= waveform.duration)
      #expect(result.speakers.indices.contains(segment.speaker))
      #expect((0...1).contains(segment.confidence))
    }
    #expect(Set(result.segments.map(\.speaker)).count == result.speakers.count)
    return result
  }

  private func waveform(_ samples: [Float]) -> Waveform { Waveform(samples: samples, sampleRate: 16_000) }

  private func speech(_ speaker: Int, seconds: Double, seed: UInt64 = 1) -> [Float] {
    var generator = SeededGenerator(seed: seed)
    return SyntheticVoice(speaker: speaker).speech(seconds: seconds, using: &generator).samples
  }

  /// A voice of espeak-ng that reads one of three sentences, some seven seconds.
  private static func reading(_ voice: String, _ sentence: Int) throws -> [Float] {
    let sentences = [
      "The north wind and the sun were disputing which was the stronger, when a traveler came along wrapped in a "
        + "warm cloak.",
      "They agreed that the one who first succeeded in making the traveler take his cloak off should be considered "
        + "stronger than the other.",
      "Then the north wind blew as hard as he could, but the more he blew, the more closely did the traveler fold "
        + "his cloak around him.",
    ]
    let bytes = try AudioFixtures.convert(
      [], with: ["espeak-ng", "-v", "en-us+\(voice)", "-w", "out", sentences[sentence]])
    return try AudioDecoder().recording(from: bytes).waveform.samples
  }

  /// Two voices in turn, with where each turn ends, in samples.
  private static let dialogue = Result {
    var (samples, ends): ([Float], [Int]) = ([], [])
    for sentence in 0..<3 {
      for voice in ["m1", "f3"] {
        samples += try reading(voice, sentence)
        ends.append(samples.count)
      }
    }
    return (samples: samples, ends: ends)
  }

  @Test func nobodyIsInventedWhereNobodySpeaks() throws {
    var generator = SeededGenerator(seed: 6)
    let seconds = 20 * 16_000
    let sounds: [String: [Float]] = [
      "nothing": [], "one sample": [0.1], "digital silence": Array(repeating: 0, count: seconds),
      "noise": generator.singles(seconds, deviation: 0.01),
      "a tone": AudioFixtures.tone(440, rate: 16_000, seconds: 20),
      "a chord": zip(
        AudioFixtures.tone(262, amplitude: 0.2, rate: 16_000, seconds: 20),
        AudioFixtures.tone(392, amplitude: 0.2, rate: 16_000, seconds: 20)
      ).map { $0 + $1 },
    ]
    for (name, samples) in sounds {
      for hint in [0, 3] {
        let found = try diarization(of: waveform(samples)) { $0.speakerCount = hint }
        #expect(found.segments.isEmpty && found.speakers.isEmpty, "\(name)")
      }
    }
  }

  @Test func oneSpeakerIsOne() throws {
    for speaker in [0, 4] {
      let found = try diarization(of: waveform(speech(speaker, seconds: 60)))
      #expect(found.speakers.count == 1)
      #expect(found.segments.reduce(0) { $0 + $1.end - $1.start } > 40)
    }
    let short = try diarization(of: waveform(speech(2, seconds: 2)))
    #expect(short.speakers.count == 1)
  }

  @Test func twoVoicesAreTwoAndTheirTurnsAreFound() throws {
    let (samples, ends) = try Self.dialogue.get()
    let found = try diarization(of: waveform(samples))
    #expect(found.speakers.count == 2)
    var right = 0.0
    for segment in found.segments {
      for (turn, end) in ends.enumerated() {
        let start = turn == 0 ? 0 : ends[turn - 1]
        let shared = min(segment.end, Double(end) / 16_000) - max(segment.start, Double(start) / 16_000)
        if shared > 0, segment.speaker == turn % 2 { right += shared }
      }
    }
    let all = found.segments.reduce(0) { $0 + $1.end - $1.start }
    #expect(right / all > 0.95, "\(right) of \(all)")
    // What a voice rests on is the voice: all that both say is the sum.
    for (index, speaker) in found.speakers.enumerated() {
      let own = found.segments.filter { $0.speaker == index }.reduce(0) { $0 + $1.end - $1.start }
      #expect((speaker.speechDuration - own).magnitude < 0.25 * own)
      let frames = speaker.statistics[0].occupancies.reduce(0, +)
      #expect((Double(frames) / 100 - speaker.speechDuration).magnitude < 0.01 * speaker.speechDuration)
    }
  }

  @Test(arguments: [-1, 1, 2, 3, 7, 1000])
  func aHintIsKeptWhereItCanBe(_ hint: Int) throws {
    let found = try diarization(of: waveform(Self.dialogue.get().samples)) { $0.speakerCount = hint }
    switch hint {
    case 1: #expect(found.speakers.count == 1)
    case -1, 2: #expect(found.speakers.count == 2)
    default: #expect((2...max(2, hint)).contains(found.speakers.count))
    }
  }

  @Test func channelsAreSpeakers() throws {
    // The second channel hears the first one faintly.
    let (first, second) = (speech(0, seconds: 8), speech(3, seconds: 8))
    let silence = [Float](repeating: 0, count: 8 * 16_000)
    let (left, right) = (first + silence, silence + second)
    var generator = SeededGenerator(seed: 3)
    var samples: [Float] = []
    for i in left.indices {
      samples.append(left[i] + Float(0.0003 * generator.gaussian()))
      samples.append(right[i] + 0.03 * left[i] + Float(0.0003 * generator.gaussian()))
    }
    let bytes = AudioFixtures.wav(samples, channels: 2)
    var options = DiarizationOptions()
    options.separatesChannels = true
    var reader = try AudioDecoder(options: .conversation(separatesChannels: true)).reader(from: bytes)
    let found = try ConversationDiarizer(model: model, options: options).diarization(of: &reader)
    #expect(found.speakers.count == 2 && found.duration == 16)
    for segment in found.segments {
      #expect(segment.speaker == ((segment.start + segment.end) / 2 < 8 ? 0 : 1), "\(segment)")
    }
    #expect(found.segments.reduce(0) { $0 + $1.end - $1.start } > 10)
  }

  @Test func aReaderGivesWhatAWaveformGives() throws {
    let turns = (0..<4).map { turn in speech(turn % 2 == 0 ? 1 : 5, seconds: 5, seed: UInt64(turn)) }
    let bytes = AudioFixtures.wav(turns.flatMap { $0 })
    let recording = try AudioDecoder().recording(from: bytes)
    let whole = try diarization(of: recording.waveform)
    var reader = try AudioDecoder(options: .conversation()).reader(from: bytes)
    var shares: [Double] = []
    let read = try ConversationDiarizer(model: model).diarization(of: &reader) { shares.append($0) }
    #expect(read.segments == whole.segments && read.duration == whole.duration)
    #expect(shares == shares.sorted() && shares.last == 1)
  }
}

private let corpora = ProcessInfo.processInfo.environment["VOICEPRINT_CORPORA"]

/// With recordings of people.
@Suite(.enabled(if: corpora != nil, "VOICEPRINT_CORPORA names no corpora"))
struct RecordedConversationTests {
  private let model: VoiceModel
  private let corpus: ConversationCorpus

  init() throws {
    model = try VoiceModel(contentsOf: VoiceModel.Location().path)
    let directory = try DataDirectory(path: try #require(corpora) + "/dev/voxforge")
    corpus = try ConversationCorpus(directory, options: ConversationOptions())
  }

  /// Share of the speech that is given to another voice than most of the speaker's, or to none.
  private func error(_ conversation: Conversation, _ found: Diarization) -> Double {
    var shared: [String: [Int: Double]] = [:]
    for turn in conversation.turns {
      for segment in found.segments {
        let seconds = min(turn.end, segment.end) - max(turn.start, segment.start)
        if seconds > 0 { shared[turn.speaker, default: [:]][segment.speaker, default: 0] += seconds }
      }
    }
    let right = shared.values.reduce(0) { $0 + ($1.values.max() ?? 0) }
    return 1 - right / conversation.turns.reduce(0) { $0 + $1.duration }
  }

  @Test func threePeopleAreToldApart() throws {
    var errors = 0.0
    for index in 0..<3 {
      let conversation = try corpus.conversation(index, speakers: 3, seed: 12)
      let found = try ConversationDiarizer(model: model).diarization(of: conversation.waveform)
      #expect((2...4).contains(found.speakers.count))
      errors += error(conversation, found) / 3
    }
    #expect(errors < 0.15, "\(errors)")
  }

  @Test func thirtyPeopleAreMany() throws {
    let conversation = try corpus.conversation(0, speakers: 30, seed: 2)
    // Not everybody comes to word within ten minutes.
    #expect((28...30).contains(conversation.speakers.count))
    let found = try ConversationDiarizer(model: model).diarization(of: conversation.waveform)
    #expect((15...40).contains(found.speakers.count), "\(found.speakers.count)")
    #expect(error(conversation, found) < 0.5, "\(error(conversation, found))")
  }
}
