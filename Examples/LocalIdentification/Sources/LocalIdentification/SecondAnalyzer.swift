import VoicePrint

/// Gives the statistics of second after second, each heard with what was before and a second of what comes after.
///
/// The front end takes out a mean that slides over three seconds and tells speech from noise by what levels there are:
/// a second alone would be too little for either.
struct SecondAnalyzer: ~Copyable {
  /// Seconds of sound before the one that is looked at, and after it.
  private static let (before, after) = (4, 1)

  private let model: VoiceModel
  private let rate: Int
  private var frontEnd: FrontEnd
  private var computers: [PosteriorComputer]
  /// The last seconds, the newest at the end.
  private var sound: [Float] = []

  init(model: VoiceModel, rate: Int) {
    (self.model, self.rate) = (model, rate)
    frontEnd = FrontEnd(options: model.frontEnd)
    computers = model.views.map { PosteriorComputer(mixture: $0.mixture) }
  }

  /// Takes the next second, and gives the statistics of the one before it; nil as long as there is none.
  mutating func statistics(next second: [Float]) throws -> RunningStatistics? {
    sound += second
    guard sound.count > Self.after * rate else { return nil }
    sound.removeFirst(max(0, sound.count - (Self.before + 1 + Self.after) * rate))

    let end = Double(sound.count) / Double(rate) - Double(Self.after)
    let features = frontEnd.features(
      of: try Waveform(samples: sound, sampleRate: rate).resampled(to: model.frontEnd.frame.sampleRate))
    let frames = model.frontEnd.frame.frameRate
    let wanted = Int(((end - 1) * frames).rounded())..<Int((end * frames).rounded())
    // Features have a row for each frame with speech.
    let rows = features.activity.mask.speechFrames.enumerated().filter { wanted.contains($0.element) }.map(
      \.offset)
    guard !rows.isEmpty else { return RunningStatistics() }
    var views: [SignatureStatistics] = []
    for index in computers.indices {
      let baumWelch = BaumWelchStatistics(
        of: features.views[index].gatherRows(rows), every: model.frontEnd.statisticsStep,
        with: &computers[index])
      views.append(model.views[index].totalVariability.signatureStatistics(of: baumWelch))
    }
    return RunningStatistics(views, speech: Double(rows.count) / frames)
  }
}
