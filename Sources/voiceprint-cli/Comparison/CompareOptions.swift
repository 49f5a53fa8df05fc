internal import ArgumentParser
internal import VoicePrintComparison

/// What both sides are asked.
struct CompareWorkOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Folder with a folder for each speaker, named by the id, with the recordings in it.",
      valueName: "folder"),
    completion: .directory)
  var speakers: String

  @Option(help: ArgumentHelp("Folder of conversations.", valueName: "folder"), completion: .directory)
  var conversations: String?

  @Option(help: ArgumentHelp("Take at most so many recordings of each speaker.", valueName: "count"))
  var recordings: Int?

  @Option(
    help: ArgumentHelp(
      "Put before each speaker's id, so that it is nobody else's; a part of the question, so that a recorded side "
        + "needs the one it was recorded with.", valueName: "text"))
  var idPrefix = ""

  func validate() throws {
    guard recordings ?? 1 >= 1 else { throw ValidationError("--recordings takes 1 or more.") }
  }

  var work: ComparisonWork {
    get throws {
      try ComparisonWork(
        speakers: speakers, conversations: conversations, prefix: idPrefix, limit: recordings)
    }
  }
}

/// How sides are asked.
struct CompareAskingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Write the left side's answers, or go on where this file ends.", valueName: "file"),
    completion: .file())
  var recordLeft: String?

  @Option(
    help: ArgumentHelp("Write the right side's answers, or go on where this file ends.", valueName: "file"),
    completion: .file())
  var recordRight: String?

  @Option(
    help: ArgumentHelp(
      "File with client_id=, client_secret=, jwt= or access_token=, which others may not read.",
      valueName: "file"), completion: .file())
  var leftCredentials: String?

  @Option(help: ArgumentHelp("The same for the right side.", valueName: "file"), completion: .file())
  var rightCredentials: String?

  @Option(
    help: ArgumentHelp(
      "Address under which servers find the conversations by their names (contentUri), instead of having them sent.",
      valueName: "address"))
  var conversationAddress: String?

  @Option(help: ArgumentHelp("Language that requests name.", valueName: "code"))
  var language = ServerSide.Options().languageCode

  @Option(
    help: ArgumentHelp(
      "Longest pause that a server may ask for, and longest wait for a job, in seconds.", valueName: "seconds"
    ))
  var patience = AskingLimits().patienceSeconds

  @Flag(help: "Ask servers that are not on this machine without TLS, so that others can hear and read it.")
  var insecure = false

  @Flag(help: "Remove the enrollments from the servers when all is answered (else what is left is said).")
  var cleanUp = false

  func validate() throws {
    guard patience >= 0, patience.isFinite else { throw ValidationError("--patience takes 0 s or more.") }
  }
}
