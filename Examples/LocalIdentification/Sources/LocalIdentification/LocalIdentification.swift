import Foundation
import VoicePrint
import VoicePrintStore

/// Says who of the enrolled speaks, while they speak.
@main
struct LocalIdentification {
  static func main() {
    do {
      try listen(Arguments(Array(CommandLine.arguments.dropFirst())))
    } catch {
      FileHandle.standardError.write(Data("LocalIdentification: \(error)\n".utf8))
      exit(1)
    }
  }

  private static func listen(_ arguments: Arguments) throws {
    let model = try VoiceModel(contentsOf: VoiceModel.Location(path: arguments.model).path)
    let index = try index(of: EnrollmentStore(StoreLocation(path: arguments.store)), arguments.account, model)
    FileHandle.standardError.write(Data("\(index.count) enrolled speakers\n".utf8))

    var analyzer = SecondAnalyzer(model: model, rate: arguments.rate)
    var listener = TurnListener(index: index)
    let threshold = OperatingPoint().threshold
    var input = SoundInput()
    var time = 0
    while let second = try input.next(arguments.rate) {
      // Each second is judged when the next one has been heard.
      guard let statistics = try analyzer.statistics(next: second) else { continue }
      time += 1
      guard let evidence = try listener.evidence(adding: statistics) else { continue }
      // Written at once, for who reads it through a pipe while somebody speaks.
      FileHandle.standardOutput.write(Data((line(evidence, at: time, threshold) + "\n").utf8))
    }
  }

  /// All whom the store has, laid out for comparison.
  private static func index(
    of store: EnrollmentStore, _ account: AccountID, _ model: VoiceModel
  ) throws -> IdentificationIndex {
    let index = IdentificationIndex(model: model)
    try store.visitSignatures(account: account) { stored in
      if stored.model == model.identity, let signature = VoiceSignature(bytes: stored.bytes) {
        index.insert(signature, for: stored.speaker)
      }
    }
    return index
  }

  /// The second, who speaks in it, how sure that is, and on how much speech of the turn it rests.
  private static func line(_ evidence: TurnListener.Evidence, at time: Int, _ threshold: Double) -> String {
    let mark = evidence.isNewTurn ? "*" : " "
    guard let candidate = evidence.candidate else {
      return "\(mark)\(time - 1)–\(time) s\tnobody is enrolled"
    }
    let name = candidate.logLikelihoodRatio >= threshold ? candidate.speaker.text : "?"
    return String(
      format: "%@%4d s  %@  (%@ %+.2f, %.1f s)", mark, time, name, candidate.speaker.text,
      candidate.logLikelihoodRatio, evidence.speech)
  }
}
