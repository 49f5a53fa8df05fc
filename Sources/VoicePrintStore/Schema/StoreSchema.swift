internal import GRDB

/// The tables of a store, as the list of changes that make them. Changes are only ever appended,
/// and their text stays as it is: a check compares it with what is in the file.
enum StoreSchema {
  /// Marks the file as a store of VoicePrint: the letters `VPst`.
  static let applicationID: Int32 = 0x5650_7374

  /// Every change so far, in order.
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 enrollments", foreignKeyChecks: .immediate) { database in
      try database.execute(sql: enrollments)
    }
    migrator.registerMigration("clients", foreignKeyChecks: .immediate) { database in
      try database.execute(sql: ClientSchema.clients)
    }
    registerJobs(&migrator)
    registerAudit(&migrator)
    registerPlaces(&migrator)
    return migrator
  }

  /// Times are milliseconds since 1970, UTC. Only names, times and flags are in clear: no digest, no duration.
  private static let enrollments = """
    -- One row: who the store is, proof of its key, and its settings.
    CREATE TABLE store (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      identity BLOB NOT NULL CHECK (length(identity) = 16),
      keyCheck BLOB NOT NULL,
      keepsFirstOrderStatistics INTEGER NOT NULL CHECK (keepsFirstOrderStatistics IN (0, 1)),
      createdAt INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE account (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL UNIQUE,
      createdAt INTEGER NOT NULL
    ) STRICT;

    -- Sealed bytes; see SealedBlob for the filler.
    CREATE TABLE sealed (
      id INTEGER PRIMARY KEY,
      filler BLOB NOT NULL,
      bytes BLOB NOT NULL
    ) STRICT;

    -- Identifiers rise in the order of creation. model and statisticsModel are the SHA-256 identities of the
    -- whole model and of its front end and mixture. summary seals the status and the signature.
    CREATE TABLE enrollment (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
      speaker TEXT NOT NULL,
      idName TEXT NOT NULL CHECK (idName IN ('speakerId', 'enrollmentId')),
      createdAt INTEGER NOT NULL,
      updatedAt INTEGER NOT NULL,
      model BLOB NOT NULL CHECK (length(model) = 32),
      statisticsModel BLOB NOT NULL CHECK (length(statisticsModel) = 32),
      isComplete INTEGER NOT NULL CHECK (isComplete IN (0, 1)),
      summary INTEGER NOT NULL UNIQUE REFERENCES sealed (id),
      UNIQUE (account, speaker)
    ) STRICT;
    CREATE INDEX enrollmentOfAccount ON enrollment (account);
    CREATE INDEX completeEnrollmentOfAccount ON enrollment (account) WHERE isComplete = 1;

    -- name is a keyed digest of the recording's digest. firstOrder is NULL in a minimal store.
    CREATE TABLE sample (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      enrollment INTEGER NOT NULL REFERENCES enrollment (id) ON DELETE CASCADE,
      name BLOB NOT NULL CHECK (length(name) = 32),
      addedAt INTEGER NOT NULL,
      statistics INTEGER NOT NULL UNIQUE REFERENCES sealed (id),
      firstOrder INTEGER UNIQUE REFERENCES sealed (id),
      UNIQUE (enrollment, name)
    ) STRICT;

    -- Ids that were enrolled and deleted; attestation is a keyed digest of the row.
    CREATE TABLE tombstone (
      account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
      speaker TEXT NOT NULL,
      deletedAt INTEGER NOT NULL,
      attestation BLOB NOT NULL CHECK (length(attestation) = 32),
      PRIMARY KEY (account, speaker)
    ) STRICT, WITHOUT ROWID;

    -- What a row sealed goes with the row, whichever way the row goes.
    CREATE TRIGGER enrollmentGoes AFTER DELETE ON enrollment BEGIN
      DELETE FROM sealed WHERE id = OLD.summary;
    END;
    CREATE TRIGGER sampleGoes AFTER DELETE ON sample BEGIN
      DELETE FROM sealed WHERE id IN (OLD.statistics, OLD.firstOrder);
    END;
    """
}
