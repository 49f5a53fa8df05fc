#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// How many files and connections the process may have open.
enum OpenFiles {
  /// What is needed beside connections: the store, the log, and what jobs fetch and tell.
  private static let others = 512

  /// Asks for as many as so many connections need: shells and systemd give 1,024 unless asked, and where a flood of
  /// connections took them all, jobs could fetch nothing and tell nobody.
  static func suffice(forConnections connections: Int) {
    #if canImport(Glibc)
      let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
      let resource = RLIMIT_NOFILE
    #endif
    var limit = rlimit()
    guard unsafe getrlimit(resource, &limit) == 0 else { return }
    let wanted = min(limit.rlim_max, rlim_t(connections + others))
    guard limit.rlim_cur < wanted else { return }
    limit.rlim_cur = wanted
    // Where it is refused, the limit stays, and connections wait for those before them.
    _ = unsafe setrlimit(resource, &limit)
  }
}
