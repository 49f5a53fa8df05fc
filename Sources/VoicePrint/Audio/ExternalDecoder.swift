#if os(Linux)
  internal import Glibc
#endif

/// Decodes formats that libsndfile does not, in an `ffmpeg` process that is given nothing but the bytes.
struct ExternalDecoder {
  let container: AudioContainer
  let demuxer: String
  let options: AudioDecoder.Options

  /// Decodes the bytes of a file of this container.
  ///
  /// - Throws: `.externalDecoderMissing`, `.externalDecoderUnavailable`, `.externalDecoderTimedOut`, and what
  ///   `RecordingAssembler` throws.
  func recording(from bytes: [UInt8]) throws(AudioError) -> Recording {
    guard options.allowsExternalDecoder else {
      throw .externalDecoderUnavailable(container: container, reason: "this decoder may not start it")
    }
    #if os(Linux)
      guard let executable = executable() else { throw .externalDecoderMissing(container: container) }
      return try recording(from: bytes, executable: executable)
    #else
      throw .externalDecoderUnavailable(
        container: container, reason: "anonymous files to hand it the audio exist on Linux only")
    #endif
  }
}

#if os(Linux)
  extension ExternalDecoder {
    /// Virtual memory the program may have, in KiB (1 GiB). Its libraries alone take about 0.5 GiB.
    private static let memoryKibibytes = 1 << 20

    /// The first `ffmpeg` of the search path that may be run.
    private func executable() -> String? {
      let environment = unsafe getenv("PATH").map { unsafe String(cString: $0) }
      let searchPath = options.externalDecoderSearchPath ?? environment ?? "/usr/local/bin:/usr/bin:/bin"
      return searchPath.split(separator: ":").map { "\($0)/ffmpeg" }.first { path in
        var status = stat()
        guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        return unsafe access(path, X_OK) == 0
      }
    }

    /// The demuxer is the one found from the bytes, `file` is the only protocol (MP4 needs seeking, which
    /// standard input as a pipe has not), no file may be written, and references to other files are ignored.
    private func arguments(executable: String) -> [String] {
      let seconds = Int(options.externalDecoderTimeoutSeconds.rounded(.up)) + 1
      let limits = ["-v \(Self.memoryKibibytes)", "-t \(seconds)", "-f 0", "-c 0"].map { "ulimit \($0) && " }
      let references = demuxer == "mov" ? ["-enable_drefs", "0", "-use_absolute_path", "0"] : []
      return ["/bin/sh", "-c", limits.joined() + "exec \"$@\"", "sh", executable]
        + ["-nostdin", "-hide_banner", "-nostats", "-loglevel", "level+info", "-threads", "1"]
        + ["-protocol_whitelist", "file", "-f", demuxer] + references + ["-i", "file:/dev/fd/0"]
        + ["-map", "0:a:0", "-vn", "-sn", "-dn", "-map_metadata", "-1", "-bitexact"]
        + ["-threads", "1", "-c:a", "pcm_f32be", "-f", "au", "pipe:1"]
    }

    private func recording(from bytes: [UInt8], executable: String) throws(AudioError) -> Recording {
      let deadline = ContinuousClock.now + .seconds(options.externalDecoderTimeoutSeconds)
      var child = try start(executable, on: bytes)
      var stream = AUStream()
      while stream.header == nil, try receive(from: &child, into: &stream, until: deadline) {}
      guard let header = stream.header else {
        try checkExit(of: &child, until: deadline)
        throw .empty(container: container)
      }
      let report = DecoderReport(child.errors)
      let format = SourceFormat(
        container: container, encoding: SampleEncoding(name: report.codec ?? "unknown"),
        sampleRate: header.sampleRate, channelCount: header.channelCount)
      var assembler = try RecordingAssembler(format: format, options: options)
      let blockSamples = RecordingAssembler.blockFrames * header.channelCount
      while try receive(from: &child, into: &stream, until: deadline) {
        while let block = stream.takeSamples(blockSamples) { try assembler.append(block) }
      }
      while let block = stream.takeSamples(blockSamples) { try assembler.append(block) }
      let rest = stream.wholeFrames * header.channelCount
      if rest > 0, let block = stream.takeSamples(rest) { try assembler.append(block) }
      try checkExit(of: &child, until: deadline)
      return try assembler.finish()
    }

    private func start(_ executable: String, on bytes: [UInt8]) throws(AudioError) -> ChildProcess {
      do throws(SystemFailure) {
        let file = try AnonymousFile(bytes)
        return try ChildProcess(arguments: arguments(executable: executable), input: file.descriptor)
      } catch {
        throw .externalDecoderUnavailable(
          container: container, reason: "it cannot be started (\(BoundedReading.systemMessage(error.number)))"
        )
      }
    }

    /// Takes what the program has written; false when it has closed its output.
    private func receive(
      from child: inout ChildProcess, into stream: inout AUStream, until deadline: ContinuousClock.Instant
    ) throws(AudioError) -> Bool {
      switch child.read(until: deadline) {
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

    private func checkExit(
      of child: inout ChildProcess, until deadline: ContinuousClock.Instant
    ) throws(AudioError) {
      switch child.exit(until: deadline) {
      case .none:
        throw .externalDecoderTimedOut(container: container, seconds: options.externalDecoderTimeoutSeconds)
      case .status(0): return
      case .status(let status):
        let reason = DecoderReport(child.errors).reason ?? "ffmpeg failed with status \(status)"
        throw .undecodable(container: container, reason: reason)
      case .signal(let signal):
        throw .undecodable(container: container, reason: "ffmpeg was ended by signal \(signal)")
      }
    }
  }
#endif
