/// How a conversation is put together from recordings of single speakers.
public struct ConversationOptions: Sendable {
  /// Length of a turn, in seconds; short ones are as frequent as long ones on a logarithmic scale.
  public var turnSeconds = 1.0...15.0
  /// Silence between two turns, in seconds.
  public var pauseSeconds = 0.1...1.5
  /// Share of the turns in which somebody else puts in a word.
  public var backChannelShare = 0.15
  /// Length of such a word, in seconds.
  public var backChannelSeconds = 0.3...1.0
  /// Share of the time with speech in which two speak at once, 0…0.5.
  public var overlap = 0.0
  /// Speakers differ in level by up to this much to either side, in dB.
  public var levelSpread = 3.0
  /// The conversation ends here, in seconds, or where less than two speakers have anything left to say.
  public var maximumSeconds = 600.0
  /// What the finished conversation goes through.
  public var channel = EvaluationCondition.Channel.clean

  /// The defaults: no overlap, clean.
  public init() {}
}
