internal import ArgumentParser
internal import VoicePrintServer

/// What a server does with requests that take long.
struct JobArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Where recordings may be fetched from and webhooks sent to: a host (files.example.com, *.example.com, also \
      with :port), an address, a network (10.1.0.0/16), a port of this machine (localhost:9000), or a folder of \
      files by its absolute path. May be given several times. As long as no client is registered and --host is a \
      loopback address, all ports of this machine are allowed.
      """, valueName: "target"))
  var allow: [String] = []

  @Option(
    help: ArgumentHelp("Jobs that may be unfinished before further ones are turned away.", valueName: "count")
  )
  var jobQueue = JobSettings().queueLimit

  @Option(
    help: ArgumentHelp(
      "Jobs that run side by side (else one less than there are processors, at least 1).", valueName: "count")
  )
  var jobConcurrency: Int?

  @Option(help: ArgumentHelp("Longest recording of a job, in seconds.", valueName: "seconds"))
  var maxRecording = JobSettings().longestRecordingSeconds

  func validate() throws {
    guard (1...100_000).contains(jobQueue) else { throw ValidationError("--job-queue takes 1 to 100000.") }
    guard (1...64).contains(jobConcurrency ?? 1) else {
      throw ValidationError("--job-concurrency takes 1 to 64.")
    }
    guard (6...43_200).contains(maxRecording) else {
      throw ValidationError("--max-recording takes 6 to 43200 s.")
    }
  }

  var settings: JobSettings {
    get throws {
      var settings = JobSettings()
      settings.queueLimit = jobQueue
      settings.concurrency = jobConcurrency
      settings.longestRecordingSeconds = maxRecording
      try settings.allow(allow)
      return settings
    }
  }
}
