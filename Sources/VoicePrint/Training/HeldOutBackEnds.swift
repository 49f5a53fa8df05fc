/// Back ends for speakers that they have not seen: the speakers are dealt into folds, and each fold has back ends trained
/// on all others. What ``LabelCheck`` leaves out by them was among what they were trained on.
struct HeldOutBackEnds {
  /// With five, each is trained on nearly as many speakers as those that ship.
  static let folds = 5

  private let byFold: [[SignatureBackEnd]]

  /// The fold that a speaker is in.
  static func fold(ofSpeaker speaker: Int) -> Int { speaker % folds }

  /// Trains them.
  init(_ signatures: [TrainingSignature], _ labels: SpeakerLabels, _ options: TrainingOptions) throws {
    byFold = try (0..<Self.folds).map { fold in
      let training = signatures.filter { Self.fold(ofSpeaker: labels.speakers[$0.utterance]) != fold }
      return try ModelTrainer.backEnds(of: training, labels, options)
    }
  }

  /// The back end of each view that has not seen the fold's speakers.
  func views(fold: Int) -> [SignatureBackEnd] { byFold[fold] }
}
