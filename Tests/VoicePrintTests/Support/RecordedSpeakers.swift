import Foundation
import VoicePrint

/// Samples of the development speakers who recorded themselves with their own microphones.
struct RecordedSpeakers {
  /// The samples of each speaker.
  let speakers: [[EnrollmentSample]]
  private let model: VoiceModel
  private let speakerOfSample: [ContentDigest: Int]

  private static var folder: String? {
    ProcessInfo.processInfo.environment["VOICEPRINT_CORPORA"].map { $0 + "/dev/voxforge" }
  }

  static var areAvailable: Bool {
    folder.map { FileManager.default.fileExists(atPath: $0 + "/wav.scp") } ?? false
  }

  /// Made once for all tests.
  static let shared = Task { try await RecordedSpeakers() }

  private init() async throws {
    let package = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
    let model = try VoiceModel(
      contentsOf: package.appending(path: "Sources/VoicePrint/Resources/voiceprint.safetensors").path)
    let directory = try DataDirectory(path: Self.folder ?? "")
    let samples = try await ConcurrentMap.map(
      directory.utterances, tasks: 2, makeState: { SignatureExtractor(model: model) }
    ) { extractor, utterance, _ in
      try extractor.sample(of: AudioDecoder().recording(contentsOf: utterance.path))
    }
    let bySpeaker = Dictionary(grouping: zip(directory.utterances, samples), by: \.0.speaker)
    self.model = model
    speakers = bySpeaker.sorted { $0.key < $1.key }.map { $0.value.map(\.1) }.filter { $0.count > 3 }
    speakerOfSample = Dictionary(
      uniqueKeysWithValues: speakers.enumerated().flatMap { number, samples in
        samples.map { ($0.digest, number) }
      })
  }

  /// Two to four samples of one speaker, and another of the same.
  func enrollmentAndAnother(
    using generator: inout SeededGenerator
  ) -> (enrollment: [EnrollmentSample], another: EnrollmentSample) {
    let samples = speakers[Int(generator.next() % UInt64(speakers.count))].shuffled(using: &generator)
    let count = min(2 + Int(generator.next() % 3), samples.count - 1)
    return (Array(samples[..<count]), samples[count])
  }

  /// A sample of somebody else.
  func sampleOfAnother(
    than sample: EnrollmentSample, using generator: inout SeededGenerator
  ) -> EnrollmentSample {
    let own = speakerOfSample[sample.digest] ?? 0
    let other = (own + 1 + Int(generator.next() % UInt64(speakers.count - 1))) % speakers.count
    return speakers[other][Int(generator.next() % UInt64(speakers[other].count))]
  }

  /// The grade of an enrollment.
  func grade(_ samples: [EnrollmentSample]) throws -> QualityGrader.Grade {
    let enrollment = Enrollment(speaker: try SpeakerID("someone"), model: model.identity, samples: samples)
    return try model.assessment(of: enrollment).grade
  }

  /// Whether a grade names a sample as somebody else's.
  func isDisputed(_ sample: EnrollmentSample, in grade: QualityGrader.Grade) -> Bool {
    grade.reasons.contains {
      if case .disagreement(sample.digest, _) = $0 { true } else { false }
    }
  }
}
