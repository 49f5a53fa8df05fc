import Foundation
import Testing
import VoicePrint

/// The model file: what names it, what is refused, and that reading changes nothing.
@Suite struct VoiceModelTests {
  private func model() async throws -> VoiceModel { try await TinyTraining.model.value }

  @Test func readingGivesTheSameModel() async throws {
    let model = try await model()
    let read = try VoiceModel(bytes: model.bytes)
    #expect(read.bytes == model.bytes && read.identity == model.identity)
    #expect(read.statisticsIdentity == model.statisticsIdentity && read.card == model.card)
    #expect(read.calibration == model.calibration && read.quality == model.quality)
    #expect(read.views.map(\.mixture) == model.views.map(\.mixture))

    let folder = try ScratchFolder()
    try model.write(to: folder.path + "/model")
    #expect(try VoiceModel(contentsOf: folder.path + "/model").bytes == model.bytes)
  }

  /// One identity, one answer: a model fresh from training gives the signature that its file gives.
  @Test func identityNamesTheAnswer() async throws {
    let model = try await model()
    let read = try VoiceModel(bytes: model.bytes)
    var generator = SeededGenerator(seed: 151)
    let waveform = SyntheticVoice(speaker: 3).speech(seconds: 5, using: &generator)
    let signatures = try [model, read].map { model in
      var extractor = SignatureExtractor(model: model)
      let analysis = extractor.analysis(of: waveform)
      return try model.signature(
        of: analysis.statistics, speechDuration: analysis.activity.mask.speechDuration)
    }
    #expect(signatures[0] == signatures[1])
    let scorer = SignatureScorer(model: read)
    #expect(scorer.logLikelihoodRatio(signatures[0], against: signatures[1]).isFinite)
  }

  @Test func everyParameterThatChangesAnAnswerChangesTheIdentity() async throws {
    let model = try await model()
    let view = model.views[0]
    func replacing(_ first: VoiceModel.View) -> VoiceModel {
      model.with(views: [first] + model.views.dropFirst())
    }
    var weights = view.mixture.weights
    weights[0] += 0.001
    var loadings = view.totalVariability.loadings
    loadings[0, 0] += 0.25
    var variances = view.backEnd.plda.betweenVariances
    variances[0] += 0.001
    var cohort = view.backEnd.cohort
    cohort[0, 0] += 0.25
    var calibration = model.calibration
    calibration.offset += 0.001
    var quality = model.quality
    quality.perDoubling -= 0.001
    let plda = view.backEnd.plda
    let changed: [(String, VoiceModel, keepsStatistics: Bool)] = [
      (
        "mixture",
        replacing(
          VoiceModel.View(
            mixture: GaussianMixture(
              weights: weights, means: view.mixture.means, variances: view.mixture.variances),
            totalVariability: view.totalVariability, backEnd: view.backEnd)), false
      ),
      (
        "loadings",
        replacing(
          VoiceModel.View(
            mixture: view.mixture,
            totalVariability: TotalVariabilityModel(
              components: view.mixture.components, loadings: loadings),
            backEnd: view.backEnd)), true
      ),
      (
        "PLDA",
        replacing(
          view.with(
            backEnd: SignatureBackEnd(
              discriminant: view.backEnd.discriminant,
              plda: PLDA(mean: plda.mean, transform: plda.transform, betweenVariances: variances),
              cohort: view.backEnd.cohort))), true
      ),
      (
        "cohort",
        replacing(
          view.with(
            backEnd: SignatureBackEnd(
              discriminant: view.backEnd.discriminant, plda: plda, cohort: cohort))), true
      ),
      ("calibration", model.with(calibration: calibration), true),
      ("quality", model.with(quality: quality), true),
    ]
    for (name, other, keepsStatistics) in changed {
      #expect(other.identity != model.identity, "\(name)")
      #expect((other.statisticsIdentity == model.statisticsIdentity) == keepsStatistics, "\(name)")
    }
    #expect(Set(changed.map(\.1.identity)).count == changed.count)

    var card = model.card
    (card.created, card.name) = ("1999-12-31", "another name")
    let renamed = model.with(card: card)
    #expect(renamed.identity == model.identity && renamed.bytes != model.bytes)
    #expect(try VoiceModel(bytes: renamed.bytes).card.created == "1999-12-31")
  }

  @Test func damagedFilesAreRefusedWithTheReason() async throws {
    let bytes = try await model().bytes
    for count in [0, 7, 8, 100, bytes.count / 2, bytes.count - 1] {
      #expect(throws: VoiceModelError.self) { try VoiceModel(bytes: Array(bytes.prefix(count))) }
    }
    var flipped = bytes
    flipped[bytes.count - 100] ^= 1
    #expect(throws: VoiceModelError.corrupt(path: "m")) { try VoiceModel(bytes: flipped, path: "m") }
    #expect(throws: VoiceModelError.self) { try VoiceModel(contentsOf: "/nonexistent/model") }
  }

  @Test func foreignFilesAreRefusedWithTheReason() async throws {
    let original = try TensorArchive(bytes: try await model().bytes)
    var (other, later, nameless, small) = (original, original, original, original)
    other.metadata["format"] = "pt"
    later.metadata["formatVersion"] = "99"
    nameless.metadata["identity"] = nil
    small.tensors["wide.loadings"] = nil
    let cases: [([UInt8], reason: String)] = [
      (Array("RIFF, or any text at all".utf8), "header claims"), (other.bytes, "not a VoicePrint model"),
      (later.bytes, "version 99"), (nameless.bytes, "identity"), (TensorArchive().bytes, "not a VoicePrint"),
    ]
    for (bytes, reason) in cases {
      let error = #expect(throws: VoiceModelError.self) { try VoiceModel(bytes: bytes, path: "m") }
      #expect("\(error.map { "\($0)" } ?? "")".contains(reason), "\(reason)")
    }
    #expect(throws: VoiceModelError.corrupt(path: "m")) { try VoiceModel(bytes: small.bytes, path: "m") }
  }

  /// A thousand files with a byte or a few changed: refused, or the same model with another card.
  @Test func aThousandMutationsNeverCrash() async throws {
    let model = try await model()
    let original = model.bytes
    let headerLength = 8 + (0..<8).reduce(0) { $0 | Int(original[$1]) << (8 * $1) }
    var generator = SeededGenerator(seed: 157)
    for round in 0..<1000 {
      var bytes = original
      for _ in 0...Int(generator.next() % 3) {
        let reach = round.isMultiple(of: 4) ? bytes.count : headerLength
        bytes[Int(generator.next() % UInt64(reach))] = UInt8(truncatingIfNeeded: generator.next())
      }
      if round.isMultiple(of: 5) { bytes.removeLast(Int(generator.next() % UInt64(bytes.count))) }
      do throws(VoiceModelError) {
        let read = try VoiceModel(bytes: bytes)
        #expect(read.identity == model.identity && read.views.count == model.views.count)
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
  }
}

extension VoiceModel {
  /// The model with some of its parts replaced.
  fileprivate func with(
    views: [View]? = nil, calibration: ScoreCalibration? = nil, quality: QualityModel? = nil,
    card: Card? = nil
  ) -> VoiceModel {
    VoiceModel(
      frontEnd: frontEnd, views: views ?? self.views, calibration: calibration ?? self.calibration,
      quality: quality ?? self.quality, card: card ?? self.card)
  }
}

extension VoiceModel.View {
  fileprivate func with(backEnd: SignatureBackEnd) -> VoiceModel.View {
    VoiceModel.View(mixture: mixture, totalVariability: totalVariability, backEnd: backEnd)
  }
}
