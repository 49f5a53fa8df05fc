/// Samples as an `ffmpeg` process writes them, block by block.
struct ExternalStream: ~Copyable {
  /// Format as the process says it.
  let format: SourceFormat
  /// The audio tracks of the file, as the process describes them.
  let tracks: [String]
  /// Seconds that the file says it lasts; nil where it does not.
  let statedSeconds: Double?
  /// Whether the file has pictures, which may last longer than its audio.
  let hasPictures: Bool
  /// Number of audio tracks.
  var trackCount: Int { tracks.count }

  #if os(Linux)
    private var child: ChildProcess
    private var stream: AUStream
    private let options: AudioDecoder.Options
    private let limits: ExternalLimits
    private var isAtEnd = false

    /// Starts reading; waits for the header.
    init(
      _ child: consuming ChildProcess, container: AudioContainer, limits: ExternalLimits,
      options: AudioDecoder.Options
    ) throws(AudioError) {
      var child = child
      var stream = AUStream()
      var failure: AudioError?
      var isAtEnd = false
      while stream.header == nil, !isAtEnd, failure == nil {
        do throws(AudioError) {
          isAtEnd = try !Self.receive(from: &child, into: &stream, container, options)
        } catch {
          failure = error
        }
      }
      if failure == nil, stream.header == nil {
        do throws(AudioError) {
          try Self.checkExit(of: &child, container, limits, options)
          failure = .empty(container: container)
        } catch {
          failure = error
        }
      }
      let report = DecoderReport(child.errors)
      format = SourceFormat(
        container: container, encoding: SampleEncoding(name: report.codec ?? "unknown"),
        sampleRate: stream.header?.sampleRate ?? 0, channelCount: stream.header?.channelCount ?? 0,
        middleChannel: report.hasMiddle ? 2 : nil)
      (tracks, statedSeconds, hasPictures) = (report.tracks, report.seconds, report.hasPictures)
      self.limits = limits
      self.child = child
      self.stream = stream
      self.options = options
      self.isAtEnd = isAtEnd
      if let failure { throw failure }
    }

    /// The next interleaved samples, whole frames; nil at the end of the audio.
    ///
    /// - Throws: `.externalDecoderTimedOut` where the process says nothing for too long, `.undecodable`.
    mutating func next() throws(AudioError) -> [Float]? {
      let blockSamples = RecordingAssembler.blockFrames * max(format.channelCount, 1)
      while true {
        if let block = stream.takeSamples(blockSamples) { return block }
        if isAtEnd {
          let rest = stream.wholeFrames * format.channelCount
          if rest > 0 { return stream.takeSamples(rest) }
          try Self.checkExit(of: &child, format.container, limits, options)
          return nil
        }
        isAtEnd = try !Self.receive(from: &child, into: &stream, format.container, options)
      }
    }

    /// Takes what the program has written; false when it has closed its output.
    private static func receive(
      from child: inout ChildProcess, into stream: inout AUStream, _ container: AudioContainer,
      _ options: AudioDecoder.Options
    ) throws(AudioError) -> Bool {
      switch child.read(until: deadline(options)) {
      case .bytes(let bytes):
        guard stream.append(bytes) else {
          throw .undecodable(container: container, reason: "ffmpeg wrote something else than audio")
        }
        return true
      case .end: return false
      case .timedOut:
        throw .externalDecoderTimedOut(container: container, seconds: options.externalDecoderTimeoutSeconds)
      }
    }

    private static func checkExit(
      of child: inout ChildProcess, _ container: AudioContainer, _ limits: ExternalLimits,
      _ options: AudioDecoder.Options
    ) throws(AudioError) {
      guard let exit = child.exit(until: deadline(options)) else {
        throw .externalDecoderTimedOut(container: container, seconds: options.externalDecoderTimeoutSeconds)
      }
      if case .status(0) = exit { return }
      let report = DecoderReport(child.errors)
      if let reason = limits.reached(by: exit, processorSeconds: child.processorSeconds, report) {
        throw .externalDecoderStopped(container: container, reason: reason)
      }
      switch exit {
      case .status(let status):
        throw .undecodable(
          container: container, reason: report.reason ?? "ffmpeg failed with status \(status)")
      case .signal(let signal):
        throw .undecodable(container: container, reason: "ffmpeg was ended by signal \(signal)")
      }
    }

    /// From now on: the process may take this long for each piece of its output.
    private static func deadline(_ options: AudioDecoder.Options) -> ContinuousClock.Instant {
      .now + .seconds(options.externalDecoderTimeoutSeconds)
    }
  #else
    /// There is no process on this system, and so nothing comes of it.
    mutating func next() throws(AudioError) -> [Float]? { nil }
  #endif
}
