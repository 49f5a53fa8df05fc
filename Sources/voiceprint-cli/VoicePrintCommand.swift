internal import ArgumentParser
internal import Foundation
internal import VoicePrint

@main
struct VoicePrintCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "voiceprint",
    abstract: "Enroll speakers from recordings and recognise them, on this machine alone.",
    discussion: """
      Examples:
        voiceprint enroll alice monday.wav tuesday.flac
        voiceprint update alice wednesday.ogg
        voiceprint verify alice who.wav && echo "It is Alice."
        voiceprint identify who.wav

      Exit status:
      \(ExitStatus.table)
      """,
    groupedSubcommands: [
      CommandGroup(
        name: "Enrollments",
        subcommands: [
          EnrollCommand.self, UpdateCommand.self, ShowCommand.self, ListCommand.self, DeleteCommand.self,
          SampleCommand.self,
        ]),
      CommandGroup(
        name: "Recognition",
        subcommands: [VerifyCommand.self, IdentifyCommand.self, DiarizeCommand.self, CalibrateCommand.self]),
      CommandGroup(
        name: "Other programs and other machines",
        subcommands: [ExportCommand.self, ImportCommand.self, FeaturesCommand.self]),
      CommandGroup(
        name: "Server", subcommands: [ServeCommand.self, ClientCommand.self, CompareCommand.self]),
      CommandGroup(
        name: "Models and upkeep",
        subcommands: [
          ModelCommand.self, StoreCommand.self, LogCommand.self, DoctorCommand.self, TrainCommand.self,
          EvaluateCommand.self,
          SimulateCommand.self, BenchCommand.self,
        ]),
    ])

  /// Runs the command, and turns whatever it throws into words and a number.
  static func main() async {
    SingleThreadedBLAS.require()
    do {
      var command = try await asyncParseAsRoot()
      do {
        if var command = command as? any AsyncParsableCommand {
          try await command.run()
        } else {
          try command.run()
        }
      } catch let error where isFailure(error) {
        let failure = Failure(error)
        Output.complain("voiceprint: \(failure.message)")
        fflush(nil)
        _exit(failure.status.rawValue)
      }
    } catch {
      exit(withError: error)
    }
  }

  /// Whether an error is one of work, not of ArgumentParser's own, some of which it does not make public.
  private static func isFailure(_ error: any Error) -> Bool {
    !String(reflecting: type(of: error)).hasPrefix("ArgumentParser.")
  }
}
