internal import ArgumentParser

struct StoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "store")
}
