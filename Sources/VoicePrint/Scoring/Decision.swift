internal import RealModule

/// How costly errors are and how likely the claimed speaker is: what a threshold on a calibrated log-likelihood
/// ratio follows from (Brümmer and du Preez 2006).
public struct OperatingPoint: Equatable, Sendable {
  /// Probability, before listening, that the speaker is the one claimed, 0…1.
  public var targetPrior: Double
  /// Cost of rejecting the right speaker.
  public var missCost: Double
  /// Cost of accepting somebody else.
  public var falseAcceptCost: Double

  /// An operating point; the default is for one who claims, or is expected, to be the speaker: a recording must be
  /// nineteen times likelier from the speaker than from somebody else.
  public init(targetPrior: Double = 0.05, missCost: Double = 1, falseAcceptCost: Double = 1) {
    precondition(targetPrior > 0 && targetPrior < 1 && missCost > 0 && falseAcceptCost > 0)
    self.targetPrior = targetPrior
    self.missCost = missCost
    self.falseAcceptCost = falseAcceptCost
  }

  /// The Bayes threshold on a natural-log likelihood ratio.
  public var threshold: Double {
    Double.log((1 - targetPrior) * falseAcceptCost / (targetPrior * missCost))
  }

  /// Probability, after listening, that the speaker is the one claimed, 0…1.
  public func posterior(logLikelihoodRatio: Double) -> Double {
    1 / (1 + Double.exp(-(logLikelihoodRatio + Double.log(targetPrior / (1 - targetPrior)))))
  }
}

extension VoiceModel {
  /// What is known of ratios at a place: fitted over training corpora taken as places that the back end had not seen. A model
  /// that knows nothing of places answers by its own calibration, and supports every ratio.
  public func evidence(at place: Place) -> PlaceModel.Evidence {
    guard let known = self.place else {
      return PlaceModel.Evidence(
        speakers: 0, falseAccepts: calibration.falseAccepts, largestRatio: .greatestFiniteMagnitude,
        smallestRatio: -.greatestFiniteMagnitude)
    }
    return calibration(of: place).map { known.evidence(speakers: $0.speakers) } ?? known.unknown
  }

  /// The operating point that lets no more than a share of impostors pass: the prior at which, with equal costs, the threshold
  /// is the one that this share passed at unseen places.
  ///
  /// - Parameters:
  ///   - rate: between 0 and 1.
  ///   - place: where the decision is made.
  /// - Returns: the operating point.
  public func operatingPoint(falseAcceptRate rate: Double, at place: Place = .unknown) -> OperatingPoint {
    let threshold = evidence(at: place).falseAccepts.threshold(forRate: rate)
    return OperatingPoint(targetPrior: 1 / (1 + Double.exp(threshold)))
  }

  /// The share of impostors that an operating point lets pass, 0…1: what all but few of the places that training knows, and the
  /// back end does not, stayed below.
  public func falseAcceptRate(at point: OperatingPoint, place: Place = .unknown) -> Double {
    evidence(at: place).falseAccepts.rate(atThreshold: point.threshold)
  }
}
