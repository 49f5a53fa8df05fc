#if os(Linux)
  internal import Glibc
#endif

/// Decodes what libsndfile does not, in an `ffmpeg` process that is given nothing but the bytes.
struct ExternalDecoder {
  let part: AudioPart
  let source: ByteSource
  let options: AudioDecoder.Options
  /// The demuxer that may read the part; nil where none may.
  let demuxer: String?
  /// The codec in people's words, where the beginning of the file tells it.
  let codec: String?

  /// A decoder of a part of a file.
  init(_ part: AudioPart, of source: ByteSource, options: AudioDecoder.Options) {
    (self.part, self.source, self.options) = (part, source, options)
    let beginning = source.bytes(
      part.range.lowerBound..<min(part.range.lowerBound + 64, part.range.upperBound))
    demuxer = part.container.demuxer(beginning: beginning)
    codec = CodecName(part, of: source).text
  }

  /// Whether there is a program that may be asked.
  var canDecode: Bool {
    #if os(Linux)
      demuxer != nil && options.allowsExternalDecoder && executable() != nil
    #else
      false
    #endif
  }

  /// What to say where there is no such program: its absence, if the codec is one that only it knows, and otherwise
  /// what the first decoder said.
  func missing(insteadOf refusal: AudioError) -> AudioError {
    guard demuxer != nil, codec != nil else { return refusal }
    return options.allowsExternalDecoder
      ? .externalDecoderMissing(container: part.container, codec: codec) : forbidden
  }

  private var forbidden: AudioError {
    .externalDecoderUnavailable(container: part.container, reason: "this decoder may not start it")
  }

  /// The samples of the part, block by block.
  ///
  /// - Throws: `.externalDecoderMissing`, `.externalDecoderUnavailable`, `.severalTracks`, and what
  ///   `ExternalStream` throws.
  func stream() throws(AudioError) -> ExternalStream {
    #if os(Linux)
      guard options.allowsExternalDecoder else { throw forbidden }
      guard let executable = executable() else {
        throw .externalDecoderMissing(container: part.container, codec: codec)
      }
      return try stream(executable: executable)
    #else
      throw .externalDecoderUnavailable(
        container: part.container, reason: "anonymous files to hand it the audio exist on Linux only")
    #endif
  }
}

#if os(Linux)
  extension ExternalDecoder {
    private var limits: ExternalLimits {
      ExternalLimits(bytes: part.header.count + part.range.count, options: options)
    }

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
    /// standard input as a pipe has not), no file may be written, and references to other files are ignored. Of
    /// several tracks all are put side by side, each as long as the file; none means the first alone.
    private func arguments(executable: String, tracks: [AudioTrack] = [], seconds: Double = 0) -> [String] {
      let demuxer = self.demuxer ?? ""
      let references = demuxer == "mov" ? ["-enable_drefs", "0", "-use_absolute_path", "0"] : []
      var choice = ["-map", "0:a:0"]
      if let first = tracks.first {
        let chains = tracks.enumerated().map { index, track in
          "[0:a:\(index)]aresample=async=1:first_pts=0,"
            + "aformat=sample_fmts=flt:sample_rates=\(first.sampleRate):channel_layouts=\(track.layout),"
            + "apad=whole_dur=\(seconds)[t\(index)]"
        }
        let inputs = tracks.indices.map { "[t\($0)]" }.joined()
        let graph = chains.joined(separator: ";") + ";\(inputs)amerge=inputs=\(tracks.count)[out]"
        choice = ["-filter_complex", graph, "-map", "[out]"]
      }
      return ["/bin/sh", "-c", limits.shellCommands + "exec \"$@\"", "sh", executable]
        + ["-nostdin", "-hide_banner", "-nostats", "-loglevel", "level+info", "-threads", "1"]
        + ["-protocol_whitelist", "file", "-f", demuxer] + references + ["-i", "file:/dev/fd/0"]
        + choice + ["-vn", "-sn", "-dn", "-map_metadata", "-1", "-bitexact"]
        + ["-threads", "1", "-c:a", "pcm_f32be", "-f", "au", "pipe:1"]
    }

    /// Starts the program, and once more with all tracks where it says that there are several.
    private func stream(executable: String) throws(AudioError) -> ExternalStream {
      if case .file(let file) = source, part.header.isEmpty, part.range == 0..<file.size {
        return try stream(executable: executable, of: file.descriptor)
      }
      let copy: AnonymousFile
      do {
        copy = try AnonymousFile(part, of: source)
      } catch {
        throw unavailable(error)
      }
      // The process has a descriptor of its own once it runs.
      defer { copy.close() }
      return try stream(executable: executable, of: copy.descriptor)
    }

    private func stream(executable: String, of descriptor: Int32) throws(AudioError) -> ExternalStream {
      let first = try start(arguments(executable: executable), descriptor)
      guard first.trackCount > 1 else { return first }
      let tracks = first.tracks.compactMap { AudioTrack($0) }
      guard let seconds = first.statedSeconds, tracks.count == first.trackCount else {
        throw .severalTracks(container: part.container, tracks: first.tracks)
      }
      return try start(
        arguments(executable: executable, tracks: tracks, seconds: seconds), descriptor)
    }

    private func start(_ arguments: [String], _ descriptor: Int32) throws(AudioError) -> ExternalStream {
      let child: ChildProcess
      do {
        child = try ChildProcess(arguments: arguments, input: descriptor)
      } catch {
        throw unavailable(error)
      }
      return try ExternalStream(child, container: part.container, limits: limits, options: options)
    }

    private func unavailable(_ error: SystemFailure) -> AudioError {
      .externalDecoderUnavailable(
        container: part.container,
        reason: "it cannot be started (\(BoundedReading.systemMessage(error.number)))")
    }
  }
#endif
