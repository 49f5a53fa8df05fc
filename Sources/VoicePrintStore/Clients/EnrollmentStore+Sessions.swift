public import Foundation
internal import GRDB
public import VoicePrint

extension EnrollmentStore {
  /// Begins a login.
  ///
  /// - Parameters:
  ///   - client: the client that logs in; nil where none is registered.
  ///   - owner: who logs in.
  ///   - account: the account that is asked for.
  ///   - secret: what the login is renewed with; only a keyed digest of it is stored.
  ///   - expiresAt: until when it can be renewed.
  /// - Returns: the login.
  /// - Throws: ``StoreError/noSuchClient(_:)`` where the client was revoked, and other ``StoreError``s.
  public func beginSession(
    of client: ClientID?, owner: SpeakerID, account: AccountID, secret: String, expiresAt: Date
  ) throws(StoreError) -> SessionRecord {
    try write { tables in
      try tables.database.execute(
        sql: "DELETE FROM session WHERE expiresAt <= ?", arguments: [Timestamp.now.milliseconds])
      let row = try AccountRow.find(account, in: tables.database)
      var clientRow: Int64?
      if let client {
        clientRow = try Int64.fetchOne(
          tables.database, sql: "SELECT id FROM client WHERE name = ? AND account = ? AND revokedAt IS NULL",
          arguments: [client.text, row.id])
        guard clientRow != nil else { throw StoreError.noSuchClient(client) }
      }
      let time = Timestamp(expiresAt)
      let session = SessionRecord(
        id: StoreKeys.randomBytes(16), account: account, client: client, owner: owner, expiresAt: time.date)
      try tables.database.execute(
        sql: "INSERT INTO session (id, account, client, owner, expiresAt, renewal) VALUES (?, ?, ?, ?, ?, ?)",
        arguments: [
          Data(session.id), row.id, clientRow, owner.text, time.milliseconds,
          Data(tables.keys.credential(of: session.renewalFields(secret))),
        ])
      return session
    }
  }

  /// A login that has not ended; nil for any other. One without a client ends when a client is registered.
  ///
  /// - Throws: ``StoreError``.
  public func session(_ id: [UInt8]) throws(StoreError) -> SessionRecord? {
    try read { tables in try SessionRow.find(id, in: tables.database)?.session }
  }

  /// What tells a secret that was given for a login from one that was not, also when it is good no longer.
  ///
  /// - Parameters:
  ///   - id: the login, whose name is no secret.
  ///   - secret: what it is or was renewed with.
  /// - Returns: a keyed digest of both, for the refresh token.
  /// - Throws: ``StoreError``.
  public func renewalMark(of id: [UInt8], secret: String) throws(StoreError) -> [UInt8] {
    try read { tables in tables.keys.credential(of: Self.markFields(id, secret)) }
  }

  /// Renews a login once: from then on it is renewed with another secret. One that was used before ends the login.
  ///
  /// - Parameters:
  ///   - id: the login.
  ///   - client: the client that asks; nil where none is registered.
  ///   - proof: what it is renewed with now.
  ///   - next: what it will be renewed with.
  ///   - expiresAt: until when it can be renewed again.
  /// - Returns: the login, or why there is none.
  /// - Throws: ``StoreError``.
  public func renewSession(
    _ id: [UInt8], of client: ClientID?, proof: SessionProof, next: String, expiresAt: Date
  ) throws(StoreError) -> SessionRenewal {
    try write { tables in
      guard let row = try SessionRow.find(id, in: tables.database), row.session.client == client else {
        return .refused
      }
      guard row.isProved(by: proof, tables.keys) else {
        guard Self.wasGiven(proof, for: id, tables.keys) else { return .refused }
        try SessionRow.delete(id, in: tables.database)
        return .usedBefore
      }
      let time = Timestamp(expiresAt)
      let renewed = SessionRecord(
        id: id, account: row.session.account, client: row.session.client, owner: row.session.owner,
        expiresAt: time.date)
      try tables.database.execute(
        sql: "UPDATE session SET expiresAt = ?, renewal = ? WHERE id = ?",
        arguments: [
          time.milliseconds, Data(tables.keys.credential(of: renewed.renewalFields(next))), Data(id),
        ])
      return .renewed(renewed)
    }
  }

  /// Ends a login, if there is such a one and who asks may end it; otherwise nothing changes.
  ///
  /// - Parameters:
  ///   - id: the login.
  ///   - client: the client that asks, whose own logins it may end; nil where the token alone is the proof.
  ///   - proof: the secret of a refresh token, good still or once; nil where the caller has seen the proof, such as the
  ///     signature of an access token.
  /// - Throws: ``StoreError``.
  public func endSession(
    _ id: [UInt8], of client: ClientID?, proof: SessionProof? = nil
  ) throws(StoreError) {
    try write { tables in
      guard let row = try SessionRow.find(id, in: tables.database),
        client == nil || row.session.client == client,
        proof.map({ row.isProved(by: $0, tables.keys) || Self.wasGiven($0, for: id, tables.keys) }) ?? true
      else { return }
      try SessionRow.delete(id, in: tables.database)
    }
  }

  private static func markFields(_ id: [UInt8], _ secret: String) -> BoundFields {
    var fields = BoundFields("given renewal")
    fields.append(id)
    fields.append(ContentDigest(of: secret.utf8))
    return fields
  }

  private static func wasGiven(_ proof: SessionProof, for id: [UInt8], _ keys: StoreKeys) -> Bool {
    proof.mark.map { keys.proves(Data($0), markFields(id, proof.secret)) } ?? false
  }
}

/// A login with the digest of what it is renewed with.
private struct SessionRow {
  let session: SessionRecord
  let renewal: Data

  /// Whether this is what the login is renewed with now.
  func isProved(by proof: SessionProof, _ keys: StoreKeys) -> Bool {
    keys.proves(renewal, session.renewalFields(proof.secret))
  }

  static func delete(_ id: [UInt8], in database: Database) throws {
    try database.execute(sql: "DELETE FROM session WHERE id = ?", arguments: [Data(id)])
  }

  static func find(_ id: [UInt8], in database: Database) throws -> SessionRow? {
    let sql = """
      SELECT a.name, c.name, s.owner, s.expiresAt, s.renewal FROM session s
      JOIN account a ON a.id = s.account LEFT JOIN client c ON c.id = s.client
      WHERE s.id = ? AND s.expiresAt > ? AND c.revokedAt IS NULL
        AND (s.client IS NOT NULL OR NOT EXISTS (SELECT 1 FROM client))
      """
    guard
      let row = try Row.fetchOne(
        database.cachedStatement(sql: sql), arguments: [Data(id), Timestamp.now.milliseconds])
    else { return nil }
    guard let owner = try? SpeakerID(try row.decode(String.self, atIndex: 2)) else {
      throw StoreError.altered("the owner of a login was changed")
    }
    return SessionRow(
      session: SessionRecord(
        id: id, account: try AccountID(try row.decode(String.self, atIndex: 0)),
        client: try row.decode(String?.self, atIndex: 1).map { try ClientID($0) }, owner: owner,
        expiresAt: Timestamp(milliseconds: try row.decode(atIndex: 3)).date),
      renewal: try row.decode(Data.self, atIndex: 4))
  }
}

extension SessionRecord {
  /// What the digest of a login is made of.
  fileprivate func renewalFields(_ secret: String) -> BoundFields {
    var fields = BoundFields("session")
    fields.append(ContentDigest(of: secret.utf8))
    fields.append(id)
    fields.append(account.text)
    fields.append(client?.text ?? "")
    fields.append(owner.text)
    fields.append(Timestamp(expiresAt).milliseconds)
    return fields
  }
}
