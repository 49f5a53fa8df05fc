internal import Foundation

/// Finished stages of a training, in a folder, so that one that was stopped resumes.
public struct TrainingCheckpoints: Sendable {
  private let folder: String

  /// Opens or makes the folder.
  ///
  /// - Parameters:
  ///   - folder: where stages are kept.
  ///   - options: kept beside them; a folder with other options is refused.
  ///   - directory: its recordings are named beside them; a folder with other recordings is refused.
  ///   - base: the model whose parts are kept; a folder with another is refused.
  ///   - network: what the learned view is seen with; a folder with another is refused.
  /// - Throws: ``TrainingError/foreignCheckpoint(path:)``, or the file system's error.
  public init(
    folder: String, options: TrainingOptions, directory: DataDirectory, base: VoiceModel? = nil,
    network: RecurrentNetwork? = nil
  ) throws {
    self.folder = folder
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    var named = options
    // What does not change the result.
    (named.tasks, named.created, named.corpora, named.name) = (0, "", [], "")
    let names = directory.utterances.map { "\($0.name) \($0.speaker) \($0.session)\n" }.joined()
    let text =
      JSON.text(of: named) + "\nrecordings \(ContentDigest(of: Array(names.utf8)))"
      + (base.map { "\nbase \($0.identity)" } ?? "") + (network.map { "\nnetwork \($0.contentDigest)" } ?? "")
    let path = folder + "/options.json"
    if let known = try? String(contentsOfFile: path, encoding: .utf8) {
      guard known == text else { throw TrainingError.foreignCheckpoint(path: folder) }
    } else {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    }
  }

  /// Removes the folder: the training is over.
  public func remove() { try? FileManager.default.removeItem(atPath: folder) }

  func mixtures() throws -> [GaussianMixture]? {
    guard let archive = try archive("mixtures") else { return nil }
    return try (0..<archive.tensors.count / 3).map { view in
      GaussianMixture(
        weights: try archive.vector("\(view).weights"), means: try archive.matrix("\(view).means"),
        variances: try archive.matrix("\(view).variances"))
    }
  }

  func keep(_ mixtures: [GaussianMixture]) throws {
    var archive = TensorArchive()
    for (view, mixture) in mixtures.enumerated() {
      archive.set("\(view).weights", mixture.weights)
      archive.set("\(view).means", mixture.means)
      archive.set("\(view).variances", mixture.variances)
    }
    try write(archive, "mixtures")
  }

  func totalVariability(view: Int) throws -> TotalVariabilityModel? {
    guard let archive = try archive("loadings-\(view)"),
      let components = Int(archive.metadata["components"] ?? "")
    else { return nil }
    return TotalVariabilityModel(components: components, loadings: try archive.matrix("loadings"))
  }

  func keep(_ model: TotalVariabilityModel, view: Int) throws {
    var archive = TensorArchive()
    archive.metadata["components"] = "\(model.components)"
    archive.set("loadings", model.loadings)
    try write(archive, "loadings-\(view)")
  }

  func learnedView() throws -> LearnedViewTraining.Models? {
    guard let archive = try archive("learned") else { return nil }
    let mixture = GaussianMixture(
      weights: [1], means: try archive.matrix("means"), variances: try archive.matrix("variances"))
    return (mixture, TotalVariabilityModel(components: 1, loadings: try archive.matrix("loadings")))
  }

  func keep(_ models: LearnedViewTraining.Models) throws {
    var archive = TensorArchive()
    archive.set("means", models.mixture.means)
    archive.set("variances", models.mixture.variances)
    archive.set("loadings", models.totalVariability.loadings)
    try write(archive, "learned")
  }

  func signatures() throws -> [TrainingSignature]? {
    guard let archive = try archive("signatures") else { return nil }
    return try TrainingSignature.read(from: archive)
  }

  func keep(_ signatures: [TrainingSignature]) throws {
    try write(TrainingSignature.archive(of: signatures), "signatures")
  }

  private func archive(_ name: String) throws -> TensorArchive? {
    guard let data = FileManager.default.contents(atPath: "\(folder)/\(name).safetensors") else { return nil }
    return try TensorArchive(bytes: [UInt8](data))
  }

  private func write(_ archive: TensorArchive, _ name: String) throws {
    try Data(archive.bytes).write(to: URL(fileURLWithPath: "\(folder)/\(name).safetensors"), options: .atomic)
  }
}
