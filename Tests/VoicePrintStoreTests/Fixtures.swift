import Foundation
import GRDB
import VoicePrint
import VoicePrintStore

/// A folder that goes away with the value that owns it.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    path =
      FileManager.default.temporaryDirectory.appendingPathComponent("voiceprint-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var location: StoreLocation { StoreLocation(path: path, environment: [:]) }

  /// Everything in the database and in SQLite's log.
  var databaseBytes: Data {
    ["", "-wal"].reduce(into: Data()) { bytes, suffix in
      bytes += FileManager.default.contents(atPath: location.databasePath + suffix) ?? Data()
    }
  }

  /// A connection beside VoicePrint's, as an intruder has it.
  func intruder() throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    configuration.busyMode = .timeout(10)
    return try DatabaseQueue(path: location.databasePath, configuration: configuration)
  }
}

let firstModel = ModelReference(
  identity: ContentDigest(of: Array("first".utf8)), statistics: ContentDigest(of: Array("mixture".utf8)))
let secondModel = ModelReference(
  identity: ContentDigest(of: Array("second".utf8)), statistics: firstModel.statistics)
let foreignModel = ModelReference(
  identity: ContentDigest(of: Array("third".utf8)), statistics: ContentDigest(of: Array("other mixture".utf8))
)

/// A sample of made-up numbers, the same for the same seed: 8 components, 3 features, 5 signature dimensions.
func sample(_ seed: Int, speech: Double = 5) -> EnrollmentSample {
  var generator = SeededGenerator(seed: UInt64(seed), stream: 1)
  func numbers(_ count: Int) -> [Float] { (0..<count).map { _ in Float(generator.gaussian()) } }
  return EnrollmentSample(
    digest: ContentDigest(of: Array("recording \(seed)".utf8)), audioDuration: speech * 1.5,
    speechDuration: speech + Double(seed % 10) / 7,
    measurements: SampleMeasurements(
      signalToNoiseRatio: 20 + generator.uniform(), speechLevel: -25, clippedFraction: 0, bandwidth: 3800,
      sourceSampleRate: 8000),
    statistics: [SignatureStatistics(occupancies: numbers(8).map(abs), linear: numbers(5))],
    firstOrder: [Matrix(rows: 8, columns: 3, elements: numbers(24))])
}

/// A signature of the pooled sums themselves, so that equal signatures mean byte-equal sums.
func summarize(_ enrollment: Enrollment) -> EnrollmentSummary {
  let numbers = enrollment.pooledStatistics.flatMap { $0.occupancies + $0.linear }
  return EnrollmentSummary(
    status: EnrollmentStatus(enrollment, quality: enrollment.isComplete ? .good : .poor),
    signature: numbers.flatMap { number in
      (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) }
    })
}

func speaker(_ number: Int) throws -> SpeakerID { try SpeakerID("speaker_\(number)") }

extension EnrollmentSample {
  /// The sample as a store gives it back without its first-order statistics.
  var withoutFirstOrder: EnrollmentSample {
    var sample = self
    sample.firstOrder = nil
    return sample
  }
}

extension EnrollmentStore {
  @discardableResult
  func enroll(_ speaker: SpeakerID, _ samples: EnrollmentSample...) throws -> EnrollmentChange {
    try enroll(speaker, samples: samples, model: firstModel, summarize: summarize)
  }

  @discardableResult
  func update(_ speaker: SpeakerID, _ samples: EnrollmentSample...) throws -> EnrollmentChange {
    try update(speaker, adding: samples, model: firstModel, summarize: summarize)
  }

  @discardableResult
  func remove(_ sample: EnrollmentSample, of speaker: SpeakerID) throws -> EnrollmentChange {
    try removeSample(sample.digest, of: speaker, model: firstModel, summarize: summarize)
  }
}
