import Foundation
import Synchronization
import Testing
import VoicePrint

/// Training as a whole, on voices made by rule.
@Suite struct ModelTrainerTests {
  /// Stages that a training reported, each once, in order.
  private final class Stages: Sendable {
    private let seen = Mutex<[String]>([])
    func note(_ progress: TrainingProgress) {
      seen.withLock { stages in
        if stages.last != progress.stage { stages.append(progress.stage) }
      }
    }
    var all: [String] { seen.withLock { $0 } }
    func contains(_ prefix: String) -> Bool { all.contains { $0.hasPrefix(prefix) } }
  }

  private let folder: ScratchFolder
  private let directory: DataDirectory

  init() throws {
    folder = try ScratchFolder()
    directory = try TinyTraining.write(to: folder)
  }

  private func train(
    _ options: TrainingOptions = TinyTraining.options, checkpoints: TrainingCheckpoints? = nil,
    stages: Stages = Stages()
  ) async throws -> VoiceModel {
    let trainer = ModelTrainer(options: options, directory: directory, checkpoints: checkpoints)
    return try await trainer.train { stages.note($0) }
  }

  @Test func tasksAndTheDayLeaveNoTrace() async throws {
    let model = try await TinyTraining.model.value
    for tasks in [1, 3] {
      var options = TinyTraining.options
      options.tasks = tasks
      #expect(try await train(options).bytes == model.bytes, "\(tasks) tasks")
    }
    var options = TinyTraining.options
    options.seed += 1
    #expect(try await train(options).identity != model.identity, "another seed, another model")
  }

  @Test func reportsEveryStageAndKnowsItsData() async throws {
    let stages = Stages()
    let model = try await train(stages: stages)
    for stage in ["features", "mixture", "statistics", "total variability", "signatures", "back end"] {
      #expect(stages.contains(stage), "\(stage)")
    }
    #expect(model.card.speakers == TinyTraining.speakers && model.card.seed == 7)
    for view in model.views {
      #expect(
        view.mixture.components == TinyTraining.options.components
          && view.totalVariability.rank == TinyTraining.options.rank)
      #expect(abs(view.mixture.weights.reduce(0, +) - 1) <= 1e-5)
      // A cohort member for each speaker in each kind of copy.
      #expect(view.backEnd.cohort.rows == 2 * TinyTraining.speakers)
    }
  }

  @Test func resumesWhereItWasStopped() async throws {
    let expected = try await TinyTraining.model.value.bytes
    let options = TinyTraining.options
    let checkpoints = try TrainingCheckpoints(
      folder: folder.path + "/work", options: options, directory: directory)
    let stages = Stages()
    let trainer = ModelTrainer(options: options, directory: directory, checkpoints: checkpoints)
    let last = "total variability, \(options.frontEnd.views[2].name)"
    let (reached, continuation) = AsyncStream.makeStream(of: Void.self)
    let stopped = Task {
      defer { continuation.finish() }
      return try await trainer.train { if $0.stage == last { continuation.yield() } }
    }
    for await _ in reached { break }
    stopped.cancel()
    _ = try? await stopped.value

    #expect(try await train(checkpoints: checkpoints, stages: stages).bytes == expected)
    #expect(!stages.contains("mixture"), "the mixtures were there already")
    let earlier = options.frontEnd.views[1].name
    #expect(!stages.contains("total variability, \(earlier)"), "and the loadings of the views before")

    let finished = Stages()
    #expect(try await train(checkpoints: checkpoints, stages: finished).bytes == expected)
    #expect(!finished.contains("total variability"))
    checkpoints.remove()
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/work"))
  }

  @Test func foreignCheckpointsAreRefused() throws {
    let work = folder.path + "/work"
    _ = try TrainingCheckpoints(folder: work, options: TinyTraining.options, directory: directory)
    var options = TinyTraining.options
    (options.tasks, options.created, options.name) = (9, "2030-01-01", "renamed")
    _ = try TrainingCheckpoints(folder: work, options: options, directory: directory)
    options.rank += 1
    #expect(throws: TrainingError.foreignCheckpoint(path: work)) {
      try TrainingCheckpoints(folder: work, options: options, directory: directory)
    }
  }

  /// The first recording is also one of those kept for babble.
  @Test(arguments: ["first-s0-r0", "second-s3-r2"]) func aDamagedRecordingIsNamed(name: String) async throws {
    try folder.write("no audio at all", to: "\(name).wav")
    let error = await #expect(throws: TrainingError.self) { try await train() }
    guard case .unusableRecording(let path, let reason) = try #require(error) else {
      Issue.record("another error than that of the recording")
      return
    }
    #expect(path.hasSuffix("\(name).wav") && !reason.isEmpty)
  }

  /// One voice under another's name is found, and only that; who is recorded once is not doubted.
  @Test func aRecordingOfSomebodyElseIsLeftOut() async throws {
    var generator = SeededGenerator(seed: 3, stream: 9)
    let stranger = SyntheticVoice(speaker: 3).speech(seconds: 4, using: &generator)
    let alone = SyntheticVoice(speaker: 9).speech(seconds: 4, using: &generator)
    try folder.write(waveFile(stranger), to: "stranger.wav")
    try folder.write(waveFile(alone), to: "alone.wav")
    for (list, lines) in [
      ("wav.scp", "first-s0-r9 stranger.wav\nfirst-s9-r0 alone.wav\n"),
      ("utt2spk", "first-s0-r9 first-s0\nfirst-s9-r0 first-s9\n"),
    ] {
      let path = folder.path + "/" + list
      try folder.write(String(contentsOfFile: path, encoding: .utf8) + lines, to: list)
    }
    let leftOut = Mutex<[TrainingProgress.LeftOut]>([])
    let trainer = ModelTrainer(
      options: TinyTraining.options, directory: try DataDirectory(path: folder.path))
    let model = try await trainer.train { progress in leftOut.withLock { $0 += progress.leftOut } }
    let found = leftOut.withLock { $0 }
    #expect(found.map(\.utterance) == ["first-s0-r9"] && found.map(\.speaker) == ["first-s0"])
    #expect(found.allSatisfy { $0.nearerStrangers > 0.25 && $0.nearerStrangers <= 1 })
    #expect(model.card.speakers == TinyTraining.speakers + 1)
  }

  /// A speaker whose recordings hold no speech is left out, and training goes on.
  @Test(arguments: ["first-s2", "second-s5"]) func aSilentSpeakerIsLeftOut(speaker: String) async throws {
    let silence = Waveform(samples: Array(repeating: 0, count: 32_000), sampleRate: 16_000)
    for recording in 0..<TinyTraining.recordings {
      try folder.write(waveFile(silence), to: "\(speaker)-r\(recording).wav")
    }
    let model = try await train()
    for view in model.views {
      #expect(view.backEnd.cohort.rows == 2 * (TinyTraining.speakers - 1))
      #expect(view.backEnd.cohort.isFinite && view.backEnd.plda.betweenVariances.allSatisfy(\.isFinite))
    }
  }

  @Test func tooLittleSpeechIsSaid() async throws {
    var options = TinyTraining.options
    options.components = 4096
    await #expect(throws: TrainingError.self) { try await train(options) }
  }
}
