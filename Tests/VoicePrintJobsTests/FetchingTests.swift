import Foundation
import Synchronization
import Testing
import VoicePrintJobs

/// Fetching recordings that clients name.
struct FetchingTests {
  private func fetcher(
    _ allowed: [String] = [], resolver: HostResolver = .system,
    _ change: (inout FetchOptions) -> Void = { _ in }
  ) throws -> ContentFetcher {
    var options = FetchOptions()
    options.retryPausesSeconds = []
    change(&options)
    return ContentFetcher(targets: try AllowedTargets(allowed), options: options, resolver: resolver)
  }

  @Test func aFileIsFetched() async throws {
    let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0) }
    let server = try LoopbackServer { _, _ in .status(200, body: content) }
    defer { server.stop() }
    let bytes = try await fetcher().bytes(of: server.url("/a%20b/c.wav?access_token=x%26y&z"))
    #expect(bytes == content)
    let request = try #require(server.requests.first)
    #expect(request.line == "GET /a%20b/c.wav?access_token=x%26y&z HTTP/1.1")
    #expect(request.header("Host") == "127.0.0.1:\(server.port)")
    #expect(request.header("Authorization") == nil && request.header("Cookie") == nil)
  }

  @Test func redirectsAreFollowedWhereTheyMay() async throws {
    let server = try LoopbackServer { request, number in
      number < 2 ? .status(302, headers: ["Location: /step\(number)"]) : .status(200, body: Array("end".utf8))
    }
    defer { server.stop() }
    #expect(try await fetcher().bytes(of: server.url("/start")) == Array("end".utf8))
    #expect(server.requests.map(\.line).last == "GET /step1 HTTP/1.1")
  }

  @Test(arguments: [
    "http://10.0.0.1/", "http://169.254.169.254/latest/", "http://example.com/", "file:///etc/passwd",
    "ftp://127.0.0.1/", "http://user:word@127.0.0.1/", "//10.0.0.1/x",
  ])
  func aRedirectElsewhereIsRefused(_ location: String) async throws {
    let server = try LoopbackServer { _, _ in .status(302, headers: ["Location: \(location)"]) }
    defer { server.stop() }
    do {
      _ = try await fetcher().bytes(of: server.url("/"))
      Issue.record("followed")
    } catch FetchError.refused {
    }
    #expect(server.requests.count == 1)
  }

  @Test func aRedirectNeverLeadsToAFile() async throws {
    let folder = try ScratchFolder()
    try Data("secret".utf8).write(to: URL(fileURLWithPath: folder.path + "/x.wav"))
    let path = folder.path
    let server = try LoopbackServer { _, _ in .status(302, headers: ["Location: file://\(path)/x.wav"]) }
    defer { server.stop() }
    #expect(try await fetcher([folder.path]).bytes(of: "file://\(path)/x.wav") == Array("secret".utf8))
    await #expect(throws: FetchError.refused(.unsupportedScheme("file"))) {
      try await fetcher([folder.path]).bytes(of: server.url("/"))
    }
  }

  @Test func redirectsComeToAnEnd() async throws {
    let server = try LoopbackServer { _, _ in .status(307, headers: ["Location: /again"]) }
    defer { server.stop() }
    await #expect(throws: FetchError.tooManyRedirects(5)) { try await fetcher().bytes(of: server.url("/")) }
    #expect(server.requests.count == 6)
  }

  @Test func aFileThatIsTooLargeIsNotRead() async throws {
    let promising = try LoopbackServer { _, _ in
      .hang(after: Array("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n".utf8))
    }
    let endless = try LoopbackServer { _, _ in .endless }
    defer { [promising, endless].forEach { $0.stop() } }
    for server in [promising, endless] {
      await #expect(throws: FetchError.tooLarge(limit: 1000)) {
        try await fetcher { $0.maximumBytes = 1000 }.bytes(of: server.url("/"))
      }
    }
  }

  @Test func aServerThatDawdlesIsLeft() async throws {
    let silent = try LoopbackServer { _, _ in .hang(after: []) }
    let halfway = try LoopbackServer { _, _ in
      .hang(after: Array("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc".utf8))
    }
    defer { [silent, halfway].forEach { $0.stop() } }
    for server in [silent, halfway] {
      do {
        _ = try await fetcher { $0.timeoutSeconds = 0.3 }.bytes(of: server.url("/"))
        Issue.record("it never sent all of it")
      } catch FetchError.timedOut {
      }
    }
  }

  @Test func aServerThatWasBusyIsAskedAgain() async throws {
    let server = try LoopbackServer { _, number in number == 0 ? .status(503) : .status(200, body: [1]) }
    defer { server.stop() }
    #expect(try await fetcher { $0.retryPausesSeconds = [0.01] }.bytes(of: server.url("/")) == [1])
    let missing = try LoopbackServer { _, _ in .status(404) }
    defer { missing.stop() }
    await #expect(throws: FetchError.status(404)) {
      try await fetcher { $0.retryPausesSeconds = [0.01] }.bytes(of: missing.url("/"))
    }
    #expect(missing.requests.count == 1)
  }

  @Test func nobodyThereIsSaid() async throws {
    let server = try LoopbackServer { _, _ in .status(200) }
    server.stop()
    do {
      _ = try await fetcher().bytes(of: server.url("/"))
      Issue.record("nobody was there")
    } catch FetchError.unreachable {
    }
  }

  /// The connection goes to the address that was checked, and the name is asked for once.
  @Test func aNameIsLookedUpOnce() async throws {
    let server = try LoopbackServer(address: "127.0.0.2") { _, _ in .status(200, body: [7]) }
    defer { server.stop() }
    let asked = Mutex(0)
    let resolver = HostResolver { _ in
      let count = asked.withLock { count in
        count += 1
        return count
      }
      // The second answer is the trick: an address that may not be reached.
      return [count == 1 ? IPAddress(bytes: [127, 0, 0, 2]) : IPAddress(bytes: [10, 0, 0, 1])]
    }
    let bytes = try await fetcher(resolver: resolver).bytes(of: server.url("/x", host: "localhost"))
    #expect(bytes == [7])
    #expect(asked.withLock { $0 } == 1)
    #expect(server.requests.first?.header("Host") == "localhost:\(server.port)")
  }

  @Test func aNameThatLeadsElsewhereIsRefused() async throws {
    let server = try LoopbackServer { _, _ in .status(200, body: [7]) }
    defer { server.stop() }
    for address in [[127, 0, 0, 1], [10, 0, 0, 1], [169, 254, 169, 254]] as [[UInt8]] {
      let resolver = HostResolver { _ in [IPAddress(bytes: address)] }
      await #expect(throws: FetchError.refused(.addresses("files.example.com"))) {
        try await fetcher(["files.example.com"], resolver: resolver).bytes(
          of: server.url("/", host: "files.example.com"))
      }
    }
    #expect(server.requests.isEmpty)
  }

  @Test func theNextAddressIsTriedWhereNobodyIsAtTheFirst() async throws {
    let server = try LoopbackServer { _, _ in .status(200, body: [7]) }
    defer { server.stop() }
    let resolver = HostResolver { _ in [IPAddress(bytes: [127, 0, 0, 3]), IPAddress(bytes: [127, 0, 0, 1])] }
    #expect(try await fetcher(resolver: resolver).bytes(of: server.url("/", host: "localhost")) == [7])
  }

  /// Name servers that hang until the end of a test. Where somebody waits for them in spite of it, they answer after a minute, so that
  /// the test fails instead of hanging too.
  private final class HungNameServers: Sendable {
    private let end = DispatchSemaphore(value: 0)
    private let state = Mutex((now: 0, most: 0, asked: [String](), answered: 0))

    /// Hosts that were asked for, in this order.
    var asked: [String] { state.withLock { $0.asked } }
    /// How many were asked for at once.
    var most: Int { state.withLock { $0.most } }
    /// Whether anybody was answered, which is only at the end.
    var haveAnswered: Bool { state.withLock { $0.answered > 0 } }

    /// Blocks; hosts that begin with “quick” are answered at once.
    func addresses(of host: String) -> [IPAddress] {
      state.withLock {
        $0.now += 1
        $0.most = max($0.most, $0.now)
        $0.asked.append(host)
      }
      if !host.hasPrefix("quick") {
        _ = end.wait(timeout: .now() + 60)
        end.signal()
        state.withLock { $0.answered += 1 }
      }
      state.withLock { $0.now -= 1 }
      return [IPAddress(bytes: [10, 0, 0, 1])]
    }

    func answer() { end.signal() }
  }

  @Test func aNameServerThatHangsKeepsNobodyWaiting() async throws {
    let servers = HungNameServers()
    let resolver = HostResolver { host in
      await withCheckedContinuation { continuation in
        // Nothing calls this off.
        Thread.detachNewThread { continuation.resume(returning: servers.addresses(of: host)) }
      }
    }
    do {
      _ = try await fetcher(["files.example.com"], resolver: resolver) { $0.timeoutSeconds = 0.3 }
        .bytes(of: "http://files.example.com/x")
      Issue.record("nobody answered")
    } catch FetchError.timedOut {
    }
    #expect(!servers.haveAnswered)
    servers.answer()
  }

  /// However many hosts are asked for, a few threads wait, and whoever gave up is not looked up for later.
  @Test func lookupsAreBounded() async throws {
    let servers = HungNameServers()
    let resolver = HostResolver(threads: 2) { servers.addresses(of: $0) }
    // Twenty-five hosts, each asked for twice.
    let lookups = (0..<50).map { number in
      Task { try await resolver.addresses(of: "host\(number / 2).example.com") }
    }
    while servers.asked.count < 2 { try await Task.sleep(for: .milliseconds(1)) }
    for lookup in lookups { lookup.cancel() }
    for lookup in lookups { _ = await lookup.result }
    #expect(!servers.haveAnswered && servers.asked.count == 2)
    servers.answer()
    let found = try await resolver.addresses(of: "quick.example.com")
    #expect(found == [IPAddress(bytes: [10, 0, 0, 1])])
    let asked = servers.asked
    #expect(servers.most == 2 && asked.count <= 5 && asked.last == "quick.example.com", "\(asked)")
    #expect(Set(asked).count == asked.count)
  }

  /// A host whose name servers hang takes one thread, whoever asks for it again and gives up again.
  @Test func aHostThatHangsTakesOneThread() async throws {
    let servers = HungNameServers()
    let resolver = HostResolver(threads: 2) { servers.addresses(of: $0) }
    for _ in 0..<5 {
      let lookup = Task { try await resolver.addresses(of: "slow.example.com") }
      while servers.asked.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
      try await Task.sleep(for: .milliseconds(20))
      lookup.cancel()
      await #expect(throws: CancellationError.self) { try await lookup.value }
    }
    _ = try await resolver.addresses(of: "quick.example.com")
    #expect(!servers.haveAnswered && servers.asked == ["slow.example.com", "quick.example.com"])
    servers.answer()
  }

  // MARK: Files

  @Test func filesAreReadInTheirFolder() async throws {
    let folder = try ScratchFolder()
    let inside = folder.path + "/in"
    try FileManager.default.createDirectory(atPath: inside + "/sub", withIntermediateDirectories: true)
    try Data([1, 2]).write(to: URL(fileURLWithPath: inside + "/sub/a b.wav"))
    try Data([3]).write(to: URL(fileURLWithPath: folder.path + "/outside.wav"))
    try FileManager.default.createSymbolicLink(
      atPath: inside + "/link.wav", withDestinationPath: folder.path + "/outside.wav")
    try FileManager.default.createSymbolicLink(
      atPath: inside + "/near.wav", withDestinationPath: "sub/a b.wav")
    try FileManager.default.createDirectory(atPath: folder.path + "/inner", withIntermediateDirectories: true)
    try Data([4]).write(to: URL(fileURLWithPath: folder.path + "/inner/x.wav"))
    #expect(unsafe mkfifo(inside + "/pipe", 0o600) == 0)
    let fetcher = try fetcher([inside])
    #expect(try await fetcher.bytes(of: "file://\(inside)/sub/a%20b.wav") == [1, 2])
    #expect(try await fetcher.bytes(of: "file://localhost\(inside)/near.wav") == [1, 2])
    for path in [
      "/etc/passwd", "\(inside)/../outside.wav", "\(inside)/link.wav", "\(folder.path)/inner/x.wav",
      "\(inside)/%2e%2e/outside.wav", "\(inside)/nothing.wav", "/dev/zero", inside,
    ] {
      await #expect(throws: FetchError.refused(.file), "\(path)") {
        try await fetcher.bytes(of: "file://\(path)")
      }
    }
    for path in ["\(inside)/pipe", "\(inside)/sub"] {
      await #expect(throws: FetchError.unreadable, "\(path)") {
        try await fetcher.bytes(of: "file://\(path)")
      }
    }
    await #expect(throws: FetchError.tooLarge(limit: 1)) {
      try await self.fetcher([inside]) { $0.maximumBytes = 1 }.bytes(of: "file://\(inside)/near.wav")
    }
  }
}
