internal import ArgumentParser
internal import Foundation
internal import VoicePrint

struct TrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train a model from a Kaldi data directory.")

  @Option(help: "Folder with wav.scp, utt2spk and, if there is one, utt2session.") var data: String
  @Option(help: "Where to write the model.") var output: String
  @Option var seed: UInt64 = 1
  @Option var tasks = 2

  func run() async throws {
    var options = TrainingOptions()
    options.seed = seed
    options.tasks = tasks
    let trainer = ModelTrainer(
      options: options, directory: try DataDirectory(path: data),
      checkpoints: try TrainingCheckpoints(folder: output + ".training", options: options))
    let start = Date()
    let model = try await trainer.train { progress in
      guard progress.iteration != nil || Int(progress.fraction * 1000) % 100 == 0 else { return }
      let objective = progress.objective.map { String(format: "%.4f", $0) } ?? ""
      FileHandle.standardError.write(
        Data(
          "\(Int(Date().timeIntervalSince(start)))s \(progress.stage) \(progress.iteration.map { "\($0.0)/\($0.1)" } ?? "") \(Int(progress.fraction * 100))% \(objective)\n"
            .utf8))
    }
    try model.write(to: output)
  }
}
