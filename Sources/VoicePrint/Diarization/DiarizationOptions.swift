/// What is known of a conversation beforehand, and how it is cut into turns.
public struct DiarizationOptions: Sendable {
  /// Number of speakers, where it is known; nil or less than 1 where it is to be found.
  public var speakerCount: Int?
  /// No more speakers than this are told apart.
  public var maximumSpeakers = 40
  /// Whether turns end where speech ends. If not, the pause between two turns belongs to them, half to each; what
  /// comes before the first and after the last word is nobody's in any case.
  public var dropsSilence = true
  /// Whether each channel of the recording is one speaker.
  public var separatesChannels = false
  /// Pauses of one speaker shorter than this do not divide a turn, in seconds.
  public var bridgedPauseSeconds = 0.3
  /// A turn shorter than this, in seconds, that touches another one is part of it.
  public var minimumTurnSeconds = 0.3
  /// How voices are told apart.
  public var inference = TurnInferenceOptions()

  /// The defaults: nothing is known.
  public init() {}

  /// The number of speakers, where one was given that can be.
  var knownCount: Int? { speakerCount.flatMap { $0 >= 1 ? min($0, maximumSpeakers) : nil } }
}

/// How voices within a conversation are told apart. Values were chosen on simulated conversations of development
/// speakers.
public struct TurnInferenceOptions: Sendable {
  /// The acoustic evidence of a block counts this much: neighbouring frames repeat each other (F_A).
  public var acousticScale = 0.1
  /// Weight of what a speaker's voice costs (F_B): the larger, the fewer speakers.
  public var speakerRegularization = 3.0
  /// Probability that a speaker still speaks a block later.
  public var stayProbability = 0.97
  /// Largest number of iterations.
  public var iterations = 20
  /// A speaker with a smaller share of the turns is dropped.
  public var smallestShare = 1e-3
  /// Windows that clustering starts from, in seconds.
  public var windowSeconds = 2.0
  /// Distance from one window to the next, in seconds.
  public var windowShiftSeconds = 0.5
  /// Clustering starts with one voice for this much speech, in seconds; of several starts the best one counts.
  public var startSeconds = [4.0, 6, 10]
  /// Two voices with a normalised score above this, mean of the views of cepstra, are one. The learned view has no say: no
  /// cohort measures its scores, and voices of one room are all alike to it.
  public var mergeThreshold = 2.385
  /// A voice with less speech than this is taken for part of another, in seconds; in short recordings one with less than
  /// 15 % of all speech.
  public var minimumSpeech = 4.0
  /// A voice with less speech than this is never told from another, however short the recording, in seconds.
  public var indistinguishableSpeech = 1.5

  /// The defaults.
  public init() {}
}
