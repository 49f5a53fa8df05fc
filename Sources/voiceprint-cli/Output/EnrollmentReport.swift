internal import VoicePrint

/// An enrollment for people: how far it is, how good it is, its samples, and what would make it better.
struct EnrollmentReport {
  let speaker: SpeakerID
  let status: EnrollmentStatus
  let samples: [EnrollmentSample]
  /// What the model says; nil where the enrollment's model is not at hand.
  let assessment: EnrollmentAssessment?
  /// Files that samples came from, where they are known.
  let names: [ContentDigest: String]
  let style: Style

  var text: String {
    ([style.bold(speaker.text)] + summary + [""] + sampleLines + reasons).joined(separator: "\n")
  }

  private var summary: [String] {
    let needed = Enrollment.completeSpeechDuration
    let speech = status.totalSpeechDuration
    let progress = style.isEnabled ? bar(speech / needed) + " " : ""
    let state =
      status.enrollmentComplete
      ? style.good("complete") : style.careful("\(seconds(needed - speech)) more needed")
    var lines = [
      "  speech    \(progress)\(seconds(speech)) of \(fixed(needed, 0)) s, \(state)"
        + style.faint(" (in \(seconds(status.totalEnrollDuration)) of audio)"),
      "  quality   \(graded)",
    ]
    if let grade = assessment?.grade {
      lines.append(
        "  expected  \(percentage(grade.predictedFalseRejectRate)) of this speaker's tests rejected "
          + "where 1 % of strangers pass")
    }
    return lines
  }

  private var graded: String {
    let word = status.enrollmentQuality.rawValue
    return switch status.enrollmentQuality {
    case .poor: style.bad(word)
    case .average: style.careful(word)
    case .good, .high: style.good(word)
    }
  }

  private var sampleLines: [String] {
    var table = Table(
      ["sample", "speech", "SNR", "band", "agrees", names.isEmpty ? "" : "file"],
      alignments: [.left, .right, .right, .right, .right, .left])
    for sample in samples {
      let agreement = assessment?.agreements.first { $0.digest == sample.digest }
      table.add([
        sample.digest.short, seconds(sample.speechDuration),
        "\(fixed(sample.measurements.signalToNoiseRatio, 0)) dB",
        "\(fixed(sample.measurements.bandwidth / 1000, 1)) kHz",
        agreement.map { signed($0.logLikelihoodRatio) } ?? "–", names[sample.digest] ?? "",
      ])
    }
    var lines = table.lines(indented: 2)
    lines[0] = style.faint(lines[0])
    return lines
  }

  private var reasons: [String] {
    guard let reasons = assessment?.grade.reasons, !reasons.isEmpty else { return [] }
    let heading = status.enrollmentQuality == .high ? "  worth knowing" : "  for a better grade"
    let lines = ["", heading] + reasons.map { "    • \($0.description)" }
    return status.enrollmentComplete
      ? lines : lines + ["    → voiceprint update \(speaker) FILE… adds speech"]
  }
}
