internal import ArgumentParser
internal import VoicePrintStore

struct StoreMinimalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "minimal",
    abstract: "Keep the least there can be of each sample, or again what lets it move to another model.",
    discussion: """
      A minimal store is a fraction of the size. Its enrollments are bound to their model: what it drops is gone \
      for good, and going back is for samples added from then on.

      Examples:
        voiceprint store minimal on
        voiceprint store minimal off
      """)

  /// Whether the store is minimal.
  enum Setting: String, CaseIterable, ExpressibleByArgument { case on, off }

  @Argument(help: "on or off.")
  var setting: Setting

  @OptionGroup var store: StoreOptions
  @Flag(name: .shortAndLong, help: "Print nothing but errors.")
  var quiet = false

  func run() throws {
    try store.openOrMake().setKeepsFirstOrderStatistics(setting == .off)
    Output(json: false, quiet: quiet).say(
      setting == .on
        ? "The store keeps the least there can be; its enrollments are bound to their model."
        : "Samples added from now on can move to another model.")
  }
}
