#if os(Linux)
  /// What an `ffmpeg` process may take, by what it is given to decode.
  struct ExternalLimits {
    /// Seconds of processor time.
    let processorSeconds: Int

    /// Virtual memory the program may have, in KiB (1 GiB). Its libraries alone take about 0.5 GiB.
    private static let memoryKibibytes = 1 << 20
    /// The fewest bytes that a codec of speech makes of a second.
    private static let leastBytesPerSecond = 250.0
    /// The slowest decoding that is waited for takes this part of real time.
    private static let slowestShare = 0.1

    /// Limits for a file of so many bytes: what is allowed for one moment, and a tenth of the longest that it can last.
    init(bytes: Int, options: AudioDecoder.Options) {
      let longest = min(Double(bytes) / Self.leastBytesPerSecond, options.maximumDurationSeconds)
      let allowed = options.externalDecoderTimeoutSeconds + 1 + longest * Self.slowestShare
      processorSeconds = Int(allowed.rounded(.up))
    }

    /// What sets the limits in a shell: memory, processor time (which a process may end in order, and cannot
    /// prolong), no files, no core.
    var shellCommands: String {
      [
        "-v \(Self.memoryKibibytes)", "-S -t \(processorSeconds)", "-H -t \(processorSeconds + 5)", "-f 0",
        "-c 0",
      ].map { "ulimit \($0) && " }.joined()
    }

    /// Which limit ended a process, or who else, in words; nil where it ended by itself.
    func reached(by exit: ChildProcess.Exit, processorSeconds used: Double, _ report: DecoderReport)
      -> String?
    {
      // SIGXCPU tells a process of its limit, where it may end in order; the hard one is SIGKILL.
      var isTold = false
      if case .signal(24) = exit { isTold = true }
      if isTold || used >= Double(processorSeconds) - 0.5 {
        return "it used up the \(processorSeconds) s of processor time that a file of this size may take"
      }
      if report.lacksMemory {
        return "it needs more than the \(Self.memoryKibibytes >> 10) MiB of memory it may have"
      }
      if case .signal(let signal) = exit, [1, 2, 3, 9, 15].contains(signal) {
        return "it was ended from outside by signal \(signal), as where a machine runs out of memory"
      }
      return nil
    }
  }
#endif
