internal import VoicePrint

/// What is known of ratios at the place where a decision is made, as answers tell it.
struct PlaceKnowledge: Sendable {
  /// The ratios that trials support, in nats: beyond them a ratio is “at least” the bound. Nil where the model does not say.
  let supported: ClosedRange<Double>?
  /// The share of impostors that would pass, for each speaker, 0…1.
  let falseAcceptRate: Double
  /// How many enrolled speakers the decision rests on besides those it is about.
  let speakers: Int
  /// Whether ratios are read by the place's own calibration.
  let isCalibrated: Bool

  private let point: OperatingPoint

  init(of place: Place, for model: VoiceModel, at point: OperatingPoint) {
    let evidence = model.place == nil ? nil : model.evidence(at: place)
    supported = evidence.map { $0.smallestRatio...$0.largestRatio }
    falseAcceptRate = model.falseAcceptRate(at: point, place: place)
    speakers = place.count
    isCalibrated = model.calibration(of: place) != nil
    self.point = point
  }

  /// Probability that it is the speaker, by a ratio that trials support, 0…1.
  func posterior(_ ratio: Double) -> Double {
    point.posterior(
      logLikelihoodRatio: supported.map { min(max(ratio, $0.lowerBound), $0.upperBound) } ?? ratio)
  }

  /// How answers with these numbers are described.
  static let schema: [String: JSONValue] = [
    "largestSupportedRatio": DetailRoutes.number("Ratios beyond it are at least this"),
    "smallestSupportedRatio": DetailRoutes.number("Ratios below it are at most this"),
    "falseAcceptRate": [
      "type": "number", "minimum": 0, "maximum": 1,
      "description": "The share of impostors that would pass, for each speaker",
    ],
    "placeSpeakers": [
      "type": "integer", "minimum": 0,
      "description": "How many enrolled speakers of the account the decision rests on",
    ],
    "calibrated": ["type": "boolean", "description": "Whether the account is calibrated"],
  ]
  /// Those that a model may not know.
  static let optional: Set<String> = ["largestSupportedRatio", "smallestSupportedRatio"]
}
