internal import VoicePrint

/// Signatures as JSON Lines: each line is an enrollment and stands for itself.
struct LineSignatureWriter: SignatureWriter {
  private let files: PrivateFiles
  private let file: Int
  private let model: VoiceModel
  private let statistics: ExportedStatistics

  init(
    _ path: String, model: VoiceModel, statistics: ExportedStatistics, replacing: Bool
  ) throws(InterchangeError) {
    files = PrivateFiles(replacing: replacing)
    file = try files.add(path)
    (self.model, self.statistics) = (model, statistics)
  }

  private struct Line: Encodable {
    struct View: Encodable {
      let w: [Double]
      let uncertainty: Double
      let occupancies: [Float]?
      let linear: [Float]?
    }

    struct Statistics: Encodable {
      let occupancies: [Float]
      let linear: [Float]
    }

    struct Sample: Encodable {
      let digest: String
      let speechDuration: Double
      let audioDuration: Double
      let views: [String: Statistics]
    }

    let speakerId: String
    let model: String
    let complete: Bool
    let samples: Int
    let speechDuration: Double
    let audioDuration: Double
    let views: [String: View]
    let recordings: [Sample]?
  }

  func append(_ voice: ExportedVoice) throws(InterchangeError) {
    let (names, enrollment) = (model.frontEnd.viewNames, voice.enrollment)
    let views = voice.views.map { view in
      Line.View(
        w: view.signature, uncertainty: view.uncertainty,
        occupancies: statistics == .sums ? view.statistics.occupancies : nil,
        linear: statistics == .sums ? view.statistics.linear : nil)
    }
    let recordings = enrollment.samples.map { sample in
      Line.Sample(
        digest: sample.digest.description, speechDuration: sample.speechDuration,
        audioDuration: sample.audioDuration,
        views: Dictionary(
          uniqueKeysWithValues: zip(
            names,
            sample.statistics.map { Line.Statistics(occupancies: $0.occupancies, linear: $0.linear) })))
    }
    let line = Line(
      speakerId: enrollment.speaker.text, model: model.identity.description, complete: enrollment.isComplete,
      samples: enrollment.samples.count, speechDuration: enrollment.totalSpeechDuration,
      audioDuration: enrollment.totalEnrollDuration,
      views: Dictionary(uniqueKeysWithValues: zip(names, views)),
      recordings: statistics == .samples ? recordings : nil)
    try files.append((JSON.text(of: line) + "\n").utf8, to: file)
  }

  consuming func finish() throws(InterchangeError) { try files.publish() }
}
