internal import ArgumentParser

@main
struct VoicePrintCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "voiceprint", subcommands: [TrainCommand.self, EvaluateCommand.self])
}
