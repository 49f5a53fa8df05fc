internal import ArgumentParser
internal import Foundation
internal import VoicePrint
internal import VoicePrintStore

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check libraries, ffmpeg, model, store and key: what works and what does not.",
    discussion: """
      Nothing is made or changed. The exit status is 0 where all that is there works, 1 where something does not. \
      With --json: checks with name, state (works, absent, broken) and detail.

      Example:
        voiceprint doctor
      """)

  @OptionGroup var store: StoreOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var speech: OutputOptions

  /// One line of the report.
  struct Check: Encodable {
    enum State: String, Encodable { case works, absent, broken }

    let name: String
    let state: State
    let detail: String
  }

  private struct Answer: Encodable { let checks: [Check] }

  func run() throws {
    var loaded: VoiceModel?
    let checks = libraries + [ffmpeg, checkModel(&loaded)] + checkStore(loaded)
    let output = speech.output
    output.answer(Answer(checks: checks))
    let width = checks.map(\.name.count).max() ?? 0
    let style = Style.standardOutput
    for check in checks {
      let mark =
        switch check.state {
        case .works: style.good("works ")
        case .absent: style.careful("absent")
        case .broken: style.bad("broken")
        }
      let padding = String(repeating: " ", count: width - check.name.count)
      output.say("\(mark)  \(check.name)\(padding)  \(check.detail)")
    }
    if checks.contains(where: { $0.state == .broken }) { throw ExitCode(ExitStatus.no.rawValue) }
  }

  private var libraries: [Check] {
    [
      Check(
        name: "OpenBLAS", state: .works,
        detail: "kernel \(SingleThreadedBLAS.kernelName), \(SingleThreadedBLAS.configuration)"),
      Check(name: "FFTW", state: .works, detail: FourierLibrary.version),
      Check(name: "libsndfile", state: .works, detail: AudioLibraries.soundFile),
      Check(name: "libsoxr", state: .works, detail: AudioLibraries.resampler),
      Check(name: "SQLite", state: .works, detail: EnrollmentStore.libraryVersion),
    ]
  }

  private var ffmpeg: Check {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let found = folders.map { "\($0)/ffmpeg" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    guard let found else {
      return Check(
        name: "ffmpeg", state: .absent,
        detail: "MP4, WebM, AAC, AVI and WMA cannot be read; WAV, FLAC, Ogg, MP3 and the like can")
    }
    guard let version = firstLine(of: found, "-version"), version.hasPrefix("ffmpeg version ") else {
      return Check(name: "ffmpeg", state: .broken, detail: "\(found) does not say which version it is")
    }
    return Check(name: "ffmpeg", state: .works, detail: "\(version.split(separator: " ")[2]) at \(found)")
  }

  private func firstLine(of executable: String, _ argument: String) -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = [argument]
    process.standardInput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardOutput = pipe
    guard (try? process.run()) != nil, let data = try? pipe.fileHandleForReading.readToEnd() else {
      return nil
    }
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self).split(separator: "\n").first.map(String.init)
  }

  private func checkModel(_ loaded: inout VoiceModel?) -> Check {
    do {
      let begun = ContinuousClock.now
      let location = try VoiceModel.Location(path: self.model.model)
      let model = try VoiceModel(contentsOf: location.path)
      _ = SignatureExtractor(model: model)
      let elapsed = (ContinuousClock.now - begun) / .milliseconds(1)
      loaded = model
      return Check(
        name: "model", state: .works,
        detail:
          "\(model.card.name) \(model.identity.short) at \(location.path) (\(location.origin.rawValue)), "
          + "ready in \(fixed(elapsed, 0)) ms")
    } catch {
      return Check(name: "model", state: .broken, detail: Failure(error).message)
    }
  }

  /// Whether the place is calibrated, by this model, and with about as many speakers as are enrolled now.
  private func checkCalibration(_ store: EnrollmentStore, _ model: VoiceModel?) throws -> [Check] {
    guard let model, model.place != nil else { return [] }
    let account = self.store.account
    let speakers = try store.place(account: account, for: model).count
    func check(_ state: Check.State, _ detail: String) -> [Check] {
      [Check(name: "calibration", state: state, detail: detail)]
    }
    guard let stored = try store.calibration(account: account),
      let report = PlaceCalibrationReport(bytes: stored.bytes)
    else {
      return check(
        .absent,
        "ratios are read as the model's: ‘voiceprint calibrate’ learns this place from \(PlaceModel.leastSpeakers) speakers on"
      )
    }
    guard stored.model == model.identity else {
      return check(.absent, "it is of another model: ‘voiceprint calibrate’ makes one of this")
    }
    let known = report.calibration.speakers
    let drifted = speakers > known + max(2, known / 4)
    return check(
      .works,
      "with \(counted(known, "speaker"))"
        + (drifted
          ? ", and \(speakers) are enrolled by now: ‘voiceprint calibrate’ would know this place better" : "")
    )
  }

  private func checkStore(_ model: VoiceModel?) -> [Check] {
    let location = store.location
    guard store.exists else {
      return [
        Check(
          name: "store", state: .absent,
          detail: "\(location.databasePath) is made by the first ‘voiceprint enroll’")
      ]
    }
    do {
      let opened = try store.open()
      var (count, others) = (0, 0)
      for account in try opened.accounts() {
        try opened.visitRecords(account: account) { record in
          count += 1
          if let model, record.model != model.reference { others += 1 }
        }
      }
      let contents = "\(counted(count, "enrollment")) at \(location.databasePath)"
      let stored =
        others == 0
        ? Check(name: "store", state: .works, detail: contents)
        : Check(
          name: "store", state: .broken,
          detail: "\(contents), \(others) of another model: ‘voiceprint store upgrade’ moves them")
      return [stored] + (try checkCalibration(opened, model)) + [
        Check(name: "key", state: .works, detail: "opens the store, at \(location.keyPath)")
      ]
    } catch {
      let failure = Failure(error)
      return [Check(name: failure.status == .key ? "key" : "store", state: .broken, detail: failure.message)]
    }
  }
}
