extension FrontEndOptions {
  /// What makes the options unusable, in words; nil where they are sound.
  ///
  /// Options that were read from a file are checked with this before anything is built from them.
  package var problem: String? {
    if frame.sampleRate != 16_000 { return "it is for recordings at \(frame.sampleRate) Hz instead of 16000" }
    if !(5...100).contains(frame.frameLengthMilliseconds) || !(1...50).contains(frame.frameShiftMilliseconds)
    {
      return "its frames have an impossible length or distance"
    }
    if !(1...8).contains(views.count) { return "it has \(views.count) views" }
    if Set(viewNames).count != viewNames.count { return "two of its views have one name" }
    if !(1...10).contains(statisticsStep) { return "its statistics take one frame in \(statisticsStep)" }
    if !(1...20).contains(slopeWindow) || !(0.1...60).contains(normalizationWindowSeconds) {
      return "its slopes or means have an impossible window"
    }
    return views.lazy.compactMap(\.problem).first ?? learned?.problem ?? activity.problem
  }
}

extension FrontEndOptions.View {
  fileprivate var problem: String? {
    let bands = cepstrum
    if !(1...256).contains(bands.bands) || !(1...bands.bands).contains(bands.coefficients) {
      return "the view \(name) has \(bands.coefficients) coefficients of \(bands.bands) bands"
    }
    if !(0..<bands.highestFrequency).contains(bands.lowestFrequency) || bands.highestFrequency > 8000 {
      return "the view \(name) has an impossible band"
    }
    if !bands.lifter.isFinite { return "the view \(name) has a lifter that is not finite" }
    if case .root(let order, let floor) = bands.compression,
      !(1...1000).contains(order) || !(0...100).contains(floor)
    {
      return "the view \(name) takes an impossible root"
    }
    return nil
  }
}

extension FrontEndOptions.LearnedView {
  fileprivate var problem: String? {
    let sound =
      (1...256).contains(bands) && (1...4096).contains(dimension) && (0.1...60).contains(windowSeconds)
      && level > 0 && level.isFinite
    return sound ? nil : "its learned view has impossible settings"
  }
}

extension ActivityOptions {
  fileprivate var problem: String? {
    let shares = [noiseQuantile, pauseQuantile, speechQuantile, thresholdFraction]
    let sound =
      shares.allSatisfy { (0...1).contains($0) } && (1...1000).contains(smoothingFrames)
      && (1...1000).contains(majorityFrames) && (0...10).contains(hangoverSeconds)
      && lowestFrequency >= 0 && highestFrequency >= lowestFrequency + 2 * BandProfile.bandWidth
      && highestFrequency <= 8000 && subtraction.isFinite && residualDepth.isFinite && maximumDepth.isFinite
    return sound ? nil : "its speech activity has impossible settings"
  }
}
