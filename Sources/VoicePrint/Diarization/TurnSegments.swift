/// Cuts frames with speakers into segments.
package struct TurnSegments {
  let options: DiarizationOptions
  /// Seconds from one frame to the next.
  let frameShift: Double

  /// Segments with these options.
  package init(options: DiarizationOptions, frameShift: Double) {
    self.options = options
    self.frameShift = frameShift
  }

  /// A run of frames of one speaker.
  package struct Segment: Equatable {
    package var frames: Range<Int>
    package var speaker: Int
  }

  /// Segments in order, none overlapping another.
  ///
  /// - Parameter speakers: of each frame; −1 where nobody speaks.
  /// - Returns: the segments; pauses that do not divide a turn are in them.
  package func segments(of speakers: [Int]) -> [Segment] {
    var result = joined(runs(speakers))
    result = joined(absorbed(result))
    if !options.dropsSilence { fill(&result) }
    return result
  }

  private func runs(_ speakers: [Int]) -> [Segment] {
    var result: [Segment] = []
    for (frame, speaker) in speakers.enumerated() where speaker >= 0 {
      if let last = result.last, last.speaker == speaker, last.frames.upperBound == frame {
        result[result.count - 1].frames = last.frames.lowerBound..<frame + 1
      } else {
        result.append(Segment(frames: frame..<frame + 1, speaker: speaker))
      }
    }
    return result
  }

  /// Neighbours of one speaker over short pauses, as one.
  private func joined(_ segments: [Segment]) -> [Segment] {
    let bridged = Int((options.bridgedPauseSeconds / frameShift).rounded())
    var result: [Segment] = []
    for segment in segments {
      if let last = result.last, last.speaker == segment.speaker,
        segment.frames.lowerBound - last.frames.upperBound < max(bridged, 1)
      {
        result[result.count - 1].frames = last.frames.lowerBound..<segment.frames.upperBound
      } else {
        result.append(segment)
      }
    }
    return result
  }

  /// Segments that are too short to be turns go to the longer neighbour that they touch.
  private func absorbed(_ segments: [Segment]) -> [Segment] {
    let least = Int((options.minimumTurnSeconds / frameShift).rounded())
    var result = segments
    for index in segments.indices where segments[index].frames.count < least {
      let own = segments[index].frames
      let before =
        index > 0 && segments[index - 1].frames.upperBound == own.lowerBound ? segments[index - 1] : nil
      let after =
        index + 1 < segments.count && segments[index + 1].frames.lowerBound == own.upperBound
        ? segments[index + 1] : nil
      let longer = [before, after].compactMap { $0 }.max { $0.frames.count < $1.frames.count }
      if let longer, longer.frames.count >= least { result[index].speaker = longer.speaker }
    }
    return result
  }

  /// Lets each pause belong to the segments around it, half to each.
  private func fill(_ segments: inout [Segment]) {
    for index in segments.indices.dropFirst() {
      let (end, start) = (segments[index - 1].frames.upperBound, segments[index].frames.lowerBound)
      let middle = (end + start) / 2
      segments[index - 1].frames = segments[index - 1].frames.lowerBound..<middle
      segments[index].frames = middle..<segments[index].frames.upperBound
    }
    segments = joined(segments)
  }
}
