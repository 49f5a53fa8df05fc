internal import VoicePrint
internal import VoicePrintComparison

/// What a comparison would ask, question by question.
struct ComparePlan: Encodable {
  struct Side: Encodable {
    let place: CompareSide.Place
    let name: String
    /// The server that would be sent recordings; nil where nothing leaves this machine's memory.
    let host: String?
    /// How many questions have recorded answers.
    let answered: Int
    /// How many would be asked, and the bytes of their recordings.
    let open: Int
    let bytes: Int
    let isRecording: Bool
  }

  struct Question: Encodable {
    let digest: String
    let question: String
    let speakerId: String?
    let file: String
    let bytes: Int
    /// SHA-256 of the file.
    let sha256: String
  }

  let sides: [Side]
  let questions: [Question]

  init(work: ComparisonWork, sides: [CompareSide]) {
    self.sides = sides.map { side in
      let open = side.open(work)
      return Side(
        place: side.place, name: side.name, host: side.address?.host, answered: work.steps.count - open.count,
        open: open.count, bytes: open.reduce(0) { $0 + $1.file.byteCount },
        isRecording: side.isRecording)
    }
    questions = work.steps.map { step in
      let speaker: SpeakerID? = if case .enroll(let speaker, _) = step.kind { speaker } else { nil }
      return Question(
        digest: step.digest.description, question: step.words, speakerId: speaker?.text, file: step.file.path,
        bytes: step.file.byteCount, sha256: step.file.digest.description)
    }
  }

  /// The plan for people.
  var text: String {
    var table = Table(
      ["side", "", "recorded", "to ask", "audio", "sent to"],
      alignments: [.left, .left, .right, .right, .right, .left])
    for side in sides {
      table.add([
        side.place.rawValue, side.name, "\(side.answered)", side.isRecording ? "0" : "\(side.open)",
        side.isRecording ? "" : megabytes(side.bytes),
        side.open == 0 || side.isRecording ? "nobody" : side.host ?? "nobody",
      ])
    }
    let speakers = Set(questions.compactMap(\.speakerId)).count
    let recordings = questions.count { $0.speakerId != nil }
    return
      ([
        "\(counted(recordings, "recording")) of \(counted(speakers, "speaker")), "
          + counted(questions.count - recordings, "conversation"), "",
      ] + table.lines() + ["", "nothing was asked (--dry-run)"]).joined(separator: "\n")
  }
}
