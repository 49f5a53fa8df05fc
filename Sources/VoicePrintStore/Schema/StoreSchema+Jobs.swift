internal import GRDB

extension StoreSchema {
  /// Adds the tables of jobs.
  static func registerJobs(_ migrator: inout DatabaseMigrator) {
    migrator.registerMigration("jobs", foreignKeyChecks: .immediate) { database in
      try database.execute(sql: jobs)
    }
  }

  /// What clients ask, whom to tell and what came out are sealed; the audio goes as soon as the job is finished.
  private static let jobs = """
    -- Numbers rise in the order of acceptance; id is the name that clients know. deliverAt is when the callback
    -- is next to be told, NULL where there is nothing to tell.
    CREATE TABLE job (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
      kind TEXT NOT NULL CHECK (kind IN ('identify', 'diarize')),
      createdAt INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'succeeded', 'failed')),
      attempts INTEGER NOT NULL DEFAULT 0,
      startedAt INTEGER,
      completedAt INTEGER,
      request INTEGER UNIQUE REFERENCES sealed (id),
      response INTEGER UNIQUE REFERENCES sealed (id),
      callback INTEGER UNIQUE REFERENCES sealed (id),
      deliveries INTEGER NOT NULL DEFAULT 0,
      deliverAt INTEGER
    ) STRICT;
    CREATE INDEX unfinishedJob ON job (state, number) WHERE state IN ('waiting', 'running');
    CREATE INDEX startedJobOfAccount ON job (account, startedAt);
    CREATE INDEX undeliveredJob ON job (deliverAt) WHERE deliverAt IS NOT NULL;
    CREATE INDEX jobByAge ON job (createdAt);

    CREATE TRIGGER jobGoes AFTER DELETE ON job BEGIN
      DELETE FROM sealed WHERE id IN (OLD.request, OLD.response, OLD.callback);
    END;
    """
}
