internal import Foundation
package import VoicePrint

/// One speaker for each window of six seconds, as the cloud's identification did it.
///
/// Each window is analysed by itself, so that memory beside the waveform does not grow with its length. Windows in
/// which none of the enrolled is heard go to the other voice they sound like, or begin a new one.
package struct WindowedAnalyzer: ConversationAnalyzer {
  /// Length of a window in seconds.
  package static let windowSeconds = 6.0

  private let model: VoiceModel
  private let scorer: SignatureScorer
  private let point: OperatingPoint

  /// An analyzer.
  ///
  /// - Parameters:
  ///   - model: the one that made the signatures.
  ///   - point: when a voice counts as an enrolled speaker's.
  package init(model: VoiceModel, point: OperatingPoint = OperatingPoint()) {
    (self.model, self.point) = (model, point)
    scorer = SignatureScorer(model: model)
  }

  /// What is heard in a window.
  private struct Window {
    var start: Double
    var end: Double
    var channel: Int
    var statistics: [SignatureStatistics]
    /// Seconds.
    var speech: Double
  }

  /// A voice that is nobody's of the enrolled: the sum of its windows.
  private struct OtherVoice {
    var statistics: [SignatureStatistics]
    var speech: Double

    mutating func add(_ window: Window) {
      for view in statistics.indices {
        statistics[view] = SignatureStatistics.sum([statistics[view], window.statistics[view]])
      }
      speech += window.speech
    }
  }

  package func segments(
    of recording: Recording, lookingFor speakers: [(SpeakerID, VoiceSignature)], hints: ConversationHints
  ) throws -> [ConversationSegment] {
    var extractor = SignatureExtractor(model: model)
    var others: [Int: OtherVoice] = [:]
    var segments: [ConversationSegment] = []
    let count = Int((recording.waveform.duration / Self.windowSeconds).rounded(.up))
    for index in 0..<count {
      try Task.checkCancellation()
      let window = loudest(of: recording, index, &extractor)
      let known = window.speech >= SignatureExtractor.minimumSpeech
      if !known, hints.enableVoiceActivityDetection { continue }
      var (voice, confidence): (ConversationSegment.Voice, Double?) = (.unclear, nil)
      if known {
        let signature = try model.signature(of: window.statistics, speechDuration: window.speech)
        let best = SpeakerRanking(of: signature, among: speakers, scorer: scorer).candidates.first
        let posterior = best.map { point.posterior(logLikelihoodRatio: $0.logLikelihoodRatio) } ?? 0
        if let best, best.logLikelihoodRatio >= point.threshold {
          (voice, confidence) = (.enrolled(best.speaker), posterior)
        } else {
          let number =
            hints.separateSpeakerPerChannel
            ? window.channel : try join(window, signature, &others, limit: limit(hints, speakers, segments))
          (voice, confidence) = (.other(number), 1 - posterior)
        }
      }
      segments.append(
        ConversationSegment(start: window.start, end: window.end, voice: voice, confidence: confidence))
    }
    return segments
  }

  /// The window of the channel with the most speech in it.
  private func loudest(of recording: Recording, _ index: Int, _ extractor: inout SignatureExtractor) -> Window
  {
    var best: Window?
    for (channel, waveform) in recording.channels.enumerated() {
      let length = Int(Self.windowSeconds * Double(waveform.sampleRate))
      let range = index * length..<min((index + 1) * length, waveform.samples.count)
      let analysis = extractor.analysis(
        of: Waveform(samples: Array(waveform.samples[range]), sampleRate: waveform.sampleRate))
      let window = Window(
        start: Double(range.lowerBound) / Double(waveform.sampleRate),
        end: Double(range.upperBound) / Double(waveform.sampleRate), channel: channel,
        statistics: analysis.statistics, speech: analysis.activity.mask.speechDuration)
      if window.speech > best?.speech ?? -1 { best = window }
    }
    guard let best else { preconditionFailure("a recording has at least one channel") }
    return best
  }

  /// How many other voices there may be; nil where nobody knows how many people speak.
  private func limit(
    _ hints: ConversationHints, _ speakers: [(SpeakerID, VoiceSignature)], _ segments: [ConversationSegment]
  ) -> Int? {
    guard let count = hints.speakerCount else { return nil }
    let heard = Set(
      segments.compactMap { segment in
        if case .enrolled(let speaker) = segment.voice { speaker } else { nil }
      })
    return max(1, count - heard.count)
  }

  /// The other voice that a window belongs to.
  private func join(
    _ window: Window, _ signature: VoiceSignature, _ others: inout [Int: OtherVoice], limit: Int?
  ) throws -> Int {
    var best: (number: Int, ratio: Double)?
    for (number, other) in others {
      let voice = try model.signature(of: other.statistics, speechDuration: other.speech)
      let ratio = scorer.logLikelihoodRatio(signature, against: voice)
      if ratio > best?.ratio ?? -.infinity { best = (number, ratio) }
    }
    // Both may be as likely beforehand: a new voice from the point on where another is likelier than the same.
    if let best, best.ratio > 0 || limit.map({ others.count >= $0 }) == true {
      others[best.number]?.add(window)
      return best.number
    }
    others[others.count] = OtherVoice(statistics: window.statistics, speech: window.speech)
    return others.count - 1
  }
}
