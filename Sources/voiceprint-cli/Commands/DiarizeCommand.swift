internal import ArgumentParser
internal import Foundation
internal import VoicePrint

struct DiarizeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diarize",
    abstract: "Tell who speaks when in a recording of a conversation.",
    discussion: """
      Speakers are numbered in the order of their first word; segments do not overlap. Recordings may last up to \
      12 hours. The exit status is 0 if anybody speaks, 1 if nobody does.

      With --json: speakerCount and utterances with start and end (s), speakerId, and confidence (0 to 1, that it is \
      this speaker and not another of the conversation).

      Examples:
        voiceprint diarize meeting.wav
        voiceprint diarize --speaker-count 2 --rttm call.rttm --timeline call.svg call.ogg
      """)

  @Argument(help: "A recording; - reads standard input.", completion: .file())
  var file: String

  @OptionGroup var conversation: ConversationArguments
  @OptionGroup var audio: AudioOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var speech: OutputOptions

  private struct Answer: Encodable {
    let speakerCount: Int
    let utterances: [Utterance]
  }

  func run() async throws {
    let model = try model.load()
    let output = speech.output
    let diarization = try await conversation.diarization(of: file, model: model, audio: audio, output: output)
    let utterances = diarization.segments.map {
      Utterance(start: $0.start, end: $0.end, speakerId: "\($0.speaker)", confidence: $0.confidence)
    }
    let lanes = diarization.speakers.indices.map { speaker in
      TimelineDrawing.Lane(name: "\(speaker)", utterances: utterances.filter { $0.speakerId == "\(speaker)" })
    }
    try conversation.write(utterances, lanes: lanes, duration: diarization.duration, file: file)
    output.answer(Answer(speakerCount: diarization.speakers.count, utterances: utterances))
    output.say(ConversationTable(diarization: diarization, utterances: utterances).text)
    if utterances.isEmpty { throw ExitCode(ExitStatus.no.rawValue) }
  }
}
