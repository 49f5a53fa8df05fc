import Testing
import VoicePrint

@Suite struct ConversationGeneratorTests {
  private func conversation(
    speakers: Int, seed: UInt64, _ change: (inout ConversationOptions) -> Void = { _ in }
  ) throws -> Conversation {
    var options = ConversationOptions()
    change(&options)
    var random = SeededGenerator(seed: seed)
    let cast = (0..<speakers).map { speaker in
      ConversationGenerator.Speaker(
        name: "s\(speaker)",
        waveforms: (0..<4).map { _ in
          SyntheticVoice(speaker: speaker).speech(seconds: 8, using: &random)
        })
    }
    var generator = ConversationGenerator(options: options)
    return try generator.conversation(of: cast, using: &random)
  }

  /// Seconds in which at least this many speak.
  private func seconds(_ conversation: Conversation, speaking least: Int) -> Double {
    let frames = Int(conversation.waveform.duration * 100)
    return Double(
      (0..<frames).count { frame in
        let time = (Double(frame) + 0.5) / 100
        return Set(conversation.turns.filter { $0.start <= time && time < $0.end }.map(\.speaker)).count
          >= least
      }) / 100
  }

  @Test func theSameSeedGivesTheSameConversation() throws {
    let (first, again) = (try conversation(speakers: 3, seed: 4), try conversation(speakers: 3, seed: 4))
    #expect(first.waveform == again.waveform && first.turns == again.turns)
    #expect(try conversation(speakers: 3, seed: 5).turns != first.turns)
  }

  @Test func turnsAreWhereTheSoundIs() throws {
    let conversation = try conversation(speakers: 3, seed: 1)
    #expect(conversation.speakers.count == 3)
    #expect(seconds(conversation, speaking: 2) == 0)
    #expect(conversation.turns.allSatisfy { $0.start >= 0 && $0.end <= conversation.waveform.duration })
    #expect(conversation.turns.map(\.start) == conversation.turns.map(\.start).sorted())
    let samples = conversation.waveform.samples
    var (spoken, silent) = ((power: 0.0, count: 0), (power: 0.0, count: 0))
    for (i, sample) in samples.enumerated() {
      let time = Double(i) / 16_000
      let power = Double(sample) * Double(sample)
      if conversation.turns.contains(where: { $0.start <= time && time < $0.end }) {
        spoken = (spoken.power + power, spoken.count + 1)
      } else {
        silent = (silent.power + power, silent.count + 1)
      }
    }
    let (loud, quiet) = (spoken.power / Double(spoken.count), silent.power / Double(silent.count))
    #expect(loud > 300 * quiet, "\(loud) \(quiet)")
    // Some 32 s a speaker; nearly all of it is said.
    #expect(seconds(conversation, speaking: 1) > 45)
  }

  @Test func overlapIsAsMuchAsWasAskedFor() throws {
    let conversation = try conversation(speakers: 4, seed: 9) { $0.overlap = 0.1 }
    let share = seconds(conversation, speaking: 2) / seconds(conversation, speaking: 1)
    #expect((0.04...0.18).contains(share), "\(share)")
  }

  @Test func telephoneLeavesNoHighFrequencies() throws {
    let conversation = try conversation(speakers: 2, seed: 3) { $0.channel = .telephone }
    var frontEnd = FrontEnd()
    #expect(frontEnd.features(of: conversation.waveform).bandwidth <= 4250)
  }
}
