internal import ArgumentParser
internal import VoicePrint

/// What a decision costs and how likely its answer is beforehand.
struct OperatingPointOptions: ParsableArguments {
  @Option(help: "Probability, before listening, that it is the speaker: between 0 and 1.")
  var prior = 0.01

  @Option(help: ArgumentHelp("Cost of rejecting the right speaker.", valueName: "cost"))
  var missCost = 1.0

  @Option(help: ArgumentHelp("Cost of accepting somebody else.", valueName: "cost"))
  var falseAcceptCost = 1.0

  func validate() throws {
    guard prior > 0, prior < 1 else { throw ValidationError("--prior takes a number between 0 and 1.") }
    guard missCost > 0, missCost.isFinite, falseAcceptCost > 0, falseAcceptCost.isFinite else {
      throw ValidationError("Costs are numbers above 0.")
    }
  }

  var point: OperatingPoint {
    OperatingPoint(targetPrior: prior, missCost: missCost, falseAcceptCost: falseAcceptCost)
  }
}

/// As ``OperatingPointOptions``, where the prior that is usual depends on what is asked.
struct ExpectationOptions: ParsableArguments {
  @Option(help: "Probability, before listening, that it is a certain speaker: between 0 and 1.")
  var prior: Double?

  @Option(help: ArgumentHelp("Cost of rejecting the right speaker.", valueName: "cost"))
  var missCost = 1.0

  @Option(help: ArgumentHelp("Cost of accepting somebody else.", valueName: "cost"))
  var falseAcceptCost = 1.0

  func validate() throws {
    if let prior, !(prior > 0 && prior < 1) {
      throw ValidationError("--prior takes a number between 0 and 1.")
    }
    guard missCost > 0, missCost.isFinite, falseAcceptCost > 0, falseAcceptCost.isFinite else {
      throw ValidationError("Costs are numbers above 0.")
    }
  }

  /// The operating point; the prior is that of another one where none was given.
  func point(standard: OperatingPoint) -> OperatingPoint {
    OperatingPoint(
      targetPrior: prior ?? standard.targetPrior, missCost: missCost, falseAcceptCost: falseAcceptCost)
  }
}
