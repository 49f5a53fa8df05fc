internal import ArgumentParser
internal import Foundation
internal import VoicePrint

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure how fast this machine is: real-time factor, share of each stage.",
    discussion: """
      Takes a few seconds. Everything runs on one thread, and what counts is its CPU time, so that other work on \
      the machine matters little. Without a file, 30 s of a sound made for it are worked on. The real-time factor is \
      CPU time over duration: at 0.001, an hour of audio takes 3.6 s.

      Example:
        voiceprint bench meeting.flac
      """)

  @Argument(help: "A recording to work on.", completion: .file())
  var file: String?

  @Option(help: ArgumentHelp("How often each stage is measured.", valueName: "count"))
  var rounds = 9

  @OptionGroup var model: ModelOptions
  @OptionGroup var speech: OutputOptions

  func validate() throws {
    guard rounds >= 1 else { throw ValidationError("--rounds is at least 1.") }
  }

  private struct Answer: Encodable {
    struct Kernel: Encodable {
      let work: Measurement
      let reference: Measurement
    }

    let audioSeconds: Double
    let realTimeFactor: Double
    let model: String
    let opening: Measurement
    let whole: Measurement
    let cepstra: Measurement
    let stages: [Measurement]
    let kernels: [Kernel]
  }

  func run() throws {
    let output = speech.output
    let location = try VoiceModel.Location(path: model.model)
    let opening = try Measurement("opening the model", rounds: rounds, amount: 1, of: "models") {
      _ = try VoiceModel(contentsOf: location.path)
    }
    let model = try VoiceModel(contentsOf: location.path)
    let bytes = try file.map(Self.bytes) ?? BenchSignal.waveform(seconds: 30).waveFile()
    let line = ProgressLine(of: PipelineBenchmark.count, "measurements", output: output)
    let results = try PipelineBenchmark(file: bytes, model: model, rounds: rounds, report: line.show)
    line.clear()
    let factor = results.whole.median / results.whole.amount
    output.answer(
      Answer(
        audioSeconds: results.whole.amount, realTimeFactor: factor, model: model.identity.description,
        opening: opening, whole: results.whole, cepstra: results.cepstra, stages: results.stages,
        kernels: results.kernels.map { Answer.Kernel(work: $0.work, reference: $0.reference) }))
    let whole = results.whole
    output.say(
      "\(seconds(whole.amount)) of audio from file to signature: \(milliseconds(whole.median)) of one core "
        + "(\(milliseconds(whole.least)) to \(milliseconds(whole.most)) in \(counted(rounds, "round"))); "
        + "real-time factor \(fixed(factor, 5)).")
    output.say("Opening the model: \(milliseconds(opening.median)).\n")
    let sum = results.stages.reduce(0) { $0 + $1.median }
    var table = Table(
      ["stage", "CPU", "share", "times real time"], alignments: [.left, .right, .right, .right])
    for stage in results.stages {
      table.add([
        stage.name, milliseconds(stage.median), "\(fixed(100 * stage.median / sum, 0)) %",
        fixed(stage.rate, 0),
      ])
    }
    table.lines().forEach(output.say)
    output.say("")
    let cepstra = results.cepstra
    output.say("\(cepstra.name): \(fixed(cepstra.rate, 0)) \(cepstra.unit) a second")
    for (work, reference) in results.kernels {
      output.say(
        "\(work.name): \(fixed(work.rate, 0)) \(work.unit) a second; \(reference.name): "
          + "\(fixed(reference.rate, 0)), ratio \(fixed(work.rate / reference.rate, 2))")
    }
  }

  private static func bytes(of path: String) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw AudioError.unreadable(path: path, reason: "there is no such file, or it may not be read")
    }
    return [UInt8](data)
  }

  private func milliseconds(_ seconds: Double) -> String {
    fixed(1000 * seconds, seconds < 0.001 ? 3 : 1) + " ms"
  }
}
