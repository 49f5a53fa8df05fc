internal import ArgumentParser
internal import Foundation
internal import VoicePrint

struct ModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model", abstract: "Look at models.",
    subcommands: [ModelShowCommand.self, ModelExportCommand.self])
}

struct ModelShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show which model is used, what it was made from, and its sizes.",
    discussion: """
      With --json: path, origin (argument, environment, bundle, installation), bytes, identity, \
      statisticsIdentity, name, created, seed, speakers, hours, corpora, and views with name, components, \
      dimension, rank, embedding and cohort.

      Examples:
        voiceprint model show
        voiceprint model show --model other.safetensors --json
      """)

  @OptionGroup var model: ModelOptions
  @OptionGroup var speech: OutputOptions

  private struct Answer: Encodable {
    struct View: Encodable {
      let name: String
      let components: Int
      let dimension: Int
      let rank: Int
      let embedding: Int
      let cohort: Int
    }

    let path: String
    let origin: String
    let bytes: Int
    let identity: String
    let statisticsIdentity: String
    let name: String
    let created: String
    let seed: UInt64
    let speakers: Int
    let hours: Double
    let corpora: [String]
    let views: [View]
  }

  func run() throws {
    let location = try VoiceModel.Location(path: model.model)
    let model = try VoiceModel(contentsOf: location.path)
    let size = try? FileManager.default.attributesOfItem(atPath: location.path)[.size] as? Int
    let answer = Answer(
      path: location.path, origin: location.origin.rawValue, bytes: size ?? 0,
      identity: model.identity.description, statisticsIdentity: model.statisticsIdentity.description,
      name: model.card.name, created: model.card.created, seed: model.card.seed,
      speakers: model.card.speakers, hours: model.card.hours, corpora: model.card.corpora,
      views: zip(model.frontEnd.viewNames, model.views).map { name, view in
        Answer.View(
          name: name, components: view.mixture.components, dimension: view.mixture.dimension,
          rank: view.totalVariability.rank, embedding: view.backEnd.cohort.columns,
          cohort: view.backEnd.cohort.rows)
      })
    speech.output.answer(answer)
    speech.output.say(text(answer))
  }

  private func text(_ answer: Answer) -> String {
    var table = Table(
      ["view", "components", "features", "signature", "embedding", "cohort"],
      alignments: [.left, .right, .right, .right, .right, .right])
    for view in answer.views {
      table.add([
        view.name, "\(view.components)", "\(view.dimension)", "\(view.rank)", "\(view.embedding)",
        "\(view.cohort)",
      ])
    }
    let corpora = answer.corpora.isEmpty ? ["not stated"] : answer.corpora
    return """
      \(Style.standardOutput.bold(answer.name))
        file        \(answer.path) (\(fixed(Double(answer.bytes) / 1e6, 1)) MB)
        identity    \(answer.identity)
        statistics  \(answer.statisticsIdentity)
        made        \(answer.created.isEmpty ? "not stated" : answer.created), seed \(answer.seed)
        from        \(answer.speakers) speakers, \(fixed(answer.hours, 1)) h of speech
        corpora     \(corpora.joined(separator: "\n              "))

      \(table.lines(indented: 2).joined(separator: "\n"))
      """
  }
}
