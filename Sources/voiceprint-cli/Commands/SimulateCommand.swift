internal import ArgumentParser
internal import Foundation
internal import VoicePrint

struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Make conversations with known turns from recordings of single speakers.",
    discussion: """
      Takes the speakers of a Kaldi data directory (wav.scp, utt2spk, enroll) and lets them talk in turns of 1 to \
      15 s with pauses and short words in between, from the recordings that are not in enroll. Writes a WAV file \
      and an RTTM file for each conversation; nothing is said twice, and the same seed gives the same files.

      With --json: conversations, each with file, duration (s), speech (s), and speakers.

      Examples:
        voiceprint simulate --data dev/wide --output talks --speakers 3 --count 20
        voiceprint simulate --data dev/wide --output noisy --speakers 2 --condition noise10 --overlap 0.1
      """)

  @Option(
    help: ArgumentHelp("Folder with wav.scp, utt2spk and enroll.", valueName: "folder"),
    completion: .directory)
  var data: String

  @Option(help: ArgumentHelp("Folder to write to.", valueName: "folder"), completion: .directory)
  var output: String

  @Option(help: "Speakers in each conversation.")
  var speakers = 2

  @Option(help: "How many conversations.")
  var count = 1

  @Option(
    help: ArgumentHelp("Number of the first, which names it and varies with the seed.", valueName: "number"))
  var first = 0

  @Option(
    help: ArgumentHelp(
      "What the finished conversations go through: clean, telephone, noise10 (any number of dB) or reverberation.",
      valueName: "condition"),
    transform: { try EvaluationCondition($0) })
  var condition = EvaluationCondition.clean

  @Option(help: ArgumentHelp("Share of the speech in which two speak at once, 0 to 0.5.", valueName: "share"))
  var overlap = 0.0

  @Option(help: "Repeats everything random.")
  var seed: UInt64 = 1

  @OptionGroup var speech: OutputOptions

  func validate() throws {
    guard speakers >= 1, count >= 1, first >= 0 else {
      throw ValidationError("--speakers and --count take 1 or more, --first 0 or more.")
    }
    guard (0...0.5).contains(overlap) else { throw ValidationError("--overlap takes 0 to 0.5.") }
  }

  private struct Answer: Encodable {
    struct Entry: Encodable {
      let file: String
      let duration: Double
      let speech: Double
      let speakers: [String]
    }

    let conversations: [Entry]
  }

  func run() async throws {
    var options = ConversationOptions()
    options.channel = condition.test
    options.overlap = overlap
    let corpus = try ConversationCorpus(DataDirectory(path: data), options: options)
    let (speakers, seed, folder) = (speakers, seed, output)
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw CommandError.unwritable(path: folder, reason: error.localizedDescription)
    }
    let progress = ProgressLine(of: count, "conversations", output: speech.output)
    let entries = try await ConcurrentMap.map(
      Array(first..<first + count), tasks: ProcessInfo.processInfo.activeProcessorCount,
      progress: { progress.show($0) }
    ) { index in
      let conversation = try corpus.conversation(index, speakers: speakers, seed: seed)
      let name = "conversation-\(speakers)-\(index)"
      try EvaluateReport.write(
        conversation.turns.richTranscription(file: name), to: "\(folder)/\(name).rttm")
      let path = "\(folder)/\(name).wav"
      do {
        try Data(conversation.waveform.waveFile()).write(to: URL(fileURLWithPath: path))
      } catch let error as CocoaError {
        throw CommandError.unwritable(path: path, reason: error.localizedDescription)
      }
      return Answer.Entry(
        file: path, duration: conversation.waveform.duration,
        speech: conversation.turns.reduce(0) { $0 + $1.duration }, speakers: conversation.speakers)
    }
    progress.clear()
    speech.output.answer(Answer(conversations: entries))
    var table = Table(["conversation", "length", "speakers"], alignments: [.left, .right, .left])
    for entry in entries {
      table.add([entry.file, span(entry.duration), entry.speakers.joined(separator: ", ")])
    }
    speech.output.say(table.lines().joined(separator: "\n"))
  }
}
