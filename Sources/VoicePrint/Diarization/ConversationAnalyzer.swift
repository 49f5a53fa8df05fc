/// Turns the samples of a conversation into statistics of blocks, section after section, so that memory follows
/// neither the length of the audio nor that of the features.
///
/// A section is analysed with what surrounds it, as if the recording were longer: speech, noise floor and mean are
/// judged over minutes, which also follows levels that drift. One analyzer belongs to one task.
package struct ConversationAnalyzer: ~Copyable {
  /// Statistics of all blocks so far.
  package private(set) var blocks: BlockStatistics
  /// One value a frame.
  package private(set) var isSpeech: [Bool] = []
  /// Mean power of each frame, full scale 1; empty unless asked for.
  private(set) var powers: [Float] = []
  /// Rows of each section.
  package private(set) var sections: [Range<Int>] = []

  private var frontEnd: FrontEnd
  private var accumulators: [BlockAccumulator]
  private let keepsPowers: Bool
  private let shift: Int
  private var buffer: [Float] = []
  /// Frames at the beginning of the buffer that belong to the section before.
  private var context = 0

  /// Frames of a section, whole blocks; the last one has between half and one and a half times as many.
  static let sectionFrames = 24_000
  /// Frames around a section that are looked at with it: the features reach that far.
  private static let contextFrames = 200

  package init(model: VoiceModel, keepsPowers: Bool = false) {
    precondition(Self.sectionFrames.isMultiple(of: BlockStatistics.length), "sections hold whole blocks")
    frontEnd = FrontEnd(options: model.frontEnd, network: model.network)
    accumulators = model.views.map { BlockAccumulator(view: $0) }
    blocks = BlockStatistics(model: model)
    shift = model.frontEnd.frame.frameShift
    self.keepsPowers = keepsPowers
  }

  /// Adds samples at the front end's rate.
  package mutating func append(_ samples: [Float]) {
    buffer += samples
    let enough = (context + Self.sectionFrames * 3 / 2 + Self.contextFrames) * shift
    while buffer.count >= enough { analyze(frames: Self.sectionFrames) }
  }

  /// Says that no samples follow.
  package mutating func finish() {
    let left = frontEnd.options.frame.frameCount(samples: buffer.count) - context
    if left > 0 { analyze(frames: left) }
    buffer = []
  }

  /// Analyses the next frames of the buffer and forgets what is no longer needed.
  private mutating func analyze(frames count: Int) {
    let end = min((context + count + Self.contextFrames) * shift, buffer.count)
    let waveform = Waveform(
      samples: Array(buffer[..<end]), sampleRate: frontEnd.options.frame.sampleRate)
    let features = frontEnd.features(of: waveform)
    let mask = features.activity.mask
    let offset = isSpeech.count - context
    let speech = mask.speechFrames
    let kept = speech.indices.filter { (context..<context + count).contains(speech[$0]) }
    let before = blocks.count
    if let first = kept.first, let last = kept.last {
      let rows = blocks.addRows(forSpeech: kept.map { speech[$0] + offset }).map { $0 - before }
      for view in accumulators.indices {
        accumulators[view].accumulate(
          features.features(ofView: view, frames: first..<last + 1), rows: rows, into: &blocks.views[view])
      }
    }
    sections.append(before..<blocks.count)
    isSpeech += (context..<context + count).map { $0 < mask.isSpeech.count && mask.isSpeech[$0] }
    if keepsPowers { appendPowers(frames: count) }
    let forgotten = max(0, context + count - Self.contextFrames)
    buffer.removeFirst(min(forgotten * shift, buffer.count))
    context = min(Self.contextFrames, context + count)
  }

  private mutating func appendPowers(frames count: Int) {
    for frame in context..<context + count {
      let samples = buffer[min(frame * shift, buffer.count)..<min((frame + 1) * shift, buffer.count)]
      powers.append(samples.reduce(0) { $0 + $1 * $1 } / Float(shift))
    }
  }
}
