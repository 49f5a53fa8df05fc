/// How decisions hold at the place that a set is, by how many of its speakers are enrolled there.
///
/// The speakers are split at random, many times: some are enrolled and calibrate the place; the others come one by one as newly
/// enrolled speakers, and as impostors to everybody. No impostor is among those who calibrate.
public struct PlaceEvaluation: Sendable {
  /// Figures of one number of enrolled speakers.
  public struct Row: Sendable {
    /// Speakers who are enrolled.
    public let speakers: Int
    /// Random splits that the figures are means of; of each measure those that it could be had from.
    public let splits: Int
    /// Share of impostors at or above the threshold, 0…1.
    public let falseAcceptRate: Double
    /// Share of speakers' tests below it, 0…1.
    public let falseRejectRate: Double
    /// Its standard error over the splits.
    public let falseAcceptError: Double
    /// The share of impostors that was promised to pass, 0…1.
    public let promisedFalseAcceptRate: Double
    /// The threshold, a natural-log likelihood ratio.
    public let threshold: Double
    /// C_llr and its minimum, in bits.
    public let logLikelihoodRatioCost: (actual: Double, minimum: Double)
    /// Equal error rate, 0…1.
    public let equalErrorRate: Double
    /// Minimum detection cost at a prior of 0.01.
    public let minimumCost: Double
    /// Trials at or above the largest supported ratio: how many, how many of them impostors', and that ratio in nats.
    public let beyondSupport: (targets: Int, impostors: Int, largestRatio: Double)
    /// All target and impostor trials of all splits.
    public let trials: (targets: Int, impostors: Int)
  }

  /// An enrolled model.
  struct Model: Sendable {
    let name: String
    let speaker: String
    let voice: PlaceCalibrator.Voice
  }

  /// A tested utterance.
  struct Test: Sendable {
    let name: String
    let speaker: String
    let signature: VoiceSignature
  }

  let model: VoiceModel
  let models: [Model]
  let tests: [Test]
  /// For each model the tests it is compared with.
  let trials: [[Int]]

  /// A row for each number of enrolled speakers that leaves two others, and none for the rest.
  ///
  /// - Parameters:
  ///   - sizes: numbers of enrolled speakers, each 0 or more.
  ///   - splits: how many random splits.
  ///   - point: where decisions are made, given how the place is known.
  ///   - seed: repeats the splits.
  ///   - tasks: splits worked on side by side.
  ///   - progress: called with the number of splits done and of all.
  /// - Returns: the rows.
  /// - Throws: ``NumericsError`` for signatures that are not finite, or `CancellationError`.
  func rows(
    sizes: [Int], splits: Int, point: @escaping @Sendable (Place) -> OperatingPoint, seed: UInt64, tasks: Int,
    progress: @escaping @Sendable (Int, Int) -> Void
  ) async throws -> [Row] {
    let speakers = Set(models.map(\.speaker)).sorted()
    let usable = sizes.filter { $0 == 0 || ($0 >= PlaceModel.leastSpeakers && $0 <= speakers.count - 2) }
    let work = usable.flatMap { size in (0..<(size == 0 ? 1 : splits)).map { (size: size, split: $0) } }
    let parts = try await ConcurrentMap.map(
      work, tasks: tasks, progress: { progress($0, work.count) }
    ) { one in
      var generator = SeededGenerator(seed: seed, stream: one.split)
      var shuffled = speakers
      shuffled.shuffle(using: &generator)
      return try part(enrolled: Set(shuffled.prefix(one.size)), point)
    }
    return usable.map { size in Row(size, zip(work, parts).filter { $0.0.size == size }.map(\.1)) }
  }

  /// What a split gives.
  fileprivate struct Part: Sendable {
    var targets: [Double] = []
    var impostors: [Double] = []
    let threshold: Double
    let promised: Double
    let largestRatio: Double
  }

  private func part(
    enrolled: Set<String>, _ point: (Place) -> OperatingPoint
  ) throws -> Part {
    let members = models.filter { enrolled.contains($0.speaker) }
    var place = Place(members.map { ($0.voice.name, $0.voice.signature) })
    if members.count >= PlaceModel.leastSpeakers, model.place != nil {
      let fit = try PlaceCalibrator(model: model).fit(members.map(\.voice))
      place = place.calibrated(fit.calibration)
    }
    let scorer = SignatureScorer(model: model, place: place)
    let point = point(place)
    var part = Part(
      threshold: point.threshold, promised: model.falseAcceptRate(at: point, place: place),
      largestRatio: model.evidence(at: place).largestRatio)
    for (index, one) in models.enumerated() {
      for test in trials[index] where !enrolled.contains(tests[test].speaker) {
        let ratio = scorer.logLikelihoodRatio(
          tests[test].signature, against: one.voice.signature, of: [one.voice.name])
        if tests[test].speaker == one.speaker {
          part.targets.append(ratio)
        } else {
          part.impostors.append(ratio)
        }
      }
    }
    return part
  }
}

extension PlaceEvaluation.Row {
  fileprivate init(_ size: Int, _ parts: [PlaceEvaluation.Part]) {
    func share(_ values: [Double], _ holds: (Double) -> Bool) -> Double {
      values.isEmpty ? 0 : Double(values.count(where: holds)) / Double(values.count)
    }
    func mean(_ values: [Double]) -> Double {
      values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }
    let accepted = parts.map { part in share(part.impostors) { $0 >= part.threshold } }
    let errors = parts.compactMap { try? DetectionErrors(targets: $0.targets, nontargets: $0.impostors) }
    speakers = size
    splits = parts.count
    falseAcceptRate = mean(accepted)
    let squares = accepted.reduce(0) { $0 + ($1 - mean(accepted)) * ($1 - mean(accepted)) }
    falseAcceptError = (squares / Double(max(parts.count * (parts.count - 1), 1))).squareRoot()
    falseRejectRate = mean(parts.map { part in share(part.targets) { $0 < part.threshold } })
    promisedFalseAcceptRate = mean(parts.map(\.promised))
    threshold = mean(parts.map(\.threshold))
    logLikelihoodRatioCost = (
      mean(errors.map(\.logLikelihoodRatioCost)), mean(errors.map(\.minimumLogLikelihoodRatioCost))
    )
    equalErrorRate = mean(errors.map(\.equalErrorRate))
    minimumCost = mean(errors.map { $0.minimumCost(targetPrior: 0.01) })
    beyondSupport = (
      parts.reduce(0) { sum, part in sum + part.targets.count { $0 >= part.largestRatio } },
      parts.reduce(0) { sum, part in sum + part.impostors.count { $0 >= part.largestRatio } },
      mean(parts.map(\.largestRatio))
    )
    trials = (parts.reduce(0) { $0 + $1.targets.count }, parts.reduce(0) { $0 + $1.impostors.count })
  }
}
