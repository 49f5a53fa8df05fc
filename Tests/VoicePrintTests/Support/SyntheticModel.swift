import VoicePrint

/// A model of made-up numbers that compares signatures and hears nothing: one component, three views.
struct SyntheticModel {
  let model: VoiceModel
  /// Dimension of the embeddings of each view.
  let dimensions: [Int]

  init(dimensions: [Int], seed: UInt64 = 1, place: PlaceModel? = nil) {
    var generator = SeededGenerator(seed: seed)
    let frontEnd = FrontEndOptions()
    let views = zip(frontEnd.views, dimensions).map { options, dimension in
      let features = options.dimension
      return VoiceModel.View(
        mixture: GaussianMixture(
          weights: [1], means: Matrix(rows: 1, columns: features),
          variances: Matrix(rows: 1, columns: features, repeating: 1)),
        totalVariability: TotalVariabilityModel(
          components: 1,
          loadings: generator.matrix(features, dimension, deviation: 0.1).converted(to: Float.self)),
        backEnd: SignatureBackEnd(
          discriminant: LinearDiscriminant(
            mean: (0..<dimension).map { _ in 0.1 * generator.gaussian() },
            projection: generator.matrix(dimension, dimension, deviation: 0.3)),
          plda: PLDA(
            mean: (0..<dimension).map { _ in 0.1 * generator.gaussian() }, transform: .identity(dimension),
            betweenVariances: (0..<dimension).map { _ in 3 * generator.uniform() }.sorted(by: >)),
          cohort: generator.matrix(130, dimension, deviation: 1.4)))
    }
    var calibration = ScoreCalibration(viewWeights: [0.2, 0.3, 0.5])
    (calibration.offset, calibration.scaleBelow, calibration.scaleAbove) = (-0.7, 0.9, 1.3)
    model = VoiceModel(
      frontEnd: frontEnd, views: views, calibration: calibration, quality: QualityModel(),
      card: VoiceModel.Card(
        name: "synthetic", created: "2026-01-01", corpora: [], seed: seed, speakers: 0, hours: 0),
      place: place)
    self.dimensions = dimensions
  }

  /// What such a model knows of places.
  static let place = PlaceModel(
    variance: 0.3, caution: 0.5,
    prior: PlaceModel.Prior(
      offset: 0, offsetDeviation: 3, scaleDeviation: 0.2, sessionGain: 0, ownWeight: 0.6),
    unknown: evidence(0, 6), calibrated: [evidence(5, 4), evidence(20, 3)])

  private static func evidence(_ speakers: Int, _ threshold: Double) -> PlaceModel.Evidence {
    PlaceModel.Evidence(
      speakers: speakers,
      falseAccepts: FalseAcceptCurve(rates: [0.1, 0.01], thresholds: [threshold - 2, threshold]),
      largestRatio: 8 - threshold, smallestRatio: -3)
  }

  /// A signature; the same number gives the same one. As stored: in single precision.
  func signature(_ number: Int) -> VoiceSignature {
    var generator = SeededGenerator(seed: 77, stream: number)
    return VoiceSignature(
      model: model.identity,
      views: dimensions.map { dimension in
        VoiceSignature.View(
          embedding: (0..<dimension).map { _ in Double(Float(1.5 * generator.gaussian())) },
          cohort: CohortNormalization.Statistics(
            mean: 3 * generator.gaussian(), deviation: 2 + 3 * generator.uniform()),
          uncertainty: 0.05 + 0.5 * generator.uniform())
      },
      speechDuration: 10)
  }
}
