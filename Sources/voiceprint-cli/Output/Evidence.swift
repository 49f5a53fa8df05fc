internal import VoicePrint

/// What is known of ratios where a decision is made, in words.
struct Evidence {
  let model: VoiceModel
  let place: Place

  /// How ratios are read here; nil where the place is not calibrated.
  var calibration: PlaceCalibration? { model.calibration(of: place) }

  /// The ratios that trials support, in nats; nil where the model does not say.
  var supported: ClosedRange<Double>? {
    guard model.place != nil else { return nil }
    let evidence = model.evidence(at: place)
    return evidence.smallestRatio...evidence.largestRatio
  }

  /// A ratio, held within what trials support.
  func held(_ ratio: Double) -> Double {
    guard let supported else { return ratio }
    return min(max(ratio, supported.lowerBound), supported.upperBound)
  }

  /// How many times likelier, held within what trials support.
  func times(_ ratio: Double) -> String {
    let held = held(ratio)
    return held == ratio
      ? voiceprint_cli.times(ratio) : "at least " + voiceprint_cli.times(held)
  }

  /// How many impostors pass, and what that rests on.
  ///
  /// - Parameters:
  ///   - point: where the decision is made.
  ///   - speakers: how many an impostor may be taken for.
  /// - Returns: a sentence.
  func promise(at point: OperatingPoint, speakers: Int = 1) -> String {
    let share = percentage(model.falseAcceptRate(at: point, place: place))
    let each = speakers > 1 ? " for each speaker" : ""
    guard model.place != nil else {
      return "\(share) would pass\(each), by the speakers that the model was trained on"
    }
    guard let calibration else {
      let what =
        place.count < PlaceModel.leastSpeakers
        ? "‘voiceprint calibrate’ can tell once \(PlaceModel.leastSpeakers) speakers are enrolled"
        : "‘voiceprint calibrate’ tells"
      return
        "up to \(share) could pass\(each): this place is not calibrated, and voices of one place can be alike; \(what)"
    }
    return
      "at most \(share) would pass\(each) at nine in ten places calibrated with \(calibration.speakers) speakers, as this one is"
  }
}
