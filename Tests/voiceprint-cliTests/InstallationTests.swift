import Foundation
import Testing

/// The command as it is found, helps and checks itself.
@Suite struct InstallationTests {
  let scene: Scene
  var place: Workplace { scene.place }

  init() throws { scene = try Scene() }

  @Test func installedCommandFindsTheModelBesideItsFolder() throws {
    let files = FileManager.default
    for folder in ["bin", "share/voiceprint"] {
      try files.createDirectory(atPath: place.path + "/" + folder, withIntermediateDirectories: true)
    }
    let installed = place.path + "/bin/voiceprint"
    try files.copyItem(atPath: Workplace.executable, toPath: installed)
    let without = try place.start(["model", "show"], executable: installed, model: nil).finish()
    #expect(without.status == 69)
    for place in [
      "--model", "VOICEPRINT_MODEL", "VoicePrint_VoicePrint", "share/voiceprint/voiceprint.safetensors",
    ] {
      #expect(without.errors.contains(place))
    }
    try files.copyItem(
      atPath: scene.voices.model, toPath: place.path + "/share/voiceprint/voiceprint.safetensors")
    let found = try place.start(["model", "show", "--json"], executable: installed, model: nil).finish()
    #expect(try found.json["origin"] as? String == "installation", "\(found.errors)")

    // By the name of one that comes along, in an option and in the environment.
    try files.copyItem(
      atPath: scene.voices.siblingModel, toPath: place.path + "/share/voiceprint/cepstral.safetensors")
    for (arguments, model) in [(["--model", "cepstral"], nil), ([], "cepstral")] as [([String], String?)] {
      let cepstral = try place.start(
        ["model", "show", "--json"] + arguments, executable: installed, model: model
      )
      .finish()
      #expect(
        (try cepstral.json["path"] as? String)?.hasSuffix("share/voiceprint/cepstral.safetensors") == true)
      #expect(try cepstral.json["origin"] as? String == "installation", "\(cepstral.errors)")
    }

    // Through a link in another folder, from another folder.
    let link = place.path + "/link"
    try files.createSymbolicLink(atPath: link, withDestinationPath: installed)
    let linked = try place.start(["model", "show", "--json"], executable: link, model: nil).finish()
    #expect(try linked.json["origin"] as? String == "installation", "\(linked.errors)")
    let named = try place.start(
      ["model", "show", "--json", "--model", scene.voices.siblingModel], executable: installed,
      model: scene.voices.model
    ).finish()
    #expect(try named.json["origin"] as? String == "argument")
  }

  @Test func doctorReportsAndMakesNothing() throws {
    let report = try place.run("doctor", "--json")
    #expect(report.status == 0, "\(report)")
    let checks = try #require(report.json["checks"] as? [[String: String]])
    #expect(
      checks.compactMap { $0["name"] } == [
        "OpenBLAS", "FFTW", "libsndfile", "libsoxr", "SQLite", "ffmpeg", "model", "store",
      ])
    #expect(checks.last?["state"] == "absent")
    #expect(!FileManager.default.fileExists(atPath: place.path + "/store"))
    try place.answer("enroll", "alice", scene.voices.path("m1", 0))
    #expect(try place.answer("doctor").contains("works   key"))
    let broken = try place.run("doctor", "--model", "absent")
    #expect(broken.status == 1 && broken.output.contains("broken  model"))
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func completionScripts(_ shell: String) throws {
    let script = try place.answer("--generate-completion-script", shell)
    #expect(script.contains("enroll") && script.contains("raw-mulaw"))
  }

  @Test(arguments: [
    "enroll", "update", "show", "list", "delete", "sample list", "sample remove", "verify", "identify",
    "model show",
    "store info", "store verify", "store upgrade", "store minimal", "doctor", "train",
  ])
  func everyCommandHelpsWithAnExample(_ command: String) throws {
    let run = try place.start(command.split(separator: " ").map(String.init) + ["--help"], model: nil)
      .finish()
    #expect(run.status == 0 && run.output.contains("voiceprint \(command) "), "\(run.output)")
    #expect(run.output.contains("Example"))
  }

  @Test func helpOfTheTopLevel() throws {
    let help = try place.answer("--help")
    let expected = #"""
      OVERVIEW: Enroll speakers from recordings and recognise them, on this machine
      alone.

      Examples:
        voiceprint enroll alice monday.wav tuesday.flac
        voiceprint update alice wednesday.ogg
        voiceprint verify alice who.wav && echo "It is Alice."
        voiceprint identify who.wav

      Exit status:
        0    done, and the answer is yes where there was a question
        1    done, and the answer is no: another, nobody, not all well
        64   the command line cannot be understood
        65   a recording cannot be used: damaged, too short, too little speech
        66   a file cannot be found or read
        67   no such speaker, sample or account
        69   no model, store, server, or ffmpeg where one is needed
        70   a fault in this program
        73   the id is enrolled already, or the file is there
        74   the store, or a file, cannot be read or written, or is damaged
        75   another process has the store, or a server wants a pause; try again
        76   --strict: a sample does not sound like the others
        77   the store's key, or a passphrase, is missing, wrong, or open to others
        78   the enrollment was made with another model
        130  stopped by Ctrl-C

      USAGE: voiceprint <subcommand>

      OPTIONS:
        -h, --help              Show help information.

      ENROLLMENTS SUBCOMMANDS:
        enroll                  Enroll a new speaker from one or more recordings.
        update                  Add recordings to an enrolled speaker.
        show                    Show an enrollment: speech, quality, samples, what
                                would make it better.
        list                    List the enrolled speakers in the order in which they
                                were enrolled.
        delete                  Delete an enrollment with all its samples, for good.
        sample                  List or remove the samples of an enrollment.

      RECOGNITION SUBCOMMANDS:
        verify                  Decide whether a recording is an enrolled speaker's
                                voice.
        identify                Find enrolled speakers in a recording of one person,
                                or of a conversation.
        diarize                 Tell who speaks when in a recording of a conversation.
        calibrate               Learn how ratios are to be read at this place, from
                                what is enrolled here.

      OTHER PROGRAMS AND OTHER MACHINES SUBCOMMANDS:
        export                  Write an account's enrollments: sealed to keep and to
                                move, or open for other programs.
        import                  Take in the enrollments of an archive: all of them,
                                or none.
        features                Write the cepstra of a recording and which of its
                                frames hold speech.

      SERVER SUBCOMMANDS:
        serve                   Serve the cloud's speaker interface on this machine.
        client                  Register the programs that may ask the server, each
                                for one account.
        compare                 Ask two sides the same and report how their answers
                                differ.

      MODELS AND UPKEEP SUBCOMMANDS:
        model                   Look at models.
        store                   Look after the store: what is in it, whether it is
                                whole, which model it is for.
        log                     Show who changed what in the store and when, and
                                check that nothing of it was changed.
        doctor                  Check libraries, ffmpeg, model, store and key: what
                                works and what does not.
        train                   Train a model from a Kaldi data directory.
        evaluate                Measure how well a model tells speakers apart.
        simulate                Make conversations with known turns from recordings
                                of single speakers.
        bench                   Measure how fast this machine is: real-time factor,
                                share of each stage.

        See 'voiceprint help <subcommand>' for detailed help.
      """#
    #expect(help.trimmingCharacters(in: .newlines) == expected)
  }
}
