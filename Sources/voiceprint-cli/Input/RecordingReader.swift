internal import Foundation
internal import VoicePrint

/// Decodes and analyses recordings side by side, all of them or none.
struct RecordingReader {
  let model: VoiceModel
  let decoder: AudioDecoder
  let output: Output

  /// The argument that stands for standard input.
  static let standardInput = "-"

  /// What people are told an argument is.
  static func name(of path: String) -> String { path == standardInput ? "standard input" : path }

  /// What an enrollment keeps of each file, in the order of the paths.
  ///
  /// - Throws: ``CommandError/recordings(_:)`` with every file that cannot be used.
  func samples(of paths: [String]) async throws -> [EnrollmentSample] {
    let progress = ProgressLine(of: paths.count, "recordings", output: output)
    let (model, decoder) = (model, decoder)
    let results = try await ConcurrentMap.map(
      paths, tasks: ProcessInfo.processInfo.activeProcessorCount, progress: { progress.show($0) },
      makeState: { SignatureExtractor(model: model) }
    ) { extractor, path, _ -> Result<(EnrollmentSample, [RecordingRemark]), any Error> in
      do {
        let recording =
          path == Self.standardInput
          ? try decoder.recording(fromDescriptor: 0) : try decoder.recording(contentsOf: path)
        return .success((try extractor.sample(of: recording), recording.source.remarks))
      } catch {
        return .failure(error)
      }
    }
    progress.clear()
    let failures = zip(paths, results).compactMap { path, result -> (name: String, reason: any Error)? in
      guard case .failure(let reason) = result else { return nil }
      return (Self.name(of: path), reason)
    }
    guard failures.isEmpty else { throw CommandError.recordings(failures) }
    return try zip(paths, results).map { path, result in
      let (sample, remarks) = try result.get()
      output.note(remarks, of: Self.name(of: path))
      return sample
    }
  }

  /// What is known of a single file.
  func sample(of path: String) async throws -> EnrollmentSample {
    guard let sample = try await samples(of: [path]).first else {
      preconditionFailure("one path, one sample")
    }
    return sample
  }
}
