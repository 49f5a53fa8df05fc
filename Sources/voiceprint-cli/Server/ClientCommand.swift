internal import ArgumentParser
internal import Foundation
internal import VoicePrint
internal import VoicePrintServer
internal import VoicePrintStore

struct ClientCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "client",
    abstract: "Register the programs that may ask the server, each for one account.",
    subcommands: [ClientAddCommand.self, ClientListCommand.self, ClientRevokeCommand.self])
}

struct ClientAddCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Register a client; from the first one on, nobody may ask without a token.",
    discussion: """
      The secret is shown once and cannot be had again: only a keyed digest of it is stored. Programs that log in \
      with a JWT may use the one shown, or any other one together with the secret. It is good until the client is \
      revoked, or for so long as --jwt-days says.

      With --json: clientId, clientSecret, jwt, account, and jwtExpiresAt where the JWT expires.

      Examples:
        voiceprint client add
        voiceprint client add --account sales --id dialer --secret-file secret.txt --jwt-days 90
      """)

  @Option(
    help: "Name of the client: 1 to 64 of A–Z a–z 0–9 _ - . (else a new one).",
    transform: { try ClientID($0) })
  var id: ClientID?

  @Option(
    help: ArgumentHelp(
      "File with a secret of at least \(ClientRegistry.shortestSecret) characters, - for standard input (else a new one).",
      valueName: "path"), completion: .file())
  var secretFile: String?

  @Option(
    help: "Whom tokens name where a login names nobody: 1 to 128 of A–Z a–z 0–9 _.",
    transform: { try SpeakerID($0) })
  var owner: SpeakerID?

  @Option(
    help: ArgumentHelp(
      "How long the JWT is good for, in days (else until the client is revoked).", valueName: "days"))
  var jwtDays: Double?

  @OptionGroup var store: StoreOptions
  @OptionGroup var speech: OutputOptions

  private struct Answer: Encodable {
    let clientId: String
    let clientSecret: String
    let jwt: String
    let jwtExpiresAt: String?
    let account: String
  }

  func validate() throws {
    guard let jwtDays else { return }
    guard jwtDays > 0, jwtDays <= 36_500 else {
      throw ValidationError("--jwt-days takes more than 0 to 36500.")
    }
  }

  func run() async throws {
    let secret = try secretFile.map { try Self.secret(in: $0) }
    let registry = ClientRegistry(store: try store.openOrMake())
    let credentials = try await registry.add(
      id, secret: secret, owner: owner, account: store.account, assertionSeconds: jwtDays.map { $0 * 86_400 })
    let expiry = credentials.assertionExpiresAt?.formatted(.iso8601)
    let output = speech.output
    output.answer(
      Answer(
        clientId: credentials.id.text, clientSecret: credentials.secret, jwt: credentials.assertion,
        jwtExpiresAt: expiry, account: store.account.text))
    output.say(
      """
      client   \(credentials.id)
      secret   \(credentials.secret)
      JWT      \(credentials.assertion)
      account  \(store.account)
      """)
    if let expiry { output.say("JWT until \(expiry)") }
    output.note("keep the secret and the JWT: they are not shown again")
  }

  private static func secret(in path: String) throws -> String {
    let bytes: Data
    do {
      bytes =
        path == RecordingReader.standardInput
        ? FileHandle.standardInput.readDataToEndOfFile() : try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw ValidationError("The secret in \(path) cannot be read.")
    }
    let secret = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    guard secret.count >= ClientRegistry.shortestSecret else {
      throw ValidationError(
        "The secret in \(path) has \(secret.count) characters; at least \(ClientRegistry.shortestSecret) are needed."
      )
    }
    return secret
  }
}

struct ClientListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the clients of all accounts, those that were revoked among them.",
    discussion: """
      With --json: clients with clientId, account, owner, createdAt, and revokedAt where it was revoked.

      Example:
        voiceprint client list
      """)

  @OptionGroup var store: StoreOptions
  @OptionGroup var speech: OutputOptions

  private struct Answer: Encodable {
    struct Client: Encodable {
      let clientId: String
      let account: String
      let owner: String
      let createdAt: String
      let revokedAt: String?
    }

    let clients: [Client]
  }

  func run() throws {
    let clients = try store.open().clients()
    let output = speech.output
    output.answer(
      Answer(
        clients: clients.map {
          Answer.Client(
            clientId: $0.id.text, account: $0.account.text, owner: $0.owner.text,
            createdAt: $0.createdAt.formatted(.iso8601), revokedAt: $0.revokedAt?.formatted(.iso8601))
        }))
    var table = Table(
      ["client", "account", "owner", "registered", "revoked"],
      alignments: [.left, .left, .left, .left, .left])
    for client in clients {
      table.add([
        client.id.text, client.account.text, client.owner.text, client.createdAt.formatted(.iso8601),
        client.revokedAt?.formatted(.iso8601) ?? "",
      ])
    }
    output.say(clients.isEmpty ? "no client is registered" : table.lines().joined(separator: "\n"))
  }
}

struct ClientRevokeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke",
    abstract: "End a client's logins at once and let it log in no more.",
    discussion: """
      Example:
        voiceprint client revoke dialer
      """)

  @Argument(help: "The client.", transform: { try ClientID($0) })
  var id: ClientID

  @OptionGroup var store: StoreOptions
  @OptionGroup var speech: OutputOptions

  func run() throws {
    try store.open().revokeClient(id)
    speech.output.say("‘\(id)’ may ask no more")
  }
}
