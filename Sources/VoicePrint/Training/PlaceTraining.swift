internal import RealModule

/// Fits what a model knows of places to its training corpora, each taken as a place that the back end has not heard.
struct PlaceTraining {
  /// Variance of a place's centre, in units of a recording's; chosen on development sets.
  private static let variance = 0.3
  /// Nats taken off ratios of places that are not calibrated; chosen on development sets.
  private static let caution = 1.7
  /// The share of unseen places that stay within what is promised: one-sided prediction bounds.
  private static let unknownCoverage = 0.975
  private static let calibratedCoverage = 0.9

  /// What is assumed before anything is fitted; nil for a single corpus: corpora that differ are what a place is learnt from.
  static func start(for labels: SpeakerLabels) -> PlaceModel? {
    guard Set(labels.corpora).count > 1 else { return nil }
    let evidence = PlaceModel.Evidence(
      speakers: 0, falseAccepts: .bound, largestRatio: 20, smallestRatio: -20)
    return PlaceModel(
      variance: variance, caution: caution,
      prior: PlaceModel.Prior(
        offset: 0, offsetDeviation: 3, scaleDeviation: 0.2, sessionGain: 3, ownWeight: 0.6),
      unknown: evidence, calibrated: [])
  }

  /// The model of places under which the trials' calibrations cost least.
  ///
  /// - Parameters:
  ///   - trials: of ``PlaceSimulation``.
  ///   - start: what the trials were made with.
  /// - Returns: the fitted model; nil where there are too few trials to fit anything to.
  /// - Throws: ``NumericsError`` for ratios that are not finite.
  func fit(_ trials: [PlaceSimulation.Trials], start: PlaceModel) throws(NumericsError) -> PlaceModel? {
    let usable = trials.filter { $0.targets.count >= 3 && $0.impostors.count >= 10 }
    let calibrated = usable.filter { $0.speakers >= PlaceModel.leastSpeakers }
    let unknown = usable.filter { $0.speakers == 0 }
    guard Set(unknown.map(\.corpus)).count >= 2, !calibrated.isEmpty else { return nil }
    var model = start
    model.prior = try Self.prior(calibrated, start: start.prior)
    model.unknown = Self.evidence(
      unknown.map { Read($0) { $0 - start.caution } }, speakers: 0, coverage: Self.unknownCoverage)
    model.calibrated = []
    for size in PlaceSimulation.sizes {
      var read: [Read] = []
      for one in calibrated where one.speakers == size {
        let line = try model.prior.line(impostors: one.pairs, own: one.own, weight: Double(size))
        read.append(Read(one) { line.offset + line.scale * $0 })
      }
      guard Set(read.map(\.corpus)).count >= 3 else { continue }
      model.calibrated.append(
        Self.evidence(read, speakers: size, coverage: Self.calibratedCoverage))
    }
    return model
  }

  // MARK: The prior

  /// Of a grid of means of the offset and gains of a session the one whose calibrations cost least at places of all corpora, each
  /// counting alike. How far offsets and scales spread and how much own samples weigh were chosen on development sets: training
  /// corpora are of one sitting where development sets are of two, and would trust own samples too much.
  private static func prior(
    _ trials: [PlaceSimulation.Trials], start: PlaceModel.Prior
  ) throws(NumericsError) -> PlaceModel.Prior {
    var best: (cost: Double, prior: PlaceModel.Prior)?
    for offset in [-1.5, -1, -0.5, 0, 0.5] {
      for gain in [2.0, 2.5, 3, 3.5] {
        var prior = start
        (prior.offset, prior.sessionGain) = (offset, gain)
        var costs: [Int: (sum: Double, count: Double)] = [:]
        for one in trials {
          let line = try prior.line(impostors: one.pairs, own: one.own, weight: Double(one.speakers))
          costs[one.corpus, default: (0, 0)].sum += cost(of: Read(one) { line.offset + line.scale * $0 })
          costs[one.corpus, default: (0, 0)].count += 1
        }
        let cost = costs.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value.sum / $1.value.count }
        if cost < best?.cost ?? .infinity { best = (cost, prior) }
      }
    }
    return best?.prior ?? start
  }

  /// C_llr in nats, targets and impostors counting alike.
  private static func cost(of read: Read) -> Double {
    func mean(_ values: [Double], _ sign: Double) -> Double {
      values.reduce(0) {
        $0 + max(sign * $1, 0) + Double.log(onePlus: Double.exp(-$1.magnitude))
      } / Double(values.count)
    }
    return mean(read.targets, -1) + mean(read.impostors, 1)
  }

  // MARK: Evidence

  /// Trials as they are read at their place.
  private struct Read {
    let corpus: Int
    let targets: [Double]
    let impostors: [Double]

    init(_ trials: PlaceSimulation.Trials, _ ratio: (Double) -> Double) {
      corpus = trials.corpus
      targets = trials.targets.map(ratio)
      impostors = trials.impostors.map(ratio)
    }
  }

  /// Thresholds at which shares are measured, in nats.
  private static let thresholds = stride(from: -3.0, through: 12, by: 0.25).map { $0 }

  /// What the trials support.
  private static func evidence(
    _ read: [Read], speakers: Int, coverage: Double
  ) -> PlaceModel.Evidence {
    var passing = thresholds.map { threshold in
      bound(read, coverage: coverage) { trials in
        (trials.impostors.count { $0 >= threshold }, trials.impostors.count)
      }
    }
    // Corpora can differ more in a smaller share, but whoever passes a threshold passes all below it.
    for i in passing.indices.dropLast().reversed() { passing[i] = max(passing[i], passing[i + 1]) }
    return PlaceModel.Evidence(
      speakers: speakers, falseAccepts: FalseAcceptCurve(passing: passing, thresholds: thresholds),
      largestRatio: supported(read, right: \.targets, wrong: \.impostors, sign: 1),
      smallestRatio: -supported(read, right: \.impostors, wrong: \.targets, sign: -1))
  }

  /// The largest ratio, in nats, that the trials support: up to it, the share of right trials at or beyond each ratio is as many
  /// times the share of wrong ones as the ratio says.
  ///
  /// Which place it will be is not known, so that the shares are means over the corpora; the wrong one by the upper 95 %
  /// bound of its mean, and a share that was not seen once counts as half a trial. Beyond it stands what nothing contradicts and nothing
  /// supports (Vergeer et al. 2016, “Numerical likelihood ratios outputted by LR systems are often based on extrapolation”).
  private static func supported(
    _ read: [Read], right: (Read) -> [Double], wrong: (Read) -> [Double], sign: Double
  ) -> Double {
    func shares(_ values: (Read) -> [Double], _ threshold: Double, _ extra: Double) -> [Double] {
      var sums: [Int: (some: Double, all: Double)] = [:]
      for one in read {
        let ratios = values(one)
        sums[one.corpus, default: (extra, 2 * extra)].some += Double(ratios.count { sign * $0 >= threshold })
        sums[one.corpus, default: (extra, 2 * extra)].all += Double(ratios.count)
      }
      return sums.sorted { $0.key < $1.key }.map { $1.some / max($1.all, 1) }
    }
    func moments(_ values: [Double]) -> (mean: Double, error: Double) {
      let (count, mean) = (Double(values.count), values.reduce(0, +) / Double(values.count))
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (mean, Double.sqrt(squares / max(count * (count - 1), 1)))
    }
    var last = leastSupport
    for threshold in thresholds where threshold > leastSupport {
      let mistaken = moments(shares(wrong, threshold, 0.5))
      guard
        (mistaken.mean + 1.645 * mistaken.error) * Double.exp(threshold)
          <= moments(shares(right, threshold, 0)).mean
      else { break }
      last = threshold
    }
    return last
  }

  /// Every model supports that much, in nats.
  private static let leastSupport = 0.25

  /// The share that an unseen place stays below with a probability: a one-sided prediction bound (Student 1908) on the log-odds of
  /// the corpora's shares, each corpus one observation whatever its kinds of recording.
  ///
  /// A share that was not seen once counts as half a trial of all that the corpus has.
  private static func bound(
    _ read: [Read], coverage: Double, _ counts: (Read) -> (some: Int, all: Int)
  ) -> Double {
    var sums: [Int: (some: Double, all: Double)] = [:]
    for one in read {
      let (some, all) = counts(one)
      sums[one.corpus, default: (0, 0)].some += Double(some)
      sums[one.corpus, default: (0, 0)].all += Double(all)
    }
    let logOdds = sums.sorted { $0.key < $1.key }.map { _, sum in
      Double.log((sum.some + 0.5) / (sum.all - sum.some + 0.5))
    }
    let count = Double(logOdds.count)
    let mean = logOdds.reduce(0, +) / count
    let variance = logOdds.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(count - 1, 1)
    let upper =
      mean + studentQuantile(coverage, degrees: count - 1) * Double.sqrt(variance * (1 + 1 / count))
    return 1 / (1 + Double.exp(-upper))
  }

  /// Student's quantile for a probability above one half, by Cornish and Fisher's expansion of the normal one (Abramowitz and
  /// Stegun 1964, 26.7.5); within 1 % from five degrees of freedom on.
  private static func studentQuantile(_ probability: Double, degrees: Double) -> Double {
    let z = normalQuantile(probability)
    let (n, z2) = (max(degrees, 1), z * z)
    return z + z * (z2 + 1) / (4 * n) + z * ((5 * z2 + 16) * z2 + 3) / (96 * n * n)
      + z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / (384 * n * n * n)
  }

  /// The normal quantile by bisection of the error function.
  private static func normalQuantile(_ probability: Double) -> Double {
    var (low, high) = (-10.0, 10.0)
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if 0.5 * (1 + Double.erf(middle / Double.sqrt(2))) < probability { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}

extension FalseAcceptCurve {
  /// The curve of shares that pass rising thresholds.
  fileprivate init(passing shares: [Double], thresholds: [Double]) {
    let rates = ([0.5, 0.3] + Self.measuredRates).filter { $0 <= shares[0] && $0 >= shares[shares.count - 1] }
    var found: [Double] = []
    for rate in rates {
      // The lowest threshold that no more pass, between the measured ones by the logarithm of the share.
      let index = shares.firstIndex { $0 <= rate } ?? shares.count - 1
      guard index > 0, shares[index - 1] > shares[index] else {
        found.append(max(thresholds[index], found.last ?? -.infinity))
        continue
      }
      let part = Double.log(shares[index - 1] / rate) / Double.log(shares[index - 1] / shares[index])
      let threshold = thresholds[index - 1] + part * (thresholds[index] - thresholds[index - 1])
      found.append(max(threshold, found.last ?? -.infinity))
    }
    if rates.count >= 2 {
      self.init(rates: rates, thresholds: found)
    } else {
      self = .bound
    }
  }
}
