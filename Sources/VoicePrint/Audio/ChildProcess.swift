#if os(Linux)
  internal import CLinux
  internal import Glibc

  /// A program that reads one file as its standard input and writes to two pipes.
  ///
  /// It is killed and waited for, and the pipes are closed, when the value goes out of scope, however that comes
  /// about. It inherits no other descriptor and next to nothing of the environment.
  struct ChildProcess: ~Copyable {
    /// What a read gave.
    enum Reading {
      case bytes([UInt8])
      case end
      case timedOut
    }

    /// How a program ended.
    enum Exit {
      case status(Int32)
      case signal(Int32)
    }

    /// What the program wrote to its standard error, up to `keptErrorBytes`.
    private(set) var errors: [UInt8] = []

    /// Processor time that the program took, once it has ended.
    private(set) var processorSeconds = 0.0

    private static let keptErrorBytes = 1 << 16
    private static let pieceBytes = 1 << 18
    private let output = Pipe()
    private let diagnostics = Pipe()
    private var identifier: pid_t = 0
    private var isRunning = false

    /// Starts `arguments[0]`, an absolute path.
    init(arguments: [String], input: Int32) throws(SystemFailure) {
      guard output.isOpen, diagnostics.isOpen else { throw SystemFailure(number: EMFILE) }
      var actions = unsafe posix_spawn_file_actions_t()
      unsafe posix_spawn_file_actions_init(&actions)
      defer { unsafe posix_spawn_file_actions_destroy(&actions) }
      // To places above all three first: one of them may itself have been given the number 0, 1 or 2.
      let passed = [input, output.writeEnd, diagnostics.writeEnd]
      let above = 1 + (passed.max() ?? 2)
      for index in Int32(0)..<3 {
        unsafe posix_spawn_file_actions_adddup2(&actions, passed[Int(index)], above + index)
      }
      for index in Int32(0)..<3 { unsafe posix_spawn_file_actions_adddup2(&actions, above + index, index) }
      unsafe posix_spawn_file_actions_addclosefrom_np(&actions, 3)
      var attributes = posix_spawnattr_t()
      unsafe posix_spawnattr_init(&attributes)
      defer { unsafe posix_spawnattr_destroy(&attributes) }
      var signals = sigset_t()
      unsafe sigemptyset(&signals)
      unsafe posix_spawnattr_setsigmask(&attributes, &signals)
      unsafe sigaddset(&signals, SIGPIPE)
      unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
      unsafe posix_spawnattr_setflags(
        &attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))

      var argumentPointers = unsafe arguments.map { unsafe strdup($0) } + [nil]
      var environmentPointers = unsafe Self.environment().map { unsafe strdup($0) } + [nil]
      defer { unsafe (argumentPointers + environmentPointers).forEach { unsafe free($0) } }
      let failure = unsafe posix_spawn(
        &identifier, arguments[0], &actions, &attributes, &argumentPointers, &environmentPointers)
      guard failure == 0 else { throw SystemFailure(number: failure) }
      isRunning = true
      output.closeWriteEnd()
      diagnostics.closeWriteEnd()
    }

    deinit {
      guard isRunning else { return }
      kill(identifier, SIGKILL)
      var status: Int32 = 0
      while unsafe waitpid(identifier, &status, 0) < 0 && errno == EINTR {}
    }

    /// Libraries may be in unusual places; nothing else of the environment is the program's business.
    private static func environment() -> [String] {
      let libraries = unsafe getenv("LD_LIBRARY_PATH").map { unsafe "LD_LIBRARY_PATH=" + String(cString: $0) }
      return ["LC_ALL=C", "AV_LOG_FORCE_NOCOLOR=1"] + [libraries].compactMap { $0 }
    }

    /// Waits for output, keeping aside what comes on standard error.
    mutating func read(until deadline: ContinuousClock.Instant) -> Reading {
      while output.canRead || diagnostics.canRead {
        var waiting = [
          pollfd(fd: output.canRead ? output.readEnd : -1, events: Int16(POLLIN), revents: 0),
          pollfd(fd: diagnostics.canRead ? diagnostics.readEnd : -1, events: Int16(POLLIN), revents: 0),
        ]
        let milliseconds = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
        guard milliseconds > 0 else { return .timedOut }
        let ready = unsafe poll(&waiting, 2, Int32(min(milliseconds.rounded(.up), 1_000)))
        if ready <= 0 { continue }
        if waiting[1].revents != 0 {
          let piece = diagnostics.readPiece(Self.pieceBytes)
          errors += piece.prefix(Self.keptErrorBytes - errors.count)
        }
        if waiting[0].revents != 0 {
          let piece = output.readPiece(Self.pieceBytes)
          if !piece.isEmpty { return .bytes(piece) }
        }
      }
      return .end
    }

    private static func seconds(_ time: timeval) -> Double {
      Double(time.tv_sec) + Double(time.tv_usec) * 1e-6
    }

    /// Waits for the program to end; nil if it has not by the deadline.
    mutating func exit(until deadline: ContinuousClock.Instant) -> Exit? {
      var status: Int32 = 0
      while true {
        var usage = rusage()
        let ended = unsafe wait4(identifier, &status, WNOHANG, &usage)
        if ended == identifier {
          isRunning = false
          processorSeconds = Self.seconds(usage.ru_utime) + Self.seconds(usage.ru_stime)
          let signal = status & 0x7F
          return signal == 0 ? .status(status >> 8 & 0xFF) : .signal(signal)
        }
        if ended < 0 && errno != EINTR {
          // A host that ignores SIGCHLD takes the status away; output that was complete is all there is to go by.
          isRunning = false
          return .status(0)
        }
        guard ContinuousClock.now < deadline else { return nil }
        usleep(1_000)
      }
    }
  }
#endif
