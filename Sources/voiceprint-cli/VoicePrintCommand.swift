internal import ArgumentParser

@main
struct VoicePrintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "voiceprint")
}
