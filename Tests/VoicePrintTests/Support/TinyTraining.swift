import Foundation
import VoicePrint

/// A model small enough to be trained in a test, on voices made by rule.
enum TinyTraining {
  static let (speakers, recordings, seconds) = (6, 4, 4.0)

  /// Sixteen components, six dimensions, a clean and a telephone copy of each recording.
  static var options: TrainingOptions {
    var options = TrainingOptions()
    options.seed = 7
    (options.components, options.rank, options.discriminantDimension) = (16, 6, 6)
    (options.mixtureFrames, options.mixtureIterations, options.totalVariabilityIterations) = (4000, 2, 3)
    (options.copies, options.speeds) = ([.clean, .telephone], [1, 0.89])
    options.created = "2026-01-01"
    return options
  }

  /// A data directory of recordings in a folder, two corpora among the speakers.
  static func write(to folder: ScratchFolder) throws -> DataDirectory {
    var (paths, speakerNames) = ("", "")
    for speaker in 0..<speakers {
      for recording in 0..<recordings {
        var generator = SeededGenerator(seed: UInt64(speaker), stream: recording)
        let voice = SyntheticVoice(speaker: speaker).speech(seconds: seconds, using: &generator)
        let name = "\(speaker % 2 == 0 ? "first" : "second")-s\(speaker)-r\(recording)"
        try folder.write(waveFile(voice), to: "\(name).wav")
        paths += "\(name) \(name).wav\n"
        speakerNames += "\(name) \(name.prefix { $0 != "-" })-s\(speaker)\n"
      }
    }
    try folder.write(paths, to: "wav.scp")
    try folder.write(speakerNames, to: "utt2spk")
    return try DataDirectory(path: folder.path)
  }

  /// The model, trained once for all tests that need one.
  static let model = Task {
    let folder = try ScratchFolder()
    let directory = try write(to: folder)
    let model = try await ModelTrainer(options: options, directory: directory).train { _ in }
    return withExtendedLifetime(folder) { model }
  }
}
