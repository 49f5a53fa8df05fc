internal import VoicePrint

/// An enrollment as it stands in an archive.
struct ArchivedEnrollment {
  let speaker: SpeakerID
  let idName: SpeakerIDName
  let createdAt: Timestamp
  let updatedAt: Timestamp
  let model: ModelReference
  let samples: [(addedAt: Timestamp, sample: EnrollmentSample)]

  /// Reads the samples that follow an enrollment's fields.
  ///
  /// - Throws: ``ArchiveError``.
  init(_ fields: ArchiveRecord.EnrollmentFields, _ reader: ArchiveReader) throws(ArchiveError) {
    guard let speaker = try? SpeakerID(fields.speaker),
      let model = ContentDigest(hexadecimal: fields.model),
      let statistics = ContentDigest(hexadecimal: fields.statisticsModel), fields.sampleCount > 0
    else { throw reader.malformed("an enrollment in it has no proper id, model or samples") }
    self.speaker = speaker
    self.model = ModelReference(identity: model, statistics: statistics)
    idName = fields.idName
    createdAt = Timestamp(milliseconds: fields.createdAt)
    updatedAt = Timestamp(milliseconds: fields.updatedAt)
    var samples: [(Timestamp, EnrollmentSample)] = []
    for _ in 0..<fields.sampleCount {
      guard case .sample(let addedAt, let statistics, let firstOrder) = try reader.next() else {
        throw reader.malformed("‘\(speaker)’ has fewer samples in it than announced")
      }
      do throws(EnrollmentError) {
        let sample = try EnrollmentSample(statisticsBytes: statistics, firstOrderBytes: firstOrder)
        samples.append((Timestamp(milliseconds: addedAt), sample))
      } catch {
        throw reader.malformed("a sample of ‘\(speaker)’ in it: \(error)")
      }
    }
    guard Set(samples.map(\.1.digest)).count == samples.count else {
      throw reader.malformed("a sample of ‘\(speaker)’ stands in it twice")
    }
    self.samples = samples
  }
}

extension ArchiveReader {
  /// Reads the whole archive from its beginning.
  ///
  /// - Parameters:
  ///   - enrollment: takes each enrollment.
  ///   - tombstone: takes each deleted id with the time of its deletion.
  /// - Throws: ``ArchiveError``, or what the closures throw.
  func visit(
    enrollment: (ArchivedEnrollment) throws -> Void, tombstone: (SpeakerID, Timestamp) throws -> Void
  ) throws {
    rewind()
    guard case .beginning(let beginning) = try next() else {
      throw malformed("it does not say what is in it")
    }
    var (enrollments, tombstones) = (0, 0)
    while true {
      switch try next() {
      case .enrollment(let fields):
        enrollments += 1
        try enrollment(ArchivedEnrollment(fields, self))
      case .tombstone(let fields):
        tombstones += 1
        guard let speaker = try? SpeakerID(fields.speaker) else {
          throw malformed("a deleted id in it is not one")
        }
        try tombstone(speaker, Timestamp(milliseconds: fields.deletedAt))
      case .end:
        guard enrollments == beginning.enrollmentCount, tombstones == beginning.tombstoneCount else {
          throw malformed("it has other numbers of enrollments than it announces")
        }
        return
      case .beginning, .sample:
        throw malformed("its records are in another order than VoicePrint writes them")
      }
    }
  }
}
