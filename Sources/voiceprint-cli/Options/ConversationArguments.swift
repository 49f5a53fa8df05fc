internal import ArgumentParser
internal import Foundation
internal import VoicePrint

/// What is known of a conversation, and where to put what is found.
struct ConversationArguments: ParsableArguments {
  @Option(help: ArgumentHelp("Number of speakers, where it is known; 0 if it is not.", valueName: "count"))
  var speakerCount = 0

  @Flag(help: "Each channel of the recording is one speaker.")
  var separateChannels = false

  @Flag(help: "Let turns reach over the silence between them.")
  var keepSilence = false

  @Option(help: ArgumentHelp("Write who speaks when as RTTM.", valueName: "file"), completion: .file())
  var rttm: String?

  @Option(help: ArgumentHelp("Draw a timeline, as SVG.", valueName: "file"), completion: .file())
  var timeline: String?

  /// Whether any of these was given.
  var isUsed: Bool {
    speakerCount != 0 || separateChannels || keepSilence || rttm != nil || timeline != nil
  }

  private var options: DiarizationOptions {
    var options = DiarizationOptions()
    options.speakerCount = speakerCount
    options.separatesChannels = separateChannels
    options.dropsSilence = !keepSilence
    return options
  }

  /// Who speaks when in a file.
  func diarization(
    of file: String, model: VoiceModel, audio: AudioOptions, output: Output
  ) async throws -> Diarization {
    let progress = ShareLine("listening", output: output)
    defer { progress.clear() }
    var settings = AudioDecoder.Options.conversation(separatesChannels: separateChannels)
    if separateChannels, audio.channel != nil {
      throw ValidationError(
        "--channel takes one channel alone, --separate-channels all of them; give one of the two.")
    }
    audio.apply(to: &settings)
    let decoder = AudioDecoder(options: settings)
    do {
      var reader =
        file == RecordingReader.standardInput
        ? try decoder.reader(fromDescriptor: 0) : try decoder.reader(contentsOf: file)
      let diarization = try ConversationDiarizer(model: model, options: options).diarization(of: &reader) {
        progress.show($0)
      }
      progress.clear()
      output.note(reader.end?.source.remarks ?? [], of: RecordingReader.name(of: file))
      return diarization
    } catch let error as AudioError {
      throw CommandError.recordings([(RecordingReader.name(of: file), error)])
    }
  }

  /// Writes the files that were asked for.
  ///
  /// - Parameters:
  ///   - utterances: what was found.
  ///   - lanes: names of the voices with the utterances of each, in the order of a drawing.
  ///   - duration: of the recording, in seconds.
  ///   - file: the recording.
  /// - Throws: ``CommandError/unwritable(path:reason:)``.
  func write(
    _ utterances: [Utterance], lanes: [TimelineDrawing.Lane], duration: Double, file: String
  ) throws {
    if let rttm {
      let name = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
      let turns = utterances.map { SpeakerTurn(speaker: $0.speakerId, start: $0.start, end: $0.end) }
      try EvaluateReport.write(turns.richTranscription(file: name), to: rttm)
    }
    if let timeline {
      let drawing = TimelineDrawing(
        lanes: lanes, duration: duration,
        title: file == RecordingReader.standardInput
          ? "a conversation" : URL(fileURLWithPath: file).lastPathComponent)
      try EvaluateReport.write(drawing.file, to: timeline)
    }
  }
}
