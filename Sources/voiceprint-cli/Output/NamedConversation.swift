internal import VoicePrint

/// A conversation whose voices have names.
struct NamedConversation {
  let diarization: Diarization
  let voices: [ConversationIdentifier.Voice]

  /// The segments by name; neighbours of one name stay apart, since two voices nobody knows are two.
  var utterances: [Utterance] { diarization.segments.map(utterance) }

  /// A lane for each voice: strangers share a name and not a lane.
  var lanes: [TimelineDrawing.Lane] {
    voices.indices.map { voice in
      TimelineDrawing.Lane(
        name: name(voice), utterances: diarization.segments.filter { $0.speaker == voice }.map(utterance))
    }
  }

  private func name(_ voice: Int) -> String {
    voices[voice].speaker?.text ?? ConversationIdentifier.nobody
  }

  /// Sure is what is both: that it is this voice, and that the voice has this name.
  private func utterance(_ segment: Diarization.Segment) -> Utterance {
    Utterance(
      start: segment.start, end: segment.end, speakerId: name(segment.speaker),
      confidence: segment.confidence * voices[segment.speaker].confidence)
  }

  /// What the names rest on.
  func explanation(threshold: Double) -> String {
    guard !voices.isEmpty else { return "nobody to be named" }
    var table = Table(
      ["voice", "speech", "name", "sure", "nearest", "log-likelihood ratio"],
      alignments: [.right, .right, .left, .right, .left, .right])
    for (index, voice) in voices.enumerated() {
      let nearest = voice.candidates.first
      table.add([
        "\(index)", seconds(diarization.speakers[index].speechDuration), name(index),
        percentage(voice.confidence), nearest?.speaker.text ?? "–",
        nearest.map { signed($0.logLikelihoodRatio) } ?? "–",
      ])
    }
    return
      (["voices"] + table.lines(indented: 2)
      + ["  named from a log-likelihood ratio of \(signed(threshold)) on"]).joined(separator: "\n")
  }
}
