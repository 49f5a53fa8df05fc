internal import ArgumentParser
internal import Foundation
internal import VoicePrint

struct TrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a model from a Kaldi data directory.",
    discussion: """
      Finished stages are kept in OUTPUT.training: a training that was stopped goes on from there when it is \
      started again in the same words. The same data, options and seed give the same bytes on one machine.

      Example:
        voiceprint train --data corpora/train --output my.safetensors --corpus "LibriSpeech: CC BY 4.0"
      """)

  @Option(
    help: ArgumentHelp(
      "Folder with wav.scp, utt2spk and, if there is one, utt2session.", valueName: "folder"),
    completion: .directory)
  var data: String

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where to write the model.", valueName: "file"),
    completion: .file(extensions: ["safetensors"]))
  var output: String

  @Option(help: "Repeats everything random.")
  var seed = TrainingOptions().seed

  @Option(
    help: ArgumentHelp(
      "Repeats the start of the total-variability matrices (else from --seed): another one gives a model that "
        + "enrollments can move to.", valueName: "seed"))
  var totalVariabilitySeed: UInt64?

  @Option(
    help: ArgumentHelp(
      "Keep the mixtures and the total-variability matrices of this model: back ends and calibration alone are trained, "
        + "and ‘voiceprint store upgrade’ moves its enrollments to the new model without their audio.",
      valueName: "model"), completion: .file(extensions: ["safetensors"]))
  var base: String?

  @Option(
    help: ArgumentHelp(
      "Add a learned view, seen with the recurrent network of this safetensors file (Scripts/network makes one; a model that "
        + "has the view will do).", valueName: "file"), completion: .file(extensions: ["safetensors"]))
  var network: String?

  @Option(
    help: ArgumentHelp(
      "Share of the learned view in a score, 0…1; the other views share the rest alike.", valueName: "share"))
  var learnedShare = TrainingOptions().learnedShare

  @Option(help: "Recordings worked on side by side.")
  var tasks = ProcessInfo.processInfo.activeProcessorCount

  @Option(help: "Components of each mixture.")
  var components = TrainingOptions().components

  @Option(help: "Dimension of each view's signature.")
  var rank = TrainingOptions().rank

  @Option(help: ArgumentHelp("Frames that mixtures are estimated from.", valueName: "count"))
  var mixtureFrames = TrainingOptions().mixtureFrames

  @Flag(
    help:
      "Train on the recordings as they are only, without copies by telephone, in rooms, in noise, and faster."
  )
  var noDegradedCopies = false

  @Option(help: "Name of the model, for its card.")
  var name = TrainingOptions().name

  @Option(
    name: .customLong("corpus"),
    help: ArgumentHelp(
      "A corpus and its licence, for the card; repeat it for each.", valueName: "name: licence"))
  var corpora: [String] = []

  @Option(help: ArgumentHelp("Day for the card (SOURCE_DATE_EPOCH; else today).", valueName: "YYYY-MM-DD"))
  var date: String?

  @Flag(name: .shortAndLong, help: "Print nothing but errors.")
  var quiet = false

  func validate() throws {
    guard tasks >= 1, components >= 1, rank >= 1, mixtureFrames >= 1 else {
      throw ValidationError("--tasks, --components, --rank and --mixture-frames take 1 or more.")
    }
    guard (0...1).contains(learnedShare) else { throw ValidationError("--learned-share takes 0 to 1.") }
    for corpus in corpora where !corpus.contains(": ") {
      throw ValidationError("--corpus takes ‘name: licence’, not ‘\(corpus)’.")
    }
    if let date, date.firstMatch(of: /^\d{4}-\d{2}-\d{2}$/) == nil {
      throw ValidationError("--date takes YYYY-MM-DD.")
    }
  }

  func run() async throws {
    let options = options
    let directory = try DataDirectory(path: data)
    try checkOutput()
    let folder = output + ".training"
    let base = try base.map { try VoiceModel(contentsOf: $0) }
    let network = try network.map { try RecurrentNetwork(contentsOf: $0) }
    if network != nil, base?.network != nil {
      throw ValidationError("The base has a learned view already; --network is for one without.")
    }
    let checkpoints = try TrainingCheckpoints(
      folder: folder, options: options, directory: directory, base: base, network: network)
    let interruption = Interruption {
      Output.complain(
        "\nvoiceprint: stopped; finished stages are in \(folder): the same command goes on from there")
    }
    let display = TrainingDisplay(isSilent: quiet)
    display.begin(directory, output: output)
    let trainer = ModelTrainer(
      options: options, directory: directory, checkpoints: checkpoints, base: base, network: network)
    let model = try await trainer.train { display.show($0) }
    try model.write(to: output)
    checkpoints.remove()
    interruption.end()
    display.end(model, output: output)
  }

  private var options: TrainingOptions {
    var options = TrainingOptions()
    options.seed = seed
    options.totalVariabilitySeed = totalVariabilitySeed
    options.tasks = tasks
    options.components = components
    options.rank = rank
    options.mixtureFrames = mixtureFrames
    options.learnedShare = learnedShare
    if noDegradedCopies { (options.copies, options.speeds) = ([.clean], [1]) }
    options.name = name
    options.corpora = corpora
    options.created = date ?? Self.day(ProcessInfo.processInfo.environment["SOURCE_DATE_EPOCH"])
    return options
  }

  /// The day of a number of seconds since 1970 (reproducible-builds.org), or today, by UTC.
  private static func day(_ epoch: String?) -> String {
    let date = epoch.flatMap(TimeInterval.init).map(Date.init(timeIntervalSince1970:)) ?? Date()
    return date.formatted(.iso8601.year().month().day())
  }

  /// Half an hour of work should not end at a folder that is not there.
  private func checkOutput() throws {
    let folder = URL(fileURLWithPath: output).deletingLastPathComponent().path
    guard FileManager.default.isWritableFile(atPath: folder) else {
      throw CommandError.unwritable(
        path: output, reason: "there is no folder \(folder) that may be written to")
    }
  }
}
