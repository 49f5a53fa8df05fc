import Foundation
import Testing
import VoicePrint
import VoicePrintInterchange

/// What other programs get of enrollments is what the engine computes with.
@Suite struct SignatureExportTests {
  private let folder: ScratchFolder
  private let model = SyntheticModel(dimensions: [6, 5, 4]).model
  private let names = ["wide", "loud", "narrow"]

  init() throws { folder = try ScratchFolder() }

  private func enrollments() throws -> [Enrollment] {
    var generator = SeededGenerator(seed: 9)
    return try [("alice", 2), ("bob", 1), ("carol_3", 3)].map { name, count in
      Enrollment(
        speaker: try SpeakerID(name), model: model.identity,
        samples: (0..<count).map { number in
          EnrollmentSample(
            digest: ContentDigest(of: Array("\(name) \(number)".utf8)), audioDuration: 8.25 + Double(number),
            speechDuration: 7.1,
            measurements: SampleMeasurements(
              signalToNoiseRatio: 20, speechLevel: -25, clippedFraction: 0, bandwidth: 7000,
              sourceSampleRate: 16000),
            statistics: model.views.map { view in
              SignatureStatistics(
                occupancies: [Float(300 + 100 * generator.uniform())],
                linear: (0..<view.totalVariability.rank).map { _ in Float(20 * generator.gaussian()) })
            }, firstOrder: nil)
        })
    }
  }

  private func write(_ format: ExportFormat, _ name: String, _ statistics: ExportedStatistics) throws
    -> String
  {
    let path = folder.path + "/" + name
    var writer = try format.signatureWriter(to: path, model: model, statistics: statistics, replacing: true)
    for enrollment in try enrollments() { try writer.append(ExportedVoice(enrollment, model: model)) }
    try writer.finish()
    return path
  }

  private func signatures(_ view: Int) throws -> [[Double]] {
    try enrollments().map {
      try model.views[view].totalVariability.posterior(of: $0.pooledStatistics[view]).mean
    }
  }

  @Test func safetensorsHoldTheSignaturesAndTheirStatistics() throws {
    let path = try write(.safetensors, "a.safetensors", .samples)
    let archive = try TensorArchive(bytes: Array(Data(contentsOf: URL(fileURLWithPath: path))))
    #expect(archive.metadata["model"] == model.identity.description)
    #expect(archive.metadata["speakers"] == #"["alice","bob","carol_3"]"#)
    #expect(archive.metadata["views"] == #"["wide","loud","narrow"]"#)
    #expect(try archive.doubleVector("samples") == [2, 1, 3])
    #expect(try archive.doubleVector("complete") == [1, 0, 1])
    #expect(try archive.doubleVector("audioDuration") == enrollments().map(\.totalEnrollDuration))
    #expect(try archive.doubleVector("sample.enrollment") == [0, 0, 1, 2, 2, 2])
    let samples = try enrollments().flatMap(\.samples)
    let digests = try JSON.value([String].self, of: archive.text("sampleDigests"))
    #expect(digests == samples.map(\.digest.description))
    for (view, name) in names.enumerated() {
      #expect(try archive.doubleMatrix("\(name).w") == Matrix(rows: signatures(view)))
      #expect(
        try archive.matrix("sample.\(name).linear")
          == Matrix(rows: samples.map { $0.statistics[view].linear }))
      #expect(
        try archive.matrix("sample.\(name).occupancies")
          == Matrix(rows: samples.map { $0.statistics[view].occupancies }))
    }
    let sums = try write(.safetensors, "b.safetensors", .sums)
    let other = try TensorArchive(bytes: Array(Data(contentsOf: URL(fileURLWithPath: sums))))
    #expect(
      try other.matrix("narrow.linear") == Matrix(rows: enrollments().map { $0.pooledStatistics[2].linear }))
    let bare = try write(.safetensors, "c.safetensors", .none)
    let bareTensors = try TensorArchive(bytes: Array(Data(contentsOf: URL(fileURLWithPath: bare)))).tensors
      .keys
    #expect(!bareTensors.contains { $0.hasSuffix("linear") || $0.hasSuffix("occupancies") })
  }

  private struct Line: Decodable {
    struct View: Decodable {
      let w: [Double]
      let linear: [Float]
    }

    let speakerId: String
    let model: String
    let samples: Int
    let complete: Bool
    let views: [String: View]
  }

  @Test func linesStandForThemselves() throws {
    let path = try write(.jsonl, "a.jsonl", .sums)
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 3)
    for (row, line) in lines.enumerated() {
      let value = try JSON.value(Line.self, of: String(line))
      let enrollment = try enrollments()[row]
      #expect(value.speakerId == enrollment.speaker.text && value.model == model.identity.description)
      #expect(value.samples == enrollment.samples.count && value.complete == enrollment.isComplete)
      for (view, name) in names.enumerated() {
        #expect(value.views[name]?.w == (try signatures(view)[row]))
        #expect(value.views[name]?.linear == enrollment.pooledStatistics[view].linear)
      }
    }
    let samples = try String(contentsOfFile: write(.jsonl, "b.jsonl", .samples), encoding: .utf8)
    #expect(samples.contains(#""recordings":"#))
    #expect(try !String(contentsOfFile: write(.jsonl, "c.jsonl", .none), encoding: .utf8).contains("linear"))
  }

  @Test func kaldiFoldersHoldTheSame() throws {
    let path = try write(.kaldi, "kaldi", .samples)
    for (view, name) in names.enumerated() {
      let read = try KaldiObject.load(script: "\(path)/\(name).w.scp")
      for (enrollment, w) in zip(try enrollments(), try signatures(view)) {
        #expect(read[enrollment.speaker.text]?.values == w)
      }
      let linear = try KaldiObject.load(script: "\(path)/\(name).linear.scp")
      #expect(linear.count == 6)
      let bob = try enrollments()[1].samples[0]
      #expect(linear["bob-\(bob.digest)"]?.values == bob.statistics[view].linear.map(Double.init))
    }
    let certainty = try String(contentsOfFile: path + "/narrow.uncertainty", encoding: .utf8)
    #expect(certainty.split(separator: "\n").map { $0.prefix { $0 != " " } } == ["alice", "bob", "carol_3"])
    #expect(
      certainty.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }.allSatisfy {
        $0 > 0 && $0 < 1
      })
    #expect(try String(contentsOfFile: path + "/num_utts", encoding: .utf8) == "alice 2\nbob 1\ncarol_3 3\n")
    // Written again without statistics, none of the old ones stay.
    _ = try write(.kaldi, "kaldi", .none)
    let left = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    #expect(
      left
        == (names.flatMap { ["\($0).w.ark", "\($0).w.scp", "\($0).uncertainty"] } + [
          "audio_duration", "model", "num_utts", "speech_duration",
        ]).sorted())
  }

  @Test func enrollmentsOfOtherModelsAndSizesAreRefused() throws {
    let enrollment = try enrollments()[0]
    let other = SyntheticModel(dimensions: [6, 5, 4], seed: 2).model
    #expect(throws: EnrollmentError.wrongModel(expected: other.identity, found: model.identity)) {
      try ExportedVoice(enrollment, model: other)
    }
    let wider = SyntheticModel(dimensions: [7, 5, 4]).model
    let misfit = Enrollment(speaker: enrollment.speaker, model: wider.identity, samples: enrollment.samples)
    #expect(throws: EnrollmentError.self) { try ExportedVoice(misfit, model: wider) }
  }

  /// Discriminant, PLDA and calibration as the model has them, in each format.
  @Test func backEndsAreTheModels() throws {
    let backEnd = BackEnd(of: model)
    try backEnd.write(to: folder.path + "/b.safetensors", as: .safetensors, replacing: false)
    let archive = try TensorArchive(
      bytes: Array(Data(contentsOf: URL(fileURLWithPath: folder.path + "/b.safetensors"))))
    let view = model.views[2].backEnd
    #expect(try archive.doubleMatrix("narrow.cohort") == view.cohort)
    #expect(try archive.doubleMatrix("narrow.discriminant.projection") == view.discriminant.projection)
    #expect(try archive.doubleVector("narrow.plda.betweenVariances") == view.plda.betweenVariances)
    #expect(try archive.doubleVector("calibration.scales") == [0.9, 1.3])
    #expect(try archive.doubleVector("falseAccepts.rates") == model.calibration.falseAccepts.rates)
    #expect(archive.metadata["cohortSize"] == "100")
    #expect(try archive.doubleVector("place.variance") == [0])
    let placed = BackEnd(of: SyntheticModel(dimensions: [6, 5, 4], place: SyntheticModel.place).model)
    try placed.write(to: folder.path + "/p.safetensors", as: .safetensors, replacing: false)
    let other = try TensorArchive(
      bytes: Array(Data(contentsOf: URL(fileURLWithPath: folder.path + "/p.safetensors"))))
    #expect(try other.doubleVector("place.variance") == [0.3] && other.doubleVector("place.caution") == [0.5])

    try backEnd.write(to: folder.path + "/b", as: .kaldi, replacing: false)
    let read = try KaldiObject.load(script: folder.path + "/b/backend.scp")
    #expect(Set(read.keys) == Set(archive.tensors.keys))
    #expect(
      read["narrow.cohort"]?.values == view.cohort.elements && read["narrow.cohort"]?.shape == [130, 4])

    try backEnd.write(to: folder.path + "/b.jsonl", as: .jsonl, replacing: false)
    let lines = try String(contentsOfFile: folder.path + "/b.jsonl", encoding: .utf8).split(separator: "\n")
    #expect(lines.count == archive.tensors.count + 1)
    #expect(throws: InterchangeError.exists(path: folder.path + "/b.jsonl")) {
      try backEnd.write(to: folder.path + "/b.jsonl", as: .jsonl, replacing: false)
    }
  }
}
