import Testing
import VoicePrint

/// The zero of a place: PLDA with a place between speaker and world, and the calibration of what is enrolled.
@Suite struct PlaceTests {
  private static let synthetic = SyntheticModel(dimensions: [9, 7, 5], place: SyntheticModel.place)
  /// Of so many dimensions that voices are told apart for sure.
  private static let large = SyntheticModel(dimensions: [60, 50, 40], place: SyntheticModel.place)

  private func members(_ numbers: some Sequence<Int>) -> [Place.Member] {
    numbers.map { ("speaker_\($0)", Self.synthetic.signature($0)) }
  }

  // MARK: The comparison

  /// ln N(x; 0, C) of a pair with equal variances.
  private func density(_ x: (Double, Double), variance: Double, covariance: Double) -> Double {
    let determinant = variance * variance - covariance * covariance
    let square = variance * (x.0 * x.0 + x.1 * x.1) - 2 * covariance * x.0 * x.1
    return -0.5 * determinant.logarithm - 0.5 * square / determinant
  }

  /// The definition, dimension by dimension: both recordings share the place, one speaker's the speaker too; of the place the
  /// posterior given its members is known.
  private func slowRatio(
    _ test: VoiceSignature, _ enrolled: VoiceSignature, view: Int, members: [VoiceSignature], variance: Double
  ) -> Double {
    let between = Self.synthetic.model.views[view].backEnd.plda.betweenVariances
    var sum = 0.0
    for d in between.indices {
      let recording = 1 + between[d]
      let prior = variance * recording
      let precision = 1 / prior + Double(members.count) / recording
      let total = members.reduce(0) { $0 + $1.views[view].embedding[d] }
      let mean = total / recording / precision
      let pair = (enrolled.views[view].embedding[d] - mean, test.views[view].embedding[d] - mean)
      let left = 1 / precision
      sum += density(pair, variance: recording + left, covariance: between[d] + left)
      sum -= density(pair, variance: recording + left, covariance: left)
    }
    return sum
  }

  @Test(arguments: [0, 1, 4, 30]) func comparesByTheDefinition(count: Int) {
    let model = Self.synthetic.model
    let place = Place(members(0..<count))
    let scorer = SignatureScorer(model: model, place: place)
    let (test, stranger) = (Self.synthetic.signature(900), Self.synthetic.signature(901))
    for (enrolled, name, others) in [
      (stranger, "somebody", Array(0..<count)),
      (Self.synthetic.signature(0), "speaker_0", Array(1..<max(count, 1))),
    ] {
      let found = scorer.viewComparisons(test, against: enrolled, of: [name])
      for view in model.views.indices {
        let expected = slowRatio(
          test, enrolled, view: view, members: others.map(Self.synthetic.signature), variance: 0.3)
        #expect(abs(found[view].logLikelihoodRatio - expected) < 1e-9)
      }
    }
  }

  @Test func aPairOfMembersIsComparedWithoutBoth() {
    let scorer = SignatureScorer(model: Self.synthetic.model, place: Place(members(0..<6)))
    let found = scorer.viewComparisons(
      Self.synthetic.signature(2), against: Self.synthetic.signature(4), of: ["speaker_2", "speaker_4"])
    let expected = slowRatio(
      Self.synthetic.signature(2), Self.synthetic.signature(4), view: 1,
      members: [0, 1, 3, 5].map(Self.synthetic.signature), variance: 0.3)
    #expect(abs(found[1].logLikelihoodRatio - expected) < 1e-9)
  }

  // MARK: The place

  @Test func whoTakesPartDependsOnWhoIsEnrolledAndNotOnTheOrder() {
    var generator = SeededGenerator(seed: 3)
    let all = members(0..<250)
    let place = Place(all)
    #expect(place.count == Place.capacity)
    #expect(Place(all.shuffled(using: &generator)).names == place.names)
    let lowest = all.map(\.name).sorted { Place.precedence(of: $0) < Place.precedence(of: $1) }
    #expect(Set(place.names) == Set(lowest.prefix(Place.capacity)))
    let (test, enrolled) = (Self.synthetic.signature(901), Self.synthetic.signature(902))
    let ratio = SignatureScorer(model: Self.synthetic.model, place: place).logLikelihoodRatio(
      test, against: enrolled)
    let again = SignatureScorer(
      model: Self.synthetic.model, place: Place(all.shuffled(using: &generator))
    ).logLikelihoodRatio(test, against: enrolled)
    #expect(ratio == again)
  }

  @Test func ratiosAreReadByTheCalibrationOrWithCaution() {
    let model = Self.synthetic.model
    let (test, enrolled) = (Self.synthetic.signature(901), Self.synthetic.signature(902))
    let plain = SignatureScorer(model: model).logLikelihoodRatio(test, against: enrolled)
    func ratio(_ place: Place) -> Double {
      SignatureScorer(model: model, place: place).logLikelihoodRatio(test, against: enrolled)
    }
    #expect(abs(ratio(.unknown) - (plain - 0.5)) < 1e-12)
    let calibration = PlaceCalibration(
      model: model.identity, offset: -3, scale: 0.5, speakers: 7, comparisons: 21, ownComparisons: 0,
      recordings: 0)
    #expect(abs(ratio(Place([], calibration: calibration)) - (-3 + 0.5 * plain)) < 1e-12)
    let foreign = PlaceCalibration(
      model: ContentDigest(of: [1]), offset: -3, scale: 0.5, speakers: 7, comparisons: 21, ownComparisons: 0,
      recordings: 0)
    #expect(ratio(Place([], calibration: foreign)) == ratio(.unknown))
    #expect(model.evidence(at: Place([], calibration: calibration)).speakers == 5)
    #expect(model.evidence(at: Place([], calibration: foreign)).speakers == 0)
    let point = model.operatingPoint(falseAcceptRate: 0.01, at: Place([], calibration: calibration))
    #expect(abs(point.threshold - 4) < 1e-9)
    #expect(abs(model.falseAcceptRate(at: point, place: .unknown) - 0.1) < 1e-9)
  }

  // MARK: The calibration

  /// Voices of a place that all share something: the calibration must take it out.
  private func voices(_ count: Int, sharing strength: Double) -> [PlaceCalibrator.Voice] {
    (0..<count).map { number in
      let own = Self.large.signature(number)
      func sharing(_ noise: Int) -> VoiceSignature {
        let other = Self.large.signature(5000 + noise)
        return VoiceSignature(
          model: own.model,
          views: zip(own.views, other.views).map { view, noise in
            VoiceSignature.View(
              embedding: zip(view.embedding, noise.embedding).map { 0.9 * $0 + 0.3 * $1 + strength },
              cohort: CohortNormalization.Statistics(mean: -4, deviation: 1), uncertainty: 0.2)
          }, speechDuration: 10)
      }
      return PlaceCalibrator.Voice(
        name: "speaker_\(number)", signature: sharing(3 * number),
        samples: [(sharing(3 * number + 1), sharing(3 * number + 2))])
    }
  }

  @Test func whereVoicesAreAlikeRatiosFall() throws {
    let calibrator = try PlaceCalibrator(model: Self.large.model)
    let plain = try calibrator.fit(voices(12, sharing: 0)).calibration
    let alike = try calibrator.fit(voices(12, sharing: 3)).calibration
    #expect(plain.speakers == 12 && plain.ownComparisons == 12)
    #expect(alike.offset < plain.offset)
  }

  @Test func theOrderOfEnrollingDoesNotMatter() throws {
    var generator = SeededGenerator(seed: 5)
    let calibrator = try PlaceCalibrator(model: Self.large.model)
    let all = voices(12, sharing: 1)
    let one = try calibrator.fit(all).calibration
    #expect(try calibrator.fit(all.shuffled(using: &generator)).calibration == one)
  }

  @Test func onePersonUnderTwoNamesIsNamedAndLeftOut() throws {
    let calibrator = try PlaceCalibrator(model: Self.large.model)
    var all = voices(12, sharing: 0)
    let clean = try calibrator.fit(all)
    #expect(clean.doubts.isEmpty)
    let twin = all[3]
    all.append(PlaceCalibrator.Voice(name: "twin", signature: twin.signature, samples: []))
    let fit = try calibrator.fit(all)
    #expect(fit.doubts.map { Set($0.names) } == [["speaker_3", "twin"]])
    #expect(fit.calibration.comparisons == 13 * 12 / 2 - 1)
    #expect(abs(fit.calibration.offset - clean.calibration.offset) < 0.5)
  }

  @Test func tooFewSpeakersAndModelsWithoutPlacesAreRefused() throws {
    let calibrator = try PlaceCalibrator(model: Self.large.model)
    #expect(throws: PlaceCalibrator.CalibrationError.tooFewSpeakers(found: 2, needed: 3)) {
      try calibrator.fit(voices(2, sharing: 0))
    }
    #expect(throws: PlaceCalibrator.CalibrationError.modelKnowsNoPlaces) {
      try PlaceCalibrator(model: SyntheticModel(dimensions: [3, 3, 3]).model)
    }
  }

  @Test func aReportComesBackFromItsBytes() throws {
    let fit = try PlaceCalibrator(model: Self.large.model).fit(voices(6, sharing: 2))
    let report = PlaceCalibrationReport(fit)
    #expect(PlaceCalibrationReport(bytes: report.bytes) == report)
    #expect(PlaceCalibrationReport(bytes: Array(report.bytes.dropLast())) == nil)
    #expect(report.falseAccepts.allSatisfy { $0.lower <= $0.value && $0.value <= $0.upper })
    // Numbers alone: no name, and nothing as long as a voice.
    let text = String(decoding: report.bytes, as: UTF8.self)
    #expect(!text.contains("speaker_") && report.bytes.count < 1500)
  }

  @Test func aModelKeepsWhatItKnowsOfPlaces() throws {
    let model = Self.synthetic.model
    let read = try VoiceModel(bytes: model.bytes)
    #expect(read.place == SyntheticModel.place && read.identity == model.identity)
    #expect(SyntheticModel(dimensions: [9, 7, 5]).model.identity != model.identity)
    var bad = SyntheticModel.place
    bad.prior.offsetDeviation = 0
    let damaged = SyntheticModel(dimensions: [9, 7, 5], place: bad).model.bytes
    #expect(throws: VoiceModelError.self) { try VoiceModel(bytes: damaged) }
  }
}
