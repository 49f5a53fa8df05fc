internal import Foundation
internal import VoicePrint
internal import VoicePrintComparison
internal import VoicePrintServer

/// A side with all that it needs to be asked.
struct CompareSide {
  /// Where it stands in the comparison.
  enum Place: String, Encodable {
    case left
    case right
  }

  let place: Place
  /// The server, where recordings leave this process for one.
  let address: ServerAddress?
  let recording: AnswerRecording?
  private let run: SideRun?
  /// Whether it is a recording, which is asked nothing.
  let isRecording: Bool
  private let client: ServerClient?

  /// What people are told it is.
  let name: String

  /// Makes a side ready.
  ///
  /// - Parameters:
  ///   - argument: names it.
  ///   - place: where it stands.
  ///   - asking: how it is asked.
  ///   - model: the model of an engine that names none.
  ///   - output: is told why nothing happens.
  ///   - dry: whether it will not be asked, so that no model is needed.
  /// - Throws: `ComparisonError`, `VoiceModelError`.
  init(
    _ argument: SideArgument, _ place: Place, asking: CompareAskingOptions, model: ModelOptions,
    output: Output, dry: Bool
  ) throws {
    self.place = place
    address = argument.server
    if case .recorded = argument { isRecording = true } else { isRecording = false }
    let journal = place == .left ? asking.recordLeft : asking.recordRight
    var side: (any ComparisonSide)?
    switch argument {
    case .recorded(let path):
      let recording = try AnswerRecording(reading: path)
      name =
        "\(recording.side.map { "\($0), " } ?? "")recorded in \(URL(fileURLWithPath: path).lastPathComponent)"
      self.recording = recording
      client = nil
      run = SideRun(replaying: recording)
      return
    case .engine(let path):
      client = nil
      if dry {
        name = "engine"
      } else {
        let model = try path.map { try VoiceModel(contentsOf: $0) } ?? model.load()
        name = "engine, model \(model.card.name) \(model.identity.short)"
        side = EngineSide(model: model, name: name, limits: .ofServers)
      }
    case .server(let address):
      guard address.isEncrypted || address.isLoopback || asking.insecure else {
        throw ComparisonError.plainText(host: address.host)
      }
      name = address.text
      let file = place == .left ? asking.leftCredentials : asking.rightCredentials
      let credentials =
        try file.map { try ServerCredentials(contentsOf: $0) }
        ?? ServerCredentials(
          environment: ProcessInfo.processInfo.environment,
          prefix: "VOICEPRINT_\(place.rawValue.uppercased())_")
      var limits = AskingLimits()
      limits.patienceSeconds = asking.patience
      let client = ServerClient(
        address: address, credentials: credentials, limits: limits,
        notice: { text in
          if !output.quiet {
            Output.complain((Style.errorIsTerminal ? "\r\u{1B}[K" : "") + "voiceprint: \(text)")
          }
        })
      self.client = client
      var options = ServerSide.Options()
      options.languageCode = asking.language
      options.conversationAddress = asking.conversationAddress
      side = ServerSide(client: client, options: options)
    }
    if dry, let journal {
      recording =
        FileManager.default.fileExists(atPath: journal) ? try AnswerRecording(reading: journal) : nil
    } else {
      let name = name
      recording = try journal.map { try AnswerRecording(continuing: $0, side: name) }
    }
    let kept = recording
    run = side.map { SideRun(asking: $0, recording: kept) }
  }

  /// What of some work has still to be asked.
  func open(_ work: ComparisonWork) -> [WorkStep] {
    work.steps.filter { recording?.answer(to: $0.digest) == nil }
  }

  /// What of it would be sent to a server, in words; nil where nothing would.
  func sent(_ work: ComparisonWork) -> String? {
    guard let address else { return nil }
    let open = open(work)
    guard !open.isEmpty else { return nil }
    let bytes = open.reduce(0) { $0 + $1.file.byteCount }
    return "\(counted(open.count, "recording")), \(megabytes(bytes)), to \(address.host)"
  }

  /// Says what audio will leave this process, before any does; also where nothing else is to be said.
  func announce(_ work: ComparisonWork) {
    if let sent = sent(work) { Output.complain("voiceprint: sending \(sent)") }
  }

  /// The side's answers.
  func answers(to work: ComparisonWork, output: Output) async throws -> SideAnswers {
    guard let run else { preconditionFailure("a side that was made to be asked") }
    let progress = ProgressLine(of: work.steps.count, "answers (\(place.rawValue))", output: output)
    defer { progress.clear() }
    return try await run.answers(to: work) { progress.show($0) }
  }

  /// Removes from a server what was enrolled there, or says that it is still there.
  func finish(_ answers: SideAnswers, cleansUp: Bool, output: Output) async throws {
    guard let run, let address else { return }
    let left = run.left(of: answers)
    guard !left.isEmpty else { return }
    guard cleansUp else {
      let how =
        recording == nil
        ? "remove them there, or give --clean-up next time" : "the same command with --clean-up removes them"
      output.note(
        "voiceprint: \(counted(left.count, "enrollment")) left at \(address.host) (\(Self.few(left))): \(how)"
      )
      return
    }
    let progress = ProgressLine(of: left.count, "removed", output: output)
    defer { progress.clear() }
    try await run.remove(left) { progress.show($0) }
    progress.clear()
    output.note("voiceprint: removed \(counted(left.count, "enrollment")) from \(address.host)")
  }

  /// Says how to go on after a run that did not come to its end.
  func sayWhereItStopped(_ work: ComparisonWork, output: Output) {
    let open = open(work)
    if let recording, open.count < work.steps.count, !open.isEmpty {
      output.note(
        "voiceprint: \(work.steps.count - open.count) of \(work.steps.count) answers of the \(place.rawValue) side are "
          + "in \(recording.path); the same command goes on there")
    } else if recording == nil, let address {
      output.note("voiceprint: what was enrolled at \(address.host) until now is still there")
    }
  }

  /// Closes connections.
  func close() async { await client?.close() }

  private static func few(_ speakers: [SpeakerID]) -> String {
    speakers.prefix(3).map(\.text).joined(separator: ", ") + (speakers.count > 3 ? ", …" : "")
  }
}

/// A number of bytes in millions.
func megabytes(_ bytes: Int) -> String { fixed(Double(bytes) / 1e6, bytes < 10_000_000 ? 1 : 0) + " MB" }

extension EngineSide.Limits {
  /// What a server of this program accepts.
  static var ofServers: EngineSide.Limits {
    let limits = RequestLimits()
    return EngineSide.Limits(
      sampleSeconds: limits.shortestSampleSeconds...limits.longestSampleSeconds + limits.sampleSlackSeconds,
      conversationSeconds: JobSettings().longestRecordingSeconds, sampleBytes: limits.bodyBytes)
  }
}
