import Foundation
import Synchronization
import Testing
import VoicePrint

@Suite struct EvaluatorTests {
  let folder: ScratchFolder
  static let speakers = 4

  /// Four speakers, two enrollment samples and two tests each; the first enrollment sample of the first speaker is
  /// tested too.
  init() throws {
    folder = try ScratchFolder()
    var (paths, speakers, sessions, enroll, trials) = ("", "", "", "", "")
    for speaker in 0..<Self.speakers {
      enroll += "model-\(speaker) s\(speaker)e0 s\(speaker)e1\n"
      for (index, name) in ["e0", "e1", "t0", "t1"].enumerated() {
        var generator = SeededGenerator(seed: 77, stream: 10 * speaker + index)
        let utterance = "s\(speaker)\(name)"
        try folder.write(
          waveFile(SyntheticVoice(speaker: speaker).speech(seconds: 5, using: &generator)),
          to: "\(utterance).wav")
        paths += "\(utterance) \(utterance).wav\n"
        speakers += "\(utterance) s\(speaker)\n"
        // The second test is of another session than the enrollment, but for the first speaker's.
        sessions += "\(utterance) s\(speaker)\(name == "t1" && speaker > 0 ? "later" : "first")\n"
        guard name.hasPrefix("t") else { continue }
        for model in 0..<Self.speakers {
          trials += "model-\(model) \(utterance) \(model == speaker ? "target" : "nontarget")\n"
        }
      }
    }
    trials += "model-1 s0e0 nontarget\n"
    for (name, text) in [
      ("wav.scp", paths), ("utt2spk", speakers), ("utt2session", sessions), ("enroll", enroll),
      ("trials", trials),
    ] {
      try folder.write(text, to: name)
    }
  }

  private func evaluation(
    _ change: (inout EvaluationOptions) throws -> Void = { _ in },
    progress: @escaping @Sendable (Evaluator.Progress) -> Void = { _ in }
  ) async throws -> TrialEvaluation {
    var options = EvaluationOptions()
    try change(&options)
    return try await Evaluator(model: TinyTraining.model.value, options: options).evaluate(
      DataDirectory(path: folder.path), progress: progress)
  }

  @Test func scoresAreThoseOfTheEngineAndEachRecordingIsAnalysedOnce() async throws {
    let counts = Mutex<[String: (done: Int, total: Int)]>([:])
    let result = try await evaluation(progress: { progress in
      counts.withLock { counts in
        let done = max(counts[progress.stage]?.done ?? 0, progress.done)
        counts[progress.stage] = (done, progress.total)
      }
    })
    counts.withLock { counts in
      #expect(counts["recordings"]?.done == 16 && counts["recordings"]?.total == 16)
      #expect(counts["trials"]?.done == 33 && counts["trials"]?.total == 33)
    }
    let model = try await TinyTraining.model.value
    var extractor = SignatureExtractor(model: model)
    func sample(_ name: String) throws -> EnrollmentSample {
      try extractor.sample(of: AudioDecoder().recording(contentsOf: "\(folder.path)/\(name).wav"))
    }
    var voices: [VoiceSignature] = []
    for speaker in 0..<Self.speakers {
      let enrollment = Enrollment(
        speaker: try SpeakerID("s"), model: model.identity,
        samples: [try sample("s\(speaker)e0"), try sample("s\(speaker)e1")])
      let assessment = try model.assessment(of: enrollment)
      voices.append(assessment.signature)
      let facts = try #require(result.enrollments["model-\(speaker)"])
      #expect(facts.quality == assessment.grade.quality && facts.samples == 2)
      #expect(facts.speechDuration == enrollment.totalSpeechDuration)
    }
    let scorer = SignatureScorer(model: model)
    for trial in result.trials {
      let test = try model.signature(of: sample(trial.utterance))
      let number = try #require(Int(trial.model.dropFirst("model-".count)))
      #expect(scorer.logLikelihoodRatio(test, against: voices[number]) == trial.logLikelihoodRatio)
    }
  }

  @Test func runsRepeatWithTheirSeedOnAnyNumberOfTasks() async throws {
    for condition in ["noise10", "reverberation", "telephone"] {
      let one = try await evaluation {
        $0.condition = try EvaluationCondition(condition)
        $0.tasks = 1
      }
      let three = try await evaluation {
        $0.condition = try EvaluationCondition(condition)
        $0.tasks = 3
      }
      let other = try await evaluation {
        $0.condition = try EvaluationCondition(condition)
        $0.seed = 2
      }
      #expect(one.trials == three.trials && one.estimates == three.estimates)
      #expect(one.trials != other.trials)
    }
  }

  @Test func conditionsReachTheirSide() async throws {
    let clean = try await evaluation()
    let test = try await evaluation { $0.condition = try EvaluationCondition("telephone-test") }
    let enrolled = try await evaluation { $0.condition = try EvaluationCondition("telephone-enroll") }
    #expect(test.enrollments == clean.enrollments && test.tests != clean.tests)
    #expect(enrolled.tests == clean.tests && enrolled.enrollments != clean.enrollments)
    #expect(clean.tests.values.allSatisfy { !$0.isNarrowBand })
    // Pulses through resonances are no speech: what is left of them above the band passes for it now and then.
    #expect(test.tests.values.count { $0.isNarrowBand } > test.tests.count / 2)
    #expect(enrolled.enrollments.values.count { $0.isNarrowBand } > Self.speakers / 2)
    let division = try #require(test.breakdowns.first { $0.criterion == .bandwidth })
    #expect(division.parts.allSatisfy { $0.name.hasPrefix("wide enrollment") })
    #expect(division.parts.reduce(0) { $0 + $1.counts.nontargets } == 25)
  }

  @Test func recordingsAreCutAndSamplesLeftOut() async throws {
    let whole = try await evaluation()
    let cut = try await evaluation {
      $0.testSeconds = 2
      $0.samples = 1
    }
    #expect(whole.tests.values.allSatisfy { $0.speechDuration > 3 })
    #expect(cut.tests.values.allSatisfy { abs($0.speechDuration - 2) < 0.3 })
    #expect(cut.enrollments.values.allSatisfy { $0.samples == 1 && $0.speechDuration > 3 })
    let short = try await evaluation { $0.enrollmentSeconds = 1.5 }
    #expect(short.enrollments.values.allSatisfy { $0.samples == 2 && abs($0.speechDuration - 3) < 0.5 })
    #expect(short.tests == whole.tests)
  }

  @Test func partsOfTheTrialsAddUp() async throws {
    let result = try await evaluation()
    let sessions = try #require(result.breakdowns.first { $0.criterion == .session })
    #expect(sessions.parts.map(\.name) == ["same session", "other session"])
    #expect(
      sessions.parts.map(\.counts) == [
        TrialCounts(targets: 5, nontargets: 25), TrialCounts(targets: 3, nontargets: 25),
      ])
    let grades = try #require(result.breakdowns.first { $0.criterion == .enrollmentQuality })
    #expect(grades.parts.reduce(0) { $0 + $1.enrollments } == Self.speakers)
    #expect(grades.parts.reduce(0) { $0 + $1.counts.targets } == 8)
    let threshold = result.errors.point(atFalseAcceptRate: 0.01).threshold
    let rejected = grades.parts.reduce(0.0) { $0 + ($1.falseRejectRate ?? 0) * Double($1.counts.targets) }
    #expect(
      Int(rejected.rounded()) == result.trials.count { $0.isTarget && $0.logLikelihoodRatio < threshold })
    try FileManager.default.removeItem(atPath: folder.path + "/utt2session")
    #expect(try await evaluation().breakdowns.allSatisfy { $0.criterion != .session })
  }

  @Test func listsThatNameWhatIsNotThereAreRefused() async throws {
    func expect(_ error: EvaluationError, _ file: String, _ line: String) async throws {
      let path = "\(folder.path)/\(file)"
      let before = try String(contentsOfFile: path, encoding: .utf8)
      try folder.write(before + line + "\n", to: file)
      await #expect(throws: error) { try await evaluation() }
      try folder.write(before, to: file)
    }
    try await expect(.unknownUtterance("s9e0"), "enroll", "model-9 s9e0")
    try await expect(.malformedEnrollment(model: "model-9"), "enroll", "model-9")
    try await expect(.malformedEnrollment(model: "model-1"), "enroll", "model-1 s0e0")
    try await expect(.unknownUtterance("s9t0"), "trials", "model-0 s9t0 target")
    try await expect(.unknownModel("model-9"), "trials", "model-9 s0t0 target")
    try await expect(.duplicateTrial(model: "model-0", utterance: "s0t0"), "trials", "model-0 s0t0 target")
    try folder.write("RIFF", to: "s2t1.wav")
    await #expect {
      try await evaluation()
    } throws: { error in
      guard case EvaluationError.unusableRecording(let path, _) = error else { return false }
      return path.hasSuffix("/s2t1.wav")
    }
  }

  @Test func conditionsAreReadAsTheyAreWritten() throws {
    #expect(try EvaluationCondition("clean") == .clean)
    let noise = try EvaluationCondition("noise7.5-test")
    #expect(noise.enrollment == .clean && noise.test == .noise(decibels: 7.5))
    #expect(noise.description == "noise7.5-test")
    #expect(try EvaluationCondition("telephone-enroll").enrollment == .telephone)
    for wrong in ["", "noise", "noisy", "noise10-both", "telephone-", "noisenan", "Clean"] {
      #expect(throws: EvaluationError.unknownCondition(wrong)) { try EvaluationCondition(wrong) }
    }
  }
}
