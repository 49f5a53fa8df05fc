internal import VoicePrint

/// Times each stage of the way from a file to an answer, and beside it what the machine can do at best.
struct PipelineBenchmark {
  /// How many steps are reported.
  static let count = 9

  /// Stages of one recording, in their order.
  let stages: [Measurement]
  /// From the bytes of the file to the signature, all stages at once.
  let whole: Measurement
  /// Cepstral coefficients of one view alone, as other programs compute them: no slopes, no normalisation, no activity.
  let cepstra: Measurement
  /// The work of training and of answering many, each after the bare products it consists of.
  let kernels: [(work: Measurement, reference: Measurement)]

  /// Measures.
  ///
  /// - Parameters:
  ///   - file: a sound file.
  ///   - model: what it is worked on with.
  ///   - rounds: how often each stage is measured.
  ///   - report: told how many measurements are done.
  /// - Throws: `AudioError` for a file that cannot be decoded, `NumericsError` for sound without finite numbers.
  init(file: [UInt8], model: VoiceModel, rounds: Int, report: (Int) -> Void) throws {
    let decoder = AudioDecoder()
    let recording = try decoder.recording(from: file)
    let duration = Double(recording.waveform.samples.count) / Double(recording.waveform.sampleRate)
    var frontEnd = FrontEnd(options: model.frontEnd)
    var extractor = SignatureExtractor(model: model)
    var computers = model.views.prefix(model.frontEnd.views.count).map {
      PosteriorComputer(mixture: $0.mixture)
    }
    var learning = FrontEnd(options: model.frontEnd, network: model.network)
    let features = learning.features(of: recording.waveform)
    let step = model.frontEnd.statisticsStep
    let speech = features.activity.mask.speechDuration

    var stages: [Measurement] = []
    func stage(_ name: String, _ work: () throws -> Void) throws {
      stages.append(try Measurement(name, rounds: rounds, amount: duration, of: "s of audio", work))
      report(stages.count)
    }
    try stage("decode") { _ = try decoder.recording(from: file) }
    try stage("features") { _ = frontEnd.features(of: recording.waveform) }
    if model.network != nil {
      try stage("features and network") { _ = learning.features(of: recording.waveform) }
    }
    var baumWelch: [BaumWelchStatistics] = []
    try stage("statistics") {
      baumWelch = computers.indices.map {
        BaumWelchStatistics(of: features.views[$0], every: step, with: &computers[$0])
      }
    }
    if let learned = features.learned, let view = model.views.last {
      baumWelch.append(learned.statistics(ofFrames: 0..<learned.frames, under: view.mixture))
    }
    var linear: [SignatureStatistics] = []
    try stage("projection") {
      linear = zip(model.views, baumWelch).map { $0.totalVariability.signatureStatistics(of: $1) }
    }
    var signature: VoiceSignature?
    try stage("signature") { signature = try model.signature(of: linear, speechDuration: speech) }
    let scorer = SignatureScorer(model: model)
    try stage("score") {
      if let signature { _ = scorer.logLikelihoodRatio(signature, against: signature) }
    }
    whole = try Measurement("file to signature", rounds: rounds, amount: duration, of: "s of audio") {
      let analysis = extractor.analysis(of: try decoder.recording(from: file).waveform)
      _ = try model.signature(
        of: analysis.statistics, speechDuration: analysis.activity.mask.speechDuration)
    }
    self.stages = stages
    report(stages.count + 1)
    cepstra = Self.cepstra(of: recording.waveform, model, rounds: rounds, duration: duration)
    report(stages.count + 2)
    kernels = Self.kernels(model, features.views[0], baumWelch[0], rounds: rounds)
    report(Self.count)
  }

  private static func cepstra(
    of waveform: Waveform, _ model: VoiceModel, rounds: Int, duration: Double
  ) -> Measurement {
    let frame = model.frontEnd.frame
    var spectrum = SpectrumComputer(options: frame)
    let computer = CepstrumComputer(options: model.frontEnd.views[0].cepstrum, frame: frame)
    return Measurement("cepstral coefficients alone", rounds: rounds, amount: duration, of: "s of audio") {
      _ = computer.cepstra(of: waveform, with: &spectrum)
    }
  }

  private static func kernels(
    _ model: VoiceModel, _ features: Matrix<Float>, _ baumWelch: BaumWelchStatistics, rounds: Int
  ) -> [(work: Measurement, reference: Measurement)] {
    var results: [(work: Measurement, reference: Measurement)] = []
    let mixture = model.views[0].mixture
    var generator = SeededGenerator(seed: 1)
    let twice = MixtureEstimator().split(mixture, into: 2 * mixture.components, using: &generator)
    for mixture in [mixture, twice] {
      results.append(expectation(of: features, under: mixture, rounds: rounds))
    }
    let view = model.views[0].totalVariability
    let recordings = Matrix(rows: Array(repeating: baumWelch.first.elements, count: 64))
    results.append(
      (
        work: Measurement(
          "signatures of 64 recordings at once, one view", rounds: rounds, amount: 64, of: "recordings"
        ) {
          let linear = view.linearTerms(ofFirstOrders: recordings)
          _ = try? view.posteriors(
            of: (0..<64).map {
              SignatureStatistics(occupancies: baumWelch.occupancies, linear: Array(linear.row($0)))
            })
        },
        reference: Measurement("one by one", rounds: rounds, amount: 8, of: "recordings") {
          for _ in 0..<8 { _ = try? view.posterior(of: view.signatureStatistics(of: baumWelch)) }
        }
      ))
    return results
  }

  /// An expectation step on the recording's frames, and the two products that it would be with all components.
  private static func expectation(
    of speech: Matrix<Float>, under mixture: GaussianMixture, rounds: Int
  ) -> (work: Measurement, reference: Measurement) {
    let (frames, block, components, dimension) = (20_480, 256, mixture.components, mixture.dimension)
    let features = speech.gatherRows((0..<frames).map { $0 % max(speech.rows, 1) })
    var generator = SeededGenerator(seed: 1)
    func random(_ rows: Int, _ columns: Int) -> Matrix<Float> {
      Matrix(
        rows: rows, columns: columns,
        elements: (0..<rows * columns).map { _ in Float(generator.uniform(in: -1...1)) })
    }
    var computer = PosteriorComputer(mixture: mixture)
    let work = Measurement(
      "expectation step, \(components) components", rounds: rounds, amount: Double(frames), of: "frames"
    ) {
      var statistics = MixtureStatistics(components: components, dimension: dimension)
      statistics.accumulate(features, with: &computer)
    }
    let (extended, terms) = (random(block, 2 * dimension), random(components, 2 * dimension))
    var (posteriors, sums) = (
      Matrix<Float>(rows: block, columns: components), Matrix<Float>(rows: components, columns: 2 * dimension)
    )
    let reference = Measurement(
      "its matrix products alone", rounds: rounds, amount: Double(frames), of: "frames"
    ) {
      for _ in 0..<frames / block {
        posteriors.accumulate(extended, terms, transposingRight: true, overwriting: true)
        sums.accumulate(posteriors, extended, transposingLeft: true, overwriting: true)
      }
    }
    return (work, reference)
  }
}
