internal import GRDB

extension EnrollmentStore {
  /// The accounts in the order in which they were made; every store has ``AccountID/standard``.
  ///
  /// - Throws: ``StoreError``.
  public func accounts() throws(StoreError) -> [AccountID] {
    try read { tables in
      try String.fetchAll(tables.database, sql: "SELECT name FROM account ORDER BY id").map {
        try AccountID($0)
      }
    }
  }

  /// Makes an account.
  ///
  /// - Throws: ``StoreError/accountExists(_:)`` and other ``StoreError``s.
  public func makeAccount(_ account: AccountID) throws(StoreError) {
    try write { tables in
      guard try accounts(named: account, in: tables.database) == 0 else {
        throw StoreError.accountExists(account)
      }
      try tables.database.execute(
        sql: "INSERT INTO account (name, createdAt) VALUES (?, ?)",
        arguments: [account.text, Timestamp.now.milliseconds])
      try tables.log(.addAccount, .init(account: account))
    }
  }

  private func accounts(named account: AccountID, in database: Database) throws -> Int {
    try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM account WHERE name = ?", arguments: [account.text])
      ?? 0
  }
}
