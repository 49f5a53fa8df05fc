internal import Foundation
internal import GRDB

/// A row of the table `sealed`: sealed bytes laid out so that deleting them leaves nothing of them in the file.
///
/// SQLite keeps the first part of a row in the pages of its table and the rest in overflow pages. With
/// `secure_delete` it overwrites both on deletion, but when it moves rows between the pages of a table it can
/// leave copies of them in unused space (seen with SQLite 3.40: 2 of 1,500 deleted blobs). Overflow pages are
/// never moved. So a row begins with a filler as long as what SQLite keeps in the table's page, and the sealed
/// bytes after it fill whole overflow pages ("Database File Format", section 1.6). This also hides their length.
enum SealedBlob {
  /// Page size of the database in bytes.
  static let pageSize = 4096
  /// Bytes of a row in one overflow page: all but the number of the next page.
  private static let overflowCapacity = pageSize - 4
  /// Bytes of a row in the table's page, where the rest fills whole overflow pages.
  private static let localCapacity = (pageSize - 12) * 32 / 255 - 23
  /// Nonce and tag of AES-GCM, and the length of what is sealed.
  private static let overhead = 12 + 16 + 4

  /// Pads, seals and inserts.
  ///
  /// - Returns: the row's id.
  static func insert(
    _ bytes: [UInt8], bound fields: BoundFields, keys: StoreKeys, in database: Database
  ) throws -> Int64 {
    let sealed = keys.seal(padded(bytes), bound: fields)
    try database.cachedStatement(sql: "INSERT INTO sealed (filler, bytes) VALUES (zeroblob(?), ?)")
      .execute(arguments: [fillerCount(sealed.count), sealed])
    return database.lastInsertedRowID
  }

  /// Pads, seals and puts in the place of what a row held.
  static func replace(
    _ id: Int64, with bytes: [UInt8], bound fields: BoundFields, keys: StoreKeys, in database: Database
  ) throws {
    let sealed = keys.seal(padded(bytes), bound: fields)
    try database.cachedStatement(sql: "UPDATE sealed SET filler = zeroblob(?), bytes = ? WHERE id = ?")
      .execute(arguments: [fillerCount(sealed.count), sealed, id])
  }

  /// Seals what a row holds under other keys.
  ///
  /// - Throws: ``StoreError/altered(_:)`` where it is not what was sealed with the former fields.
  static func reseal(
    _ id: Int64, from former: (fields: BoundFields, keys: StoreKeys), to fields: BoundFields, keys: StoreKeys,
    in database: Database
  ) throws {
    let sealed = try Data.fetchOne(
      database.cachedStatement(sql: "SELECT bytes FROM sealed WHERE id = ?"), arguments: [id])
    guard let plain = open(sealed ?? Data(), bound: former.fields, keys: former.keys) else {
      throw StoreError.altered("the sealed blob \(id) does not open")
    }
    try replace(id, with: Array(plain), bound: fields, keys: keys, in: database)
  }

  /// What a row holds, or nil where it is not what was sealed with these fields.
  static func open(_ sealed: Data, bound fields: BoundFields, keys: StoreKeys) -> Data? {
    guard let plain = keys.open(sealed, bound: fields), plain.count >= 4 else { return nil }
    let start = plain.startIndex
    let count = (0..<4).reduce(0) { $0 | Int(plain[start + $1]) << (8 * $1) }
    guard count <= plain.count - 4 else { return nil }
    return plain[start + 4..<start + 4 + count]
  }

  /// Length, bytes, and zeros up to whole overflow pages.
  private static func padded(_ bytes: [UInt8]) -> [UInt8] {
    let pages = (bytes.count + overhead + overflowCapacity - 1) / overflowCapacity
    var padded: [UInt8] = []
    padded.reserveCapacity(pages * overflowCapacity)
    for shift in [0, 8, 16, 24] { padded.append(UInt8(truncatingIfNeeded: bytes.count >> shift)) }
    padded += bytes
    padded += repeatElement(0, count: pages * overflowCapacity - overhead - bytes.count)
    return padded
  }

  /// Length of the filler beside sealed bytes of the given length.
  private static func fillerCount(_ sealedCount: Int) -> Int {
    // A row's header: its own length and the type of `id` take a byte each, the filler's type takes two.
    localCapacity - 4 - variableLength(12 + 2 * sealedCount)
  }

  /// Bytes of a number in SQLite's variable-length form, 7 bits in each.
  private static func variableLength(_ number: Int) -> Int {
    (Int.bitWidth - number.leadingZeroBitCount + 6) / 7
  }
}
