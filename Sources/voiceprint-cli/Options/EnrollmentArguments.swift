internal import ArgumentParser
internal import VoicePrint

/// What enrolling and updating are given.
struct EnrollmentArguments: ParsableArguments {
  @Argument(help: "Who it is: 1 to 128 of A–Z a–z 0–9 _.", transform: { try SpeakerID($0) })
  var id: SpeakerID

  @Argument(help: "Recordings of this person alone; - reads standard input.", completion: .file())
  var files: [String]

  @Flag(help: "Store nothing if a sample does not sound like the others (else it is kept and reported).")
  var strict = false

  @OptionGroup var audio: AudioOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var speech: OutputOptions

  func validate() throws {
    guard !files.isEmpty else { throw ValidationError("Give at least one recording.") }
    guard files.filter({ $0 == RecordingReader.standardInput }).count < 2 else {
      throw ValidationError("Standard input can be read once.")
    }
  }
}
