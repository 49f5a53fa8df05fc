internal import ArgumentParser

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the signatures of an account for other programs.",
    discussion: SignatureExportArguments.discussion)

  @OptionGroup var signatures: SignatureExportArguments
  @OptionGroup var store: StoreOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var speech: OutputOptions

  func run() throws {
    try signatures.run(store: store, model: model, output: speech.output)
  }
}
