/// Training corpora taken as places that a back end has not heard: what a model knows of places is fitted to them.
///
/// For each corpus, back ends are trained on all others, and its speakers, in each kind of recording, are a place: some are
/// enrolled and calibrate it, the others come as newly enrolled speakers and as impostors.
struct PlaceSimulation {
  /// A corpus in one kind of recording, a number of its speakers enrolled; ratios in nats, as the model reads them.
  struct Trials: Sendable {
    let corpus: Int
    /// Number of speakers who are enrolled; 0 for none.
    let speakers: Int
    /// Of the enrolled with each other.
    let pairs: [Double]
    /// Of each enrolled speaker's halves.
    let own: [Double]
    /// Of the others' tests with their own enrollments.
    let targets: [Double]
    /// Of the others' tests with all other enrollments.
    let impostors: [Double]
  }

  /// How many speakers are enrolled at a place.
  static let sizes = [3, 5, 10, 20, 40]
  /// Speakers of a corpus that are looked at.
  private static let mostSpeakers = 80
  /// Random choices of the enrolled.
  private static let repetitions = 4
  /// Pieces in an enrollment, recordings tested for a speaker, and pieces in a test, in turn.
  private static let enrolledPieces = 8
  private static let testedRecordings = 6
  private static let testedPieces = [1, 2, 8]
  private static let kinds: [Degradation.Kind] = [.clean, .telephone, .environment]

  let signatures: [TrainingSignature]
  let labels: SpeakerLabels
  let options: TrainingOptions
  /// The model as far as it is known: its mixtures, total variability and calibration are used, its back ends are not.
  let model: VoiceModel

  /// All trials, corpus by corpus.
  func run(progress: (Double) -> Void) throws -> [Trials] {
    let corpora = Set(labels.corpora).sorted()
    guard corpora.count > 1 else { return [] }
    var trials: [Trials] = []
    for (number, corpus) in corpora.enumerated() {
      let others = signatures.filter { labels.corpora[labels.speakers[$0.utterance]] != corpus }
      let backEnds = try ModelTrainer.backEnds(of: others, labels, options)
      let unseeing = VoiceModel(
        frontEnd: model.frontEnd,
        views: model.views.indices.map {
          VoiceModel.View(
            mixture: model.views[$0].mixture, totalVariability: model.views[$0].totalVariability,
            backEnd: backEnds[$0])
        }, calibration: model.calibration, quality: model.quality, card: model.card, place: model.place,
        network: model.network)
      var generator = SeededGenerator(seed: options.seed, stream: corpus)
      for kind in Self.kinds where options.copies.contains(kind) {
        let voices = try voices(of: corpus, kind, unseeing, using: &generator)
        trials += try Self.trials(of: voices, corpus, unseeing, using: &generator)
      }
      progress(Double(number + 1) / Double(corpora.count))
    }
    return trials
  }

  /// A speaker of a place.
  private struct Voice {
    let enrolled: PlaceCalibrator.Voice
    let tests: [VoiceSignature]
  }

  private typealias Speech = (statistics: [SignatureStatistics], duration: Double)

  /// The speakers of a corpus in one kind of recording: enrolled from their first session, or half of the only one, and
  /// tested with the rest.
  private func voices(
    of corpus: Int, _ kind: Degradation.Kind, _ model: VoiceModel, using generator: inout SeededGenerator
  ) throws -> [Voice] {
    var recordings: [Int: [TrainingSignature]] = [:]
    for signature in signatures
    where signature.copy == TrainingCopy(kind: kind, speed: 0)
      && labels.corpora[labels.speakers[signature.utterance]] == corpus
    {
      recordings[labels.speakers[signature.utterance], default: []].append(signature)
    }
    var speakers = recordings.keys.sorted()
    speakers.shuffle(using: &generator)
    var speech: [Speech] = []
    var parts: [(name: String, enrolled: Int, halves: (Int, Int)?, tests: Range<Int>)] = []
    func add(_ pieces: [(statistics: [SignatureStatistics], duration: Double)]) -> Int {
      speech.append(
        (
          model.views.indices.map { view in SignatureStatistics.sum(pieces.map { $0.statistics[view] }) },
          pieces.reduce(0) { $0 + $1.duration }
        ))
      return speech.count - 1
    }
    for speaker in speakers.prefix(Self.mostSpeakers) {
      let own = (recordings[speaker] ?? []).sorted { $0.utterance < $1.utterance }
      guard own.count > 1 else { continue }
      let session = labels.sessions[own[0].utterance]
      var enrolling = own.filter { labels.sessions[$0.utterance] == session }
      if enrolling.count == own.count { enrolling = Array(own.prefix((own.count + 1) / 2)) }
      let testing = own.filter { one in !enrolling.contains { $0.utterance == one.utterance } }
      let pieces = Array(enrolling.flatMap(Self.pieces).prefix(Self.enrolledPieces))
      guard !pieces.isEmpty else { continue }
      let enrolled = add(pieces)
      let middle = (pieces.count + 1) / 2
      let halves = pieces.count > 1 ? (add(Array(pieces[..<middle])), add(Array(pieces[middle...]))) : nil
      let first = speech.count
      for (order, recording) in testing.prefix(Self.testedRecordings).enumerated() {
        let pieces = Self.pieces(of: recording).prefix(Self.testedPieces[order % Self.testedPieces.count])
        if !pieces.isEmpty { _ = add(Array(pieces)) }
      }
      parts.append(("\(speaker)", enrolled, halves, first..<speech.count))
    }
    let signatures = try model.signatures(of: speech)
    return parts.map { part in
      Voice(
        enrolled: PlaceCalibrator.Voice(
          name: part.name, signature: signatures[part.enrolled],
          samples: part.halves.map { [(signatures[$0.0], signatures[$0.1])] } ?? []),
        tests: part.tests.map { signatures[$0] })
    }
  }

  private static func pieces(of recording: TrainingSignature) -> [Speech] {
    recording.pieceSpeech.indices.map { piece in
      (recording.pieces.map { $0[piece] }, recording.pieceSpeech[piece])
    }
  }

  /// The trials of a place with nobody enrolled and with each number of speakers.
  private static func trials(
    of voices: [Voice], _ corpus: Int, _ model: VoiceModel, using generator: inout SeededGenerator
  ) throws -> [Trials] {
    var result = [trials(of: voices, enrolled: 0, corpus, model)]
    for size in sizes where size <= voices.count * 2 / 3 {
      for _ in 0..<repetitions {
        var shuffled = voices
        shuffled.shuffle(using: &generator)
        result.append(trials(of: shuffled, enrolled: size, corpus, model))
      }
    }
    return result
  }

  /// The trials of a place of which the first voices are enrolled.
  private static func trials(
    of voices: [Voice], enrolled count: Int, _ corpus: Int, _ model: VoiceModel
  ) -> Trials {
    let place = Place(voices[..<count].map { ($0.enrolled.name, $0.enrolled.signature) })
    let scorer = SignatureScorer(model: model, place: place)
    func ratio(_ test: VoiceSignature, _ voice: Voice, _ other: String? = nil) -> Double {
      scorer.modelRatio(
        test, against: voice.enrolled.signature, of: [voice.enrolled.name] + (other.map { [$0] } ?? []))
    }
    var (pairs, own, targets, impostors) = ([Double](), [Double](), [Double](), [Double]())
    for i in 0..<count {
      for j in 0..<i {
        pairs.append(ratio(voices[i].enrolled.signature, voices[j], voices[i].enrolled.name))
      }
      own += voices[i].enrolled.samples.map {
        scorer.modelRatio($0.sample, against: $0.others, of: [voices[i].enrolled.name])
      }
    }
    for i in count..<max(voices.count, count) {
      for test in voices[i].tests {
        for (j, voice) in voices.enumerated() {
          if i == j { targets.append(ratio(test, voice)) } else { impostors.append(ratio(test, voice)) }
        }
      }
    }
    return Trials(
      corpus: corpus, speakers: count, pairs: pairs, own: own, targets: targets, impostors: impostors)
  }
}
