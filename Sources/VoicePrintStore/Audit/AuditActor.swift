internal import Foundation

/// Who changes a store, as its log names them.
public struct AuditActor: Hashable, Sendable, CustomStringConvertible {
  /// The name as text: `cli:USER`, `client:ID`, `server:open`, `job:ID` or `program:NAME`.
  public let text: String

  init(text: String) { self.text = text }

  /// A person at the command line, by the name the operating system knows.
  public static func commandLine(user: String) -> AuditActor { AuditActor(text: "cli:\(user)") }

  /// Whoever runs this process, at the command line.
  public static var currentUser: AuditActor { .commandLine(user: NSUserName()) }

  /// A client of the server.
  public static func client(_ id: ClientID) -> AuditActor { AuditActor(text: "client:\(id)") }

  /// Anybody on this machine, through a server that no client is registered with.
  public static let openServer = AuditActor(text: "server:open")

  /// A job that the server works on.
  package static func job(_ id: JobID) -> AuditActor { AuditActor(text: "job:\(id.text)") }

  /// The program that uses the store, where nobody else is named.
  public static let program = AuditActor(text: "program:\(ProcessInfo.processInfo.processName)")

  /// The name as text.
  public var description: String { text }
}
