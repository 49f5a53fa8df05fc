internal import VoicePrint

/// A conversation as people read it: who said how much, then every turn.
struct ConversationTable {
  let diarization: Diarization
  let utterances: [Utterance]

  var text: String {
    let style = Style.standardOutput
    guard !utterances.isEmpty else { return style.bold(style.careful("nobody speaks")) }
    let spoken = utterances.reduce(0) { $0 + $1.end - $1.start }
    var lines = [
      style.bold(counted(diarization.speakers.count, "speaker"))
        + ", \(span(spoken)) of speech in \(span(diarization.duration))"
    ]
    var shares = Table(
      ["speaker", "speech", "share", "turns"], alignments: [.left, .right, .right, .right])
    var seen: Set<String> = []
    for name in utterances.map(\.speakerId) where seen.insert(name).inserted {
      let own = utterances.filter { $0.speakerId == name }
      let length = own.reduce(0) { $0 + $1.end - $1.start }
      shares.add([name, seconds(length), percentage(length / spoken), "\(own.count)"])
    }
    lines += shares.lines(indented: 2) + [""]
    var table = Table(
      ["from", "to", "speaker", "confidence"], alignments: [.right, .right, .left, .right])
    for utterance in utterances {
      table.add([
        clock(utterance.start), clock(utterance.end), utterance.speakerId, percentage(utterance.confidence),
      ])
    }
    lines += table.lines(indented: 2)
    return lines.joined(separator: "\n")
  }
}

/// A place in a recording, as hours where there are any, minutes, seconds and tenths.
func clock(_ seconds: Double) -> String {
  let tenths = Int((seconds * 10).rounded())
  let (hours, minutes) = (tenths / 36_000, tenths / 600 % 60)
  let rest = fixed(Double(tenths % 600) / 10, 1)
  let padded = (rest.count < 4 ? "0" : "") + rest
  return (hours > 0 ? "\(hours):" + (minutes < 10 ? "0" : "") : "") + "\(minutes):\(padded)"
}
