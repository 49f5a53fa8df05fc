internal import Crypto
internal import Foundation
internal import GRDB
public import VoicePrint

extension EnrollmentStore {
  /// Registers a client of an account.
  ///
  /// - Parameters:
  ///   - id: the client.
  ///   - secret: what it proves itself with; only a keyed digest of it is stored.
  ///   - owner: whom its tokens name where a login names nobody.
  ///   - account: the account that it may ask for.
  /// - Throws: ``StoreError/clientExists(_:)``, ``StoreError/noSuchAccount(_:)`` and other ``StoreError``s.
  public func addClient(
    _ id: ClientID, secret: String, owner: SpeakerID, account: AccountID = .standard
  ) throws(StoreError) {
    try write { tables in
      let row = try AccountRow.find(account, in: tables.database)
      let known = try Int.fetchOne(
        tables.database, sql: "SELECT COUNT(*) FROM client WHERE name = ?", arguments: [id.text])
      guard known == 0 else { throw StoreError.clientExists(id) }
      let now = Timestamp.now
      let digest = tables.keys.credential(of: Self.secretFields(secret, id, account, owner, now))
      try tables.database.execute(
        sql: "INSERT INTO client (name, account, owner, secret, createdAt) VALUES (?, ?, ?, ?, ?)",
        arguments: [id.text, row.id, owner.text, Data(digest), now.milliseconds])
      try tables.log(.addClient, .init(account: account, client: id), at: now)
    }
  }

  /// The clients in the order in which they were registered, those that were revoked among them.
  ///
  /// - Throws: ``StoreError``.
  public func clients() throws(StoreError) -> [ClientRecord] {
    try read { tables in
      try Row.fetchAll(tables.database, sql: Self.clientQuery + " ORDER BY c.id").map {
        try ClientRecord($0)
      }
    }
  }

  /// Whether a client was ever registered: from then on nobody may ask without a token.
  ///
  /// - Throws: ``StoreError``.
  public var hasClients: Bool {
    get throws(StoreError) {
      try read { tables in
        let sql = "SELECT EXISTS (SELECT 1 FROM client)"
        return try Bool.fetchOne(tables.database.cachedStatement(sql: sql)) ?? false
      }
    }
  }

  /// A client that may log in; nil where there is none of this name, it was revoked, or the secret is another one.
  ///
  /// - Parameters:
  ///   - id: the client.
  ///   - secret: what it proves itself with; nil to look it up without proof.
  /// - Returns: the client.
  /// - Throws: ``StoreError``.
  public func client(_ id: ClientID, secret: String?) throws(StoreError) -> ClientRecord? {
    try read { tables in
      guard
        let row = try Row.fetchOne(
          tables.database, sql: Self.clientQuery + " WHERE c.name = ?", arguments: [id.text])
      else { return nil }
      let client = try ClientRecord(row)
      guard client.revokedAt == nil else { return nil }
      guard let secret else { return client }
      let fields = Self.secretFields(
        secret, id, client.account, client.owner, Timestamp(milliseconds: try row.decode(atIndex: 3)))
      return tables.keys.proves(try row.decode(Data.self, atIndex: 5), fields) ? client : nil
    }
  }

  /// Ends a client's logins and lets it log in no more.
  ///
  /// - Throws: ``StoreError/noSuchClient(_:)`` and other ``StoreError``s.
  public func revokeClient(_ id: ClientID) throws(StoreError) {
    try write { tables in
      let account = try String.fetchOne(
        tables.database,
        sql: "SELECT a.name FROM client c JOIN account a ON a.id = c.account WHERE c.name = ?",
        arguments: [id.text])
      guard let account else { throw StoreError.noSuchClient(id) }
      let now = Timestamp.now
      try tables.database.execute(
        sql: "UPDATE client SET revokedAt = ? WHERE name = ? AND revokedAt IS NULL",
        arguments: [now.milliseconds, id.text])
      if tables.database.changesCount > 0 {
        try tables.log(.revokeClient, .init(account: AccountID(account), client: id), at: now)
      }
      try tables.database.execute(
        sql: "DELETE FROM session WHERE client = (SELECT id FROM client WHERE name = ?)", arguments: [id.text]
      )
    }
  }

  /// The key that all keys of tokens come from: 32 random bytes, made when first asked for.
  ///
  /// - Throws: ``StoreError``.
  package func tokenKey() throws(StoreError) -> [UInt8] {
    try write { tables in
      if let key = try tables.tokenKey() { return key }
      let key = StoreKeys.randomBytes(32)
      try tables.database.execute(
        sql: "INSERT INTO tokenKey (id, sealed) VALUES (1, ?)",
        arguments: [tables.keys.seal(key, bound: EnrollmentTables.tokenKeyFields)])
      return key
    }
  }

  /// The key that tokens of one kind are signed with, each kind with its own.
  ///
  /// - Throws: ``StoreError``.
  public func tokenKey(for purpose: TokenPurpose) throws(StoreError) -> [UInt8] {
    let key = try tokenKey()
    switch purpose {
    // JWTs that were given to clients long ago stay good.
    case .loginAssertions: return key
    case .accessTokens:
      let derived = HKDF<SHA256>.deriveKey(
        inputKeyMaterial: SymmetricKey(data: key), info: Array("VoicePrint access tokens".utf8),
        outputByteCount: 32)
      return unsafe derived.withUnsafeBytes { unsafe Array($0) }
    }
  }

  private static let clientQuery = """
    SELECT c.name, a.name, c.owner, c.createdAt, c.revokedAt, c.secret FROM client c
    JOIN account a ON a.id = c.account
    """

  private static func secretFields(
    _ secret: String, _ id: ClientID, _ account: AccountID, _ owner: SpeakerID, _ time: Timestamp
  ) -> BoundFields {
    var fields = BoundFields("client")
    fields.append(ContentDigest(of: secret.utf8))
    fields.append(id.text)
    fields.append(account.text)
    fields.append(owner.text)
    fields.append(time.milliseconds)
    return fields
  }
}

extension EnrollmentTables {
  /// What the seal of the key of tokens is bound to.
  static let tokenKeyFields = BoundFields("token key")

  /// The key that access tokens are signed with; nil where there is none yet.
  ///
  /// - Throws: ``StoreError/altered(_:)``.
  func tokenKey() throws -> [UInt8]? {
    guard let sealed = try Data.fetchOne(database, sql: "SELECT sealed FROM tokenKey") else { return nil }
    guard let key = keys.open(sealed, bound: Self.tokenKeyFields), key.count == 32 else {
      throw StoreError.altered("the key that tokens are signed with does not open")
    }
    return Array(key)
  }
}

extension ClientRecord {
  /// Reads the first five columns of the query above.
  fileprivate init(_ row: Row) throws {
    guard let owner = try? SpeakerID(try row.decode(String.self, atIndex: 2)) else {
      throw StoreError.altered("the owner of a client was changed")
    }
    id = try ClientID(try row.decode(String.self, atIndex: 0))
    account = try AccountID(try row.decode(String.self, atIndex: 1))
    self.owner = owner
    createdAt = Timestamp(milliseconds: try row.decode(atIndex: 3)).date
    revokedAt = try row.decode(Int64?.self, atIndex: 4).map { Timestamp(milliseconds: $0).date }
  }
}
