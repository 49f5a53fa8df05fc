import Foundation
import Testing
import VoicePrintJobs

/// Where the server may go, and where not.
struct AllowedTargetsTests {
  @Test(arguments: [
    "8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.1", "100.63.255.255", "2606:4700::1111", "2a00:1450::1",
  ])
  func publicAddresses(_ text: String) throws {
    #expect(try #require(IPAddress(text)).isPublic)
  }

  @Test(arguments: [
    "0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
    "172.31.255.255", "192.0.0.8", "192.168.1.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::",
    "::1", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1", "2002:7f00:1::", "64:ff9b::7f00:1",
    "::ffff:10.0.0.1", "::ffff:127.0.0.1", "2001::1",
  ])
  func addressesThatAreNotPublic(_ text: String) throws {
    #expect(try !#require(IPAddress(text)).isPublic)
  }

  @Test(arguments: [
    "", "127.1", "0x7f.0.0.1", "2130706433", "0177.0.0.1", "1.2.3.4.5", "::g", "127.0.0.1 ", "[::1]",
  ])
  func whatIsNoAddress(_ text: String) {
    #expect(IPAddress(text) == nil)
  }

  @Test func networksCompareTheBitsThatCount() throws {
    let network = try #require(IPNetwork("10.1.128.0/17"))
    #expect(network.contains(try #require(IPAddress("10.1.255.1"))))
    #expect(!network.contains(try #require(IPAddress("10.1.127.1"))))
    #expect(!network.contains(try #require(IPAddress("::1"))))
    for text in ["10.0.0.0", "10.0.0.0/33", "10.0.0.0/-1", "ten/8", "::/129"] {
      #expect(IPNetwork(text) == nil)
    }
  }

  @Test(arguments: [
    "http://127.0.0.1:3000/webhook", "https://localhost/x?a=b", "HTTP://LOCALHOST:1/", "http://[::1]:8080/",
    "http://localhost./",
  ])
  func thisMachineIsAllowed(_ url: String) throws {
    _ = try AllowedTargets.thisMachine.target(url)
  }

  /// Where others than this machine's users can ask, its services are reached at ports that were named.
  @Test(arguments: [
    "http://127.0.0.1:3000/", "http://localhost/x", "http://[::1]:8080/", "http://localhost./",
    "http://127.9.9.9/",
    "http://[::ffff:127.0.0.1]/", "http://0.0.0.0:9000/", "http://[::]:9000/", "http://127.0.0.1:9001/",
    "http://localhost:9000/",
  ])
  func thisMachineIsClosed(_ url: String) throws {
    let targets = try AllowedTargets(["127.0.0.1:9000", "localhost:8000", "0.0.0.0/0", "::/0"])
      .closingThisMachine
    do {
      _ = try targets.target(url)
      Issue.record("\(url) was allowed")
    } catch TargetRefusal.host {
    }
    for url in ["http://127.0.0.1:9000/x", "http://localhost:8000/", "http://10.0.0.1/"] {
      _ = try targets.target(url)
    }
  }

  @Test func aNameLeadsToThisMachineAtItsPortOnly() throws {
    let targets = try AllowedTargets(["localhost:8000", "files.example.com", "0.0.0.0/0"]).closingThisMachine
    for (url, address, permits) in [
      ("http://localhost:8000/", "127.0.0.1", true), ("http://localhost:8000/", "::1", true),
      ("http://localhost:8000/", "10.0.0.1", true), ("http://files.example.com/", "127.0.0.1", false),
      ("http://files.example.com/", "0.0.0.0", false), ("http://files.example.com/", "::", false),
    ] {
      guard case .web(let target) = try targets.target(url) else { continue }
      #expect(targets.permits(try #require(IPAddress(address)), for: target) == permits, "\(url) \(address)")
    }
  }

  @Test(arguments: ["localhost", "LOCALHOST", "127.0.0.1", "::1", "[::1]", "0.0.0.0", "::ffff:127.0.0.1"])
  func thisMachineIsNotAllowedAsAWhole(_ name: String) {
    #expect(throws: AllowedTargetError.withoutPort(name)) { try AllowedTargets([name]) }
  }

  @Test(arguments: [
    "http://example.com/", "http://10.0.0.1/", "http://169.254.169.254/latest/meta-data", "http://0.0.0.0/",
    "http://2130706433/", "http://0x7f.1/", "http://127.1/", "http://localhost.example.com/",
    "http://notlocalhost/", "http://[fd00::1]/", "http://[::ffff:10.0.0.1]/",
  ])
  func allElseIsNot(_ url: String) throws {
    do {
      _ = try AllowedTargets.thisMachine.target(url)
      Issue.record("\(url) was allowed")
    } catch TargetRefusal.host {
    }
  }

  @Test(arguments: [
    ("ftp://127.0.0.1/x", TargetRefusal.unsupportedScheme("ftp")),
    ("gopher://127.0.0.1", .unsupportedScheme("gopher")),
    ("http+unix://%2Fvar%2Frun%2Fdocker.sock/x", .unsupportedScheme("http+unix")),
    ("data:audio/wav;base64,AAAA", .unsupportedScheme("data")), ("http://user:word@127.0.0.1/", .credentials),
    ("http://127.0.0.1@example.com/", .credentials), ("file:///etc/passwd", .file),
    ("relative/path", .malformed),
    ("", .malformed), ("http://", .malformed), ("http:///x", .malformed),
  ])
  func otherThingsAreRefused(_ url: String, _ refusal: TargetRefusal) throws {
    #expect(throws: refusal) { try AllowedTargets.thisMachine.target(url) }
  }

  @Test func whatIsNamedIsAllowed() throws {
    let targets = try AllowedTargets([
      "files.example.com", "*.media.example.com:8443", "10.1.0.0/16", "192.168.7.7:9000", "[fd00::7]:80",
    ])
    func allows(_ url: String) -> Bool { (try? targets.target(url)) != nil }
    for url in [
      "https://files.example.com/a.wav", "http://FILES.example.com:81/",
      "https://a.b.media.example.com:8443/",
      "http://10.1.2.3:5/", "http://192.168.7.7:9000/", "http://[fd00::7]/",
    ] { #expect(allows(url), "\(url)") }
    for url in [
      "http://example.com/", "http://xfiles.example.com/", "https://media.example.com:8443/",
      "https://a.media.example.com/", "http://10.2.0.1/", "http://192.168.7.7/", "http://[fd00::7]:81/",
    ] { #expect(!allows(url), "\(url)") }
  }

  /// A name proves nothing of where it leads.
  @Test func aNamedHostIsReachedWhereItMayBe() throws {
    let targets = try AllowedTargets(["files.example.com", "10.1.0.0/16"])
    guard case .web(let target) = try targets.target("http://files.example.com/") else { return }
    func permits(_ text: String) throws -> Bool {
      targets.permits(try #require(IPAddress(text)), for: target)
    }
    #expect(try permits("93.184.216.34"))
    #expect(try permits("10.1.2.3"))
    for text in [
      "127.0.0.1", "::1", "10.2.0.1", "169.254.169.254", "192.168.1.1", "::ffff:127.0.0.1", "fd00::1",
    ] {
      #expect(try !permits(text), "\(text)")
    }
  }

  @Test(arguments: [
    "", "a b", "files:0", "files:70000", "10.0.0.0/40", "http://x", "*", "*.", "[::1", "/nowhere/at/all",
  ])
  func whatCannotBeAllowed(_ name: String) {
    #expect(throws: AllowedTargetError.self) { try AllowedTargets([name]) }
  }

  @Test func allFilesAreNeverAllowed() {
    #expect(throws: AllowedTargetError.everything("/")) { try AllowedTargets(["/"]) }
  }
}
