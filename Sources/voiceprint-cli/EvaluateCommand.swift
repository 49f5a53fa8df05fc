internal import ArgumentParser
internal import Foundation
internal import VoicePrint

struct EvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Score the trials of a data directory.")

  @Option var data: String
  @Option var model: String

  func run() async throws {
    let model = try VoiceModel(contentsOf: model)
    let directory = try DataDirectory(path: data)
    let analyses = try await ConcurrentMap.map(
      directory.utterances, tasks: 2, makeState: { SignatureExtractor(model: model) }
    ) { extractor, utterance, _ in
      let recording = try AudioDecoder().recording(contentsOf: utterance.path)
      let analysis = extractor.analysis(of: recording.waveform)
      return (utterance.name, analysis.statistics, analysis.activity.mask.speechDuration)
    }
    let table = Dictionary(uniqueKeysWithValues: analyses.map { ($0.0, ($0.1, $0.2)) })
    var enrolled: [String: VoiceSignature] = [:]
    for enrollment in try directory.enrollments() {
      let parts = enrollment.utterances.compactMap { table[$0] }
      let views = model.views.indices.map { view in SignatureStatistics.sum(parts.map { $0.0[view] }) }
      enrolled[enrollment.model] = try model.signature(
        of: views, speechDuration: parts.reduce(0) { $0 + $1.1 })
    }
    var tests: [String: VoiceSignature] = [:]
    for trial in try directory.trials() where tests[trial.utterance] == nil {
      guard let found = table[trial.utterance] else { continue }
      tests[trial.utterance] = try model.signature(of: found.0, speechDuration: found.1)
    }
    let scorer = SignatureScorer(model: model)
    for trial in try directory.trials() {
      guard let test = tests[trial.utterance], let voice = enrolled[trial.model] else { continue }
      print(trial.model, trial.utterance, scorer.logLikelihoodRatio(test, against: voice))
    }
  }
}
