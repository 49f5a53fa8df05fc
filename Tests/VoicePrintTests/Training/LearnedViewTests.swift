import Foundation
import Synchronization
import Testing
import VoicePrint

/// Models with a learned view: their file, their training, what is kept of a recording, and what a comparison is.
@Suite struct LearnedViewTests {
  static let network = RecurrentNetworkTests.network(bands: 12, units: 8, dimension: 10)

  private static var options: TrainingOptions {
    var options = TinyTraining.options
    options.learnedRank = 6
    options.learnedShare = 0.25
    return options
  }

  /// The tiny model with a learned view, trained once.
  private static let model = Task {
    let folder = try ScratchFolder()
    let directory = try TinyTraining.write(to: folder)
    let model = try await ModelTrainer(options: options, directory: directory, network: network).train { _ in
    }
    return withExtendedLifetime(folder) { model }
  }

  private func analysis(_ model: VoiceModel, speaker: Int = 3, seconds: Double = 6)
    -> SignatureExtractor.Analysis
  {
    var generator = SeededGenerator(seed: 23)
    var extractor = SignatureExtractor(model: model)
    return extractor.analysis(
      of: SyntheticVoice(speaker: speaker).speech(seconds: seconds, using: &generator))
  }

  @Test func trainingAddsTheView() async throws {
    let model = try await Self.model.value
    #expect(model.frontEnd.viewNames == ["wide", "loud", "narrow", "learned"] && model.views.count == 4)
    #expect(model.calibration.viewWeights == [0.25, 0.25, 0.25, 0.25])
    let view = model.views[3]
    #expect(view.mixture.components == 1 && view.mixture.dimension == 10 && view.totalVariability.rank == 6)
    #expect(view.backEnd.cohort.rows == 0)
    // Nothing of the network but what half precision leaves of it.
    let network = try #require(model.network)
    let worst = zip(network.layers[0].input.elements, Self.network.layers[0].input.elements).map {
      abs($0 - $1)
    }.max()
    #expect(try #require(worst) < 1e-3)
    // What was there before the view is what it was.
    let before = try await TinyTraining.model.value
    #expect(model.views.prefix(3).map(\.mixture) == before.views.map(\.mixture))
    #expect(before.network == nil && before.statisticsIdentity != model.statisticsIdentity)
  }

  @Test func theFileKeepsTheNetwork() async throws {
    let model = try await Self.model.value
    let read = try VoiceModel(bytes: model.bytes)
    #expect(read.network == model.network && read.bytes == model.bytes && read.identity == model.identity)
    #expect(analysis(read).statistics == analysis(model).statistics)
    let archive = try TensorArchive(bytes: model.bytes)
    #expect(archive.metadata["formatVersion"] == "4", "older programs refuse it by name")
    let plain = try TensorArchive(bytes: try await TinyTraining.model.value.bytes)
    #expect(
      plain.metadata["formatVersion"] == "3" && plain.tensors.keys.allSatisfy { !$0.contains("network") })

    let folder = try ScratchFolder()
    try model.write(to: folder.path + "/model")
    #expect(try RecurrentNetwork(contentsOf: folder.path + "/model") == model.network)
    try folder.write("no network", to: "text")
    for name in ["text", "absent"] {
      #expect(throws: VoiceModelError.self) { try RecurrentNetwork(contentsOf: folder.path + "/" + name) }
    }
  }

  /// A weight of the network is a part of the model: of its identity, and of that of its statistics.
  @Test func anotherNetworkIsAnotherModel() async throws {
    let model = try await Self.model.value
    let other = VoiceModel(
      frontEnd: model.frontEnd, views: model.views, calibration: model.calibration, quality: model.quality,
      card: model.card, network: RecurrentNetworkTests.network(bands: 12, units: 8, dimension: 10, seed: 12))
    #expect(other.identity != model.identity && other.statisticsIdentity != model.statisticsIdentity)
  }

  /// Weights of other shapes, or that are no numbers, are refused and not multiplied.
  @Test(arguments: ["0.bias", "1.recurrent", "projection", "1.input"]) func brokenWeightsAreRefused(
    name: String
  ) async throws {
    let model = try await Self.model.value
    let original = try TensorArchive(bytes: model.bytes)
    for broken in [[Float.nan], [1, 2, 3], []] {
      var archive = original
      archive.set("learned.network.\(name)", Matrix(rows: 1, columns: broken.count, elements: broken))
      archive.metadata["identity"] = nil
      #expect(throws: VoiceModelError.self) { try VoiceModel(bytes: archive.bytes) }
      let folder = try ScratchFolder()
      try Data(archive.bytes).write(to: URL(fileURLWithPath: folder.path + "/network"))
      #expect(throws: VoiceModelError.self) { try RecurrentNetwork(contentsOf: folder.path + "/network") }
    }
  }

  @Test func withABaseTheViewIsAddedAndKept() async throws {
    let folder = try ScratchFolder()
    let directory = try TinyTraining.write(to: folder)
    let plain = try await TinyTraining.model.value
    let model = try await Self.model.value
    let work = folder.path + "/work"
    func train(_ base: VoiceModel, _ network: RecurrentNetwork?, _ checkpoints: TrainingCheckpoints? = nil)
      async throws
      -> VoiceModel
    {
      try await ModelTrainer(
        options: Self.options, directory: directory, checkpoints: checkpoints, base: base, network: network
      ).train { _ in }
    }
    let checkpoints = try TrainingCheckpoints(
      folder: work, options: Self.options, directory: directory, base: plain, network: Self.network)
    let added = try await train(plain, Self.network, checkpoints)
    #expect(added.views.prefix(3).map(\.mixture) == plain.views.map(\.mixture))
    #expect(added.views[3].mixture == model.views[3].mixture && added.network == model.network)
    // What the first one left behind is enough for a second one.
    for recording in 0..<TinyTraining.recordings {
      try folder.write("gone", to: "first-s0-r\(recording).wav")
    }
    #expect(try await train(plain, Self.network, checkpoints).bytes == added.bytes)
    _ = try TinyTraining.write(to: folder)
    #expect(try await train(added, nil).statisticsIdentity == added.statisticsIdentity)
    #expect(throws: TrainingError.foreignCheckpoint(path: work)) {
      try TrainingCheckpoints(folder: work, options: Self.options, directory: directory, base: plain)
    }
  }

  /// Loudness changes nothing: what the network hears is brought to the level that it knows.
  @Test func aGainChangesNothing() async throws {
    let model = try await Self.model.value
    var generator = SeededGenerator(seed: 29)
    let speech = SyntheticVoice(speaker: 1).speech(seconds: 5, using: &generator)
    var frontEnd = FrontEnd(options: model.frontEnd, network: model.network)
    let loud = try #require(frontEnd.features(of: speech).learned)
    let soft = try #require(
      frontEnd.features(of: Waveform(samples: speech.samples.map { $0 / 8 }, sampleRate: 16_000)).learned)
    #expect(loud.frames == soft.frames && loud.embeddings.rows == soft.embeddings.rows && loud.frames > 0)
    #expect(zip(loud.embeddings.elements, soft.embeddings.elements).allSatisfy { abs($0 - $1) < 1e-3 })
  }

  /// Silence has no windows, and statistics of nothing.
  @Test func silenceSaysNothing() async throws {
    let model = try await Self.model.value
    var extractor = SignatureExtractor(model: model)
    let silence = Waveform(samples: Array(repeating: 0, count: 32_000), sampleRate: 16_000)
    let statistics = extractor.analysis(of: silence).statistics
    #expect(statistics.count == 4 && statistics[3].occupancies == [0])
    #expect(statistics[3].linear.allSatisfy { $0 == 0 })
  }

  /// Ranks by the index and by one-by-one comparison are the same with the view.
  @Test func theIndexScoresAlike() async throws {
    let model = try await Self.model.value
    let signatures = try (0..<5).map { speaker in
      let analysis = analysis(model, speaker: speaker)
      return try model.signature(of: analysis.statistics, speechDuration: 5)
    }
    let index = IdentificationIndex(model: model)
    for (speaker, signature) in signatures.enumerated() {
      _ = index.insert(signature, for: try SpeakerID("s\(speaker)"))
    }
    let scorer = SignatureScorer(model: model)
    let ranking = index.ranking(of: signatures[2], best: 5).candidates
    #expect(ranking.count == 5)
    for match in ranking {
      let number = try #require(Int(match.speaker.text.dropFirst()))
      let expected = scorer.logLikelihoodRatio(signatures[2], against: signatures[number])
      #expect(abs(match.logLikelihoodRatio - expected) < 1e-4, "\(match.speaker)")
    }
  }
}
