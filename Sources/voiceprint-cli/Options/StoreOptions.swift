internal import ArgumentParser
internal import Foundation
internal import VoicePrintStore

/// Which store, which key, which account.
struct StoreOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Folder of the store, or its .sqlite file (VOICEPRINT_STORE; else ~/.local/share/voiceprint).",
      valueName: "path"),
    completion: .directory)
  var store: String?

  @Option(
    help: ArgumentHelp(
      "File with the store's key (VOICEPRINT_KEY; else voiceprint.key beside the store).", valueName: "path"),
    completion: .file())
  var key: String?

  @Option(
    help: ArgumentHelp("Account that owns the enrollments; enroll makes it.", valueName: "name"),
    transform: { try AccountID($0) })
  var account = AccountID.standard

  var location: StoreLocation { StoreLocation(path: store, keyPath: key) }

  /// Whether there is a store.
  var exists: Bool { FileManager.default.fileExists(atPath: location.databasePath) }

  /// Opens the store that is there.
  func open() throws -> EnrollmentStore {
    let location = location
    guard exists else { throw CommandError.noStore(path: location.databasePath) }
    return try EnrollmentStore(location, actor: .currentUser)
  }

  /// Opens the store, and makes it and the account where they are not there.
  func openOrMake() throws -> EnrollmentStore {
    let store = try EnrollmentStore(location, actor: .currentUser)
    if account != .standard, try !store.accounts().contains(account) {
      do {
        try store.makeAccount(account)
      } catch StoreError.accountExists {
        // Another process made it in between.
      }
    }
    return store
  }
}
