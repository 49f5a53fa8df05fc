internal import ArgumentParser

struct StoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store",
    abstract: "Look after the store: what is in it, whether it is whole, which model it is for.",
    subcommands: [
      StoreInfoCommand.self, StoreVerifyCommand.self, StoreUpgradeCommand.self, StoreMinimalCommand.self,
      StoreRekeyCommand.self, StoreCopyCommand.self,
    ])
}
