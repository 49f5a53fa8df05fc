/// The tables of clients and logins.
enum ClientSchema {
  static let clients = """
    -- secret is a keyed digest of the client's secret and of the rest of the row, so that neither the secret can
    -- be read nor the account be changed.
    CREATE TABLE client (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL UNIQUE,
      account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
      owner TEXT NOT NULL,
      secret BLOB NOT NULL CHECK (length(secret) = 32),
      createdAt INTEGER NOT NULL,
      revokedAt INTEGER
    ) STRICT;

    -- A login lasts until expiresAt unless it is renewed or ended. renewal is a keyed digest of the refresh token
    -- and of the rest of the row. client is NULL where no client was registered.
    CREATE TABLE session (
      id BLOB PRIMARY KEY CHECK (length(id) = 16),
      account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
      client INTEGER REFERENCES client (id) ON DELETE CASCADE,
      owner TEXT NOT NULL,
      expiresAt INTEGER NOT NULL,
      renewal BLOB NOT NULL CHECK (length(renewal) = 32)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX sessionOfClient ON session (client);
    CREATE INDEX sessionByExpiry ON session (expiresAt);

    -- One row: the sealed key that access tokens are signed with.
    CREATE TABLE tokenKey (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      sealed BLOB NOT NULL
    ) STRICT;
    """
}
