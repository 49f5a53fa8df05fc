import Foundation
import Testing
import VoicePrint

/// Where the corpora lie; the scorer lies beside them.
private let corpora = ProcessInfo.processInfo.environment["VOICEPRINT_CORPORA"]

@Suite(.enabled(if: corpora != nil, "VOICEPRINT_CORPORA names no corpora, so that there is no scorer"))
struct IndependentScorerTests {
  /// What the scorer prints for trials, in lines.
  private func lines(for trials: [ScoredTrial]) throws -> [String] {
    let folder = try ScratchFolder()
    try folder.write(
      trials.map { "\($0.model) \($0.utterance) \($0.isTarget ? "target" : "nontarget")\n" }.joined(),
      to: "trials")
    try folder.write(
      trials.map { "\($0.model) \($0.utterance) \($0.logLikelihoodRatio)\n" }.joined(), to: "scores")
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "python3", "\(try #require(corpora))/../tools/score_trials.py", folder.path + "/trials",
      folder.path + "/scores",
    ]
    process.standardOutput = output
    try process.run()
    let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "python3 with numpy scores the trials")
    return text.split(separator: "\n").map(String.init)
  }

  @Test(arguments: [(1, 6.0, 0.0), (2, 2.0, 0.0), (3, 0.0, 0.5), (4, 4.0, 0.5), (5, 30.0, 0.0)])
  func printsTheSameDigits(seed: Int, distance: Double, step: Double) throws {
    let trials = TrialEvaluationTests.trials(
      speakers: 12, tests: 5, seed: UInt64(seed), distance: distance, step: step)
    let evaluation = try TrialEvaluation(trials: trials)
    func text(_ measure: ErrorMeasure, _ decimals: Int, percent: Bool = false) -> String {
      String(format: "%.\(decimals)f", evaluation[measure].value * (percent ? 100 : 1))
    }
    let total = evaluation.errors.total
    let lines = try lines(for: trials)
    #expect(lines[0] == "targets \(total.targets)  nontargets \(total.nontargets)  speakers 12")
    #expect(
      lines[1].hasPrefix(
        "EER \(text(.equalErrorRate, 2, percent: true)) %  "
          + "(hull \(text(.convexHullEqualErrorRate, 2, percent: true)) %,"), "\(lines[1])")
    #expect(
      lines[2] == "minDCF(0.01) \(text(.minimumCostAtOnePercent, 3))  "
        + "actDCF \(text(.actualCostAtOnePercent, 3))")
    #expect(
      lines[3] == "minDCF(0.001) \(text(.minimumCostAtOnePerMille, 3))  "
        + "actDCF \(text(.actualCostAtOnePerMille, 3))")
    #expect(
      lines[4] == "C_llr \(text(.logLikelihoodRatioCost, 4))  "
        + "minimum \(text(.minimumLogLikelihoodRatioCost, 4))")
    #expect(
      lines[5]
        == "false-reject at 1 % false-accept: \(text(.falseRejectRateAtOnePercent, 2, percent: true)) %")
    #expect(
      lines[6] == "false-reject at 0.1 % false-accept: "
        + "\(text(.falseRejectRateAtOnePerMille, 2, percent: true)) %")
    #expect(lines[7] == "top-1 \(text(.identifiedFirst, 1, percent: true)) %")
  }
}
