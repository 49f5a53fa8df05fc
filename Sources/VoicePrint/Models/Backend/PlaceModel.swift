internal import RealModule

/// What a model knows of places it has not seen: learnt in training from its corpora, each taken as a place whose back end
/// has heard nobody of it.
///
/// A place is whatever recordings share besides the voice: language, room, microphones, task. Where all voices share it they
/// look alike to a cohort from elsewhere, and impostors' ratios rise, by how much the place alone can tell.
public struct PlaceModel: Equatable, Sendable, Codable {
  /// Variance of a place's centre in every dimension of PLDA's space, in units of a recording's variance 1 + ψ; 0 or more.
  public var variance: Double
  /// Nats taken off every ratio of a place that is not calibrated; 0 or more.
  public var caution: Double
  /// What a calibration is before the place has said anything.
  public var prior: Prior
  /// How many impostors pass which ratio at a place that is not calibrated, and what ratios it supports.
  public var unknown: Evidence
  /// The same at a calibrated place, by the number of its speakers, rising.
  public var calibrated: [Evidence]

  /// What calibrations of places are like.
  public struct Prior: Equatable, Sendable, Codable {
    /// Mean of the offset, in nats.
    public var offset: Double
    /// Standard deviation of the offset, in nats; above 0.
    public var offsetDeviation: Double
    /// Standard deviation of the scale around 1; above 0.
    public var scaleDeviation: Double
    /// Nats that two samples of one enrollment score higher than an enrollment and a later recording.
    public var sessionGain: Double
    /// Weight of a speaker's own samples beside a weight of 1 of the speaker's comparisons with others; 0 or more.
    public var ownWeight: Double

    /// A prior from its values.
    public init(
      offset: Double, offsetDeviation: Double, scaleDeviation: Double, sessionGain: Double, ownWeight: Double
    ) {
      self.offset = offset
      self.offsetDeviation = offsetDeviation
      self.scaleDeviation = scaleDeviation
      self.sessionGain = sessionGain
      self.ownWeight = ownWeight
    }
  }

  /// What trials at unseen places say of ratios there.
  public struct Evidence: Equatable, Sendable, Codable {
    /// Speakers of the place that the calibration rests on; 0 where there is none.
    public var speakers: Int
    /// The share of impostors that passes a ratio at all but few unseen places.
    public var falseAccepts: FalseAcceptCurve
    /// The largest ratio that the trials support, in nats; above 0.
    public var largestRatio: Double
    /// The smallest ratio that the trials support, in nats; below 0.
    public var smallestRatio: Double

    /// Evidence from its parts.
    public init(
      speakers: Int, falseAccepts: FalseAcceptCurve, largestRatio: Double, smallestRatio: Double
    ) {
      self.speakers = speakers
      self.falseAccepts = falseAccepts
      self.largestRatio = largestRatio
      self.smallestRatio = smallestRatio
    }
  }

  /// Fewer speakers than this do not make a calibration.
  public static let leastSpeakers = 3

  /// A model of places from its parts.
  public init(
    variance: Double, caution: Double, prior: Prior, unknown: Evidence, calibrated: [Evidence]
  ) {
    self.variance = variance
    self.caution = caution
    self.prior = prior
    self.unknown = unknown
    self.calibrated = calibrated
  }

  /// What holds at a place that was calibrated with so many speakers: what was measured with as many or fewer; where it was
  /// measured only with more, what holds where nothing is known.
  public func evidence(speakers: Int) -> Evidence {
    calibrated.last { $0.speakers <= speakers } ?? unknown
  }

  /// The variance that is left of a place's centre when some of its speakers are known, in units of 1 + ψ; also the share of
  /// their sum that is the centre's posterior mean.
  ///
  /// With a prior N(0, d) and each speaker's recordings N(centre, 1), in these units, the posterior variance is
  /// d/(1 + n·d), and its mean that variance times the sum.
  func remainingVariance(speakers: Int) -> Double { variance / (1 + Double(speakers) * variance) }

  /// What makes it unusable, in words; nil where it is sound.
  var problem: String? {
    let numbers = [
      variance, caution, prior.offset, prior.offsetDeviation, prior.scaleDeviation, prior.sessionGain,
      prior.ownWeight,
    ]
    let all = [unknown] + calibrated
    let sound =
      numbers.allSatisfy(\.isFinite) && variance >= 0 && caution >= 0 && prior.offsetDeviation > 0
      && prior.scaleDeviation > 0 && prior.ownWeight >= 0
      && all.allSatisfy {
        $0.falseAccepts.problem == nil && $0.largestRatio > 0 && $0.smallestRatio < 0
          && $0.largestRatio.isFinite && $0.smallestRatio.isFinite
      }
      && zip(calibrated, calibrated.dropFirst()).allSatisfy { $0.speakers < $1.speakers }
    return sound ? nil : "what it says of places makes no sense"
  }
}
