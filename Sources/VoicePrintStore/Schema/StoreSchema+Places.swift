internal import GRDB

extension StoreSchema {
  /// Adds the table of what is fitted to an account.
  static func registerPlaces(_ migrator: inout DatabaseMigrator) {
    migrator.registerMigration("places", foreignKeyChecks: .immediate) { database in
      try database.execute(sql: places)
    }
  }

  private static let places = """
    -- An account's calibration: numbers fitted to those enrolled in it, sealed, and the model they were fitted with.
    CREATE TABLE calibration (
      account INTEGER PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
      model BLOB NOT NULL CHECK (length(model) = 32),
      fittedAt INTEGER NOT NULL,
      numbers INTEGER NOT NULL UNIQUE REFERENCES sealed (id)
    ) STRICT;

    CREATE TRIGGER calibrationGoes AFTER DELETE ON calibration BEGIN
      DELETE FROM sealed WHERE id = OLD.numbers;
    END;
    """
}
