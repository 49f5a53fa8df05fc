internal import ArgumentParser
internal import Foundation
internal import VoicePrint
internal import VoicePrintStore

struct StoreInfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Show where the store is and what is in it.",
    discussion: """
      A key that was made by a change of the key which failed is named, so that it can be removed.

      With --json: store, key, pendingKeys, bytes, minimal, and accounts with name, enrollments, complete, samples and models \
      (identities with the number of enrollments made with each).

      Example:
        voiceprint store info
      """)

  @OptionGroup var store: StoreOptions
  @OptionGroup var speech: OutputOptions

  private struct Answer: Encodable {
    struct Account: Encodable {
      let name: String
      var enrollments = 0
      var complete = 0
      var samples = 0
      var models: [String: Int] = [:]
      /// Speakers that the place's calibration rests on; nil where there is none.
      var calibratedWith: Int?
    }

    let store: String
    let key: String
    let pendingKeys: [String]
    let bytes: Int
    let minimal: Bool
    let accounts: [Account]
  }

  func run() throws {
    let store = try store.open()
    let location = store.location
    let size = try? FileManager.default.attributesOfItem(atPath: location.databasePath)[.size] as? Int
    let answer = Answer(
      store: location.databasePath, key: location.keyPath, pendingKeys: try store.pendingKeys,
      bytes: size ?? 0,
      minimal: try !store.keepsFirstOrderStatistics,
      accounts: try store.accounts().map { try contents(of: $0, in: store) })
    let output = speech.output
    output.answer(answer)
    output.say(text(answer))
  }

  private func contents(of account: AccountID, in store: EnrollmentStore) throws -> Answer.Account {
    var found = Answer.Account(name: account.text)
    try store.visitRecords(account: account) { record in
      found.enrollments += 1
      found.complete += record.summary.status.enrollmentComplete ? 1 : 0
      found.samples += record.sampleCount
      found.models[record.model.identity.description, default: 0] += 1
    }
    found.calibratedWith = try store.calibration(account: account).flatMap {
      PlaceCalibrationReport(bytes: $0.bytes)?.calibration.speakers
    }
    return found
  }

  private func text(_ answer: Answer) -> String {
    var table = Table(
      ["account", "enrollments", "complete", "samples", "calibrated", "models"],
      alignments: [.left, .right, .right, .right, .left, .left])
    for account in answer.accounts {
      table.add([
        account.name, "\(account.enrollments)", "\(account.complete)", "\(account.samples)",
        account.calibratedWith.map { "with \($0)" } ?? "no",
        account.models.keys.sorted().map { String($0.prefix(12)) }.joined(separator: ", "),
      ])
    }
    let pending = answer.pendingKeys.map {
      "\n       \($0): left by a change of the key that failed; remove it unless another store is sealed with it"
    }.joined()
    return """
      store  \(answer.store) (\(fixed(Double(answer.bytes) / 1e6, 2)) MB)
      key    \(answer.key)\(pending)
      keeps  \(answer.minimal ? "the least there can be: bound to its model" : "what lets enrollments move to another model")

      \(table.lines().joined(separator: "\n"))
      """
  }
}

extension EnrollmentStore {
  /// Visits the records of an account, page by page.
  func visitRecords(account: AccountID, _ visit: (EnrollmentRecord) throws -> Void) throws {
    var page = 1
    while true {
      let found = try records(account: account, page: page, perPage: 1000)
      for record in found.records { try visit(record) }
      guard page < found.totalPages else { return }
      page += 1
    }
  }
}
