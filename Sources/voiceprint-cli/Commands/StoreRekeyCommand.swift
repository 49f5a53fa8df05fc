internal import ArgumentParser
internal import VoicePrintStore

struct StoreRekeyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rekey",
    abstract: "Change the store's key: a new key file, and everything sealed anew.",
    discussion: """
      All of it or nothing: whenever it is interrupted, the store opens with the key it is sealed with. A store that \
      is not whole keeps its key. Servers and other programs that have the store open go on with the new key, and \
      clients with their secrets.

      The former key is kept beside the new one under its own name, because copies of the store made before need it, \
      and so do other stores that use the same key file; --discard-former removes it.

      Examples:
        voiceprint store rekey
        voiceprint store rekey --discard-former
      """)

  @Flag(help: "Remove the former key: copies made before cannot be read any more.")
  var discardFormer = false

  @OptionGroup var store: StoreOptions
  @Flag(name: .shortAndLong, help: "Print nothing but errors.")
  var quiet = false

  func run() throws {
    let store = try store.open()
    let kept = try store.rekey(keepsFormerKey: !discardFormer)
    let output = Output(json: false, quiet: quiet)
    output.say("The store is sealed with a new key, in \(store.location.keyPath).")
    if let kept { output.note("the former key is in \(kept): remove it when no copy of the store needs it") }
  }
}
