internal import ArgumentParser
internal import VoicePrint

/// What a decision costs and how likely its answer is beforehand, or how many strangers it may let pass.
struct OperatingPointOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Probability, before listening, that it is the speaker: between 0 and 1. (default: \(OperatingPoint().targetPrior))"
    ))
  var prior: Double?

  @Option(help: ArgumentHelp("Cost of rejecting the right speaker.", valueName: "cost"))
  var missCost = 1.0

  @Option(help: ArgumentHelp("Cost of accepting somebody else.", valueName: "cost"))
  var falseAcceptCost = 1.0

  @Option(
    help: ArgumentHelp(
      """
      Instead of prior and costs: the share of impostors that may pass, between 0 and 1: all but few of the places that \
      the model was tried on in training, and had not heard, stay below it.
      """, valueName: "rate"))
  var falseAcceptRate: Double?

  func validate() throws {
    for (name, value) in [("--prior", prior), ("--false-accept-rate", falseAcceptRate)] {
      if let value, !(value > 0 && value < 1) {
        throw ValidationError("\(name) takes a number between 0 and 1.")
      }
    }
    guard missCost > 0, missCost.isFinite, falseAcceptCost > 0, falseAcceptCost.isFinite else {
      throw ValidationError("Costs are numbers above 0.")
    }
    guard falseAcceptRate == nil || (prior == nil && missCost == 1 && falseAcceptCost == 1) else {
      throw ValidationError("Give --false-accept-rate, or a prior and costs, not both.")
    }
  }

  /// The operating point for scores of a model at a place.
  func point(for model: VoiceModel, at place: Place = .unknown) -> OperatingPoint {
    if let falseAcceptRate { return model.operatingPoint(falseAcceptRate: falseAcceptRate, at: place) }
    return OperatingPoint(
      targetPrior: prior ?? OperatingPoint().targetPrior, missCost: missCost,
      falseAcceptCost: falseAcceptCost)
  }
}
