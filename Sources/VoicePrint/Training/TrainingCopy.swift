/// A copy of a recording that a model is trained on: what the sound went through, and how fast it is played.
///
/// A slower or faster copy has another pitch and another vocal tract, and counts as another speaker, so that a few
/// hundred speakers teach more of what tells speakers apart (Yamamoto et al. 2019, “Speaker augmentation and
/// bandwidth extension for deep speaker embedding”).
struct TrainingCopy: Hashable, Sendable {
  /// What the sound went through.
  let kind: Degradation.Kind
  /// Index into ``TrainingOptions/speeds``; 0 is the recording's own speed.
  let speed: Int

  /// The recording's own speed.
  var isOwnSpeed: Bool { speed == 0 }

  /// At its own speed, and through one thing at most: what cohorts are made from.
  var isMild: Bool { isOwnSpeed && kind != .telephoneInEnvironment }

  /// What total variability is learnt from: mild copies, and everything that makes new speakers.
  var teachesVariability: Bool { isMild || !isOwnSpeed }
}

extension TrainingOptions {
  /// The copies of a recording: every kind at its own speed; at other speeds one as it came and one degraded, the
  /// kinds in turn.
  func copies(ofRecording index: Int) -> [TrainingCopy] {
    speeds.indices.flatMap { speed in
      speed == 0 || copies.count < 3
        ? copies.map { TrainingCopy(kind: $0, speed: speed) }
        : [copies[0], copies[1 + index % (copies.count - 1)]].map { TrainingCopy(kind: $0, speed: speed) }
    }
  }
}
