internal import ArgumentParser
internal import VoicePrintStore

struct StoreCopyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "copy",
    abstract: "Make a whole copy of the store, also while a server uses it.",
    discussion: """
      What was written last stands in SQLite's log beside the database, so that a database file that is copied alone \
      while the store is open may lack it. This copies one moment of the store into one file, in a folder of its own. \
      The key is left out unless --with-key is given: who has both can read the enrollments.

      Examples:
        voiceprint store copy backup/monday
        voiceprint store verify --store backup/monday --key voiceprint.key
      """)

  @Argument(help: "Folder for the copy; it is made, and holds no store yet.", completion: .directory)
  var folder: String

  @Flag(help: "Copy the key too, beside the copy.")
  var withKey = false

  @OptionGroup var store: StoreOptions
  @Flag(name: .shortAndLong, help: "Print nothing but errors.")
  var quiet = false

  func run() throws {
    let store = try store.open()
    let target = StoreLocation(path: folder, environment: [:])
    try store.copy(to: target, includingKey: withKey)
    Output(json: false, quiet: quiet).say(
      withKey
        ? "The store and its key are copied to \(target.databasePath)."
        : "The store is copied to \(target.databasePath), without its key (\(store.location.keyPath)).")
  }
}
