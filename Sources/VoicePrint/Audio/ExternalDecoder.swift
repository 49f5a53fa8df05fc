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
    #if os(Linux)
      return try recording(from: bytes, executable: permitted())
    #else
      throw unsupported
    #endif
  }

  /// The samples of a container, block by block.
  ///
  /// - Throws: as ``recording(from:)``.
  func stream(of bytes: [UInt8]) throws(AudioError) -> ExternalStream {
    #if os(Linux)
      return try stream(of: bytes, executable: permitted())
    #else
      throw unsupported
    #endif
  }

  /// The samples of an open file of this container, block by block; it is opened anew, and read from its start.
  ///
  /// - Throws: as ``recording(from:)``.
  func stream(of file: StoredFile) throws(AudioError) -> ExternalStream {
    #if os(Linux)
      return try stream(of: file.descriptor, executable: permitted())
    #else
      throw unsupported
    #endif
  }

  private var unsupported: AudioError {
    .externalDecoderUnavailable(
      container: container, reason: "anonymous files to hand it the audio exist on Linux only")
  }
}

#if os(Linux)
  extension ExternalDecoder {
    /// The program, where it may be used and is there.
    private func permitted() throws(AudioError) -> String {
      guard options.allowsExternalDecoder else {
        throw .externalDecoderUnavailable(container: container, reason: "this decoder may not start it")
      }
      guard let executable = executable() else { throw .externalDecoderMissing(container: container) }
      return executable
    }
  }
#endif

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
      var stream = try stream(of: bytes, executable: executable)
      var assembler = try RecordingAssembler(format: stream.format, options: options)
      while let block = try stream.next() { try assembler.append(block) }
      return try assembler.finish()
    }

    private func stream(of bytes: [UInt8], executable: String) throws(AudioError) -> ExternalStream {
      let file: AnonymousFile
      do {
        file = try AnonymousFile(bytes)
      } catch {
        throw unavailable(error)
      }
      return try stream(of: file.descriptor, executable: executable)
    }

    private func stream(of descriptor: Int32, executable: String) throws(AudioError) -> ExternalStream {
      let child: ChildProcess
      do {
        child = try ChildProcess(arguments: arguments(executable: executable), input: descriptor)
      } catch {
        throw unavailable(error)
      }
      return try ExternalStream(child, container: container, options: options)
    }

    private func unavailable(_ error: SystemFailure) -> AudioError {
      .externalDecoderUnavailable(
        container: container, reason: "it cannot be started (\(BoundedReading.systemMessage(error.number)))")
    }
  }
#endif
