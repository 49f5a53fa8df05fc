internal import Foundation

extension VoiceModel {
  /// Versions of the layout below: a model with a network has the second, which programs of before refuse by name.
  static let formatVersions = ["3", "4"]

  /// Metadata that do not change an answer, and so are not part of the identity.
  static let descriptiveKeys: Set<String> = ["card", "identity"]

  /// The model as a safetensors archive; T in half precision.
  static func archive(
    _ frontEnd: FrontEndOptions, _ views: [View], _ network: RecurrentNetwork?,
    _ calibration: ScoreCalibration, _ quality: QualityModel, _ place: PlaceModel?, _ card: Card
  ) -> TensorArchive {
    var archive = TensorArchive()
    archive.metadata = [
      "format": "voiceprint", "formatVersion": formatVersions[network == nil ? 0 : 1],
      "frontEnd": JSON.text(of: frontEnd),
      "calibration": JSON.text(of: calibration), "quality": JSON.text(of: quality),
      "card": JSON.text(of: card),
    ]
    if let place { archive.metadata["place"] = JSON.text(of: place) }
    for (index, view) in views.enumerated() {
      let prefix = frontEnd.viewNames[index]
      archive.set("\(prefix).mixture.weights", view.mixture.weights)
      archive.set("\(prefix).mixture.means", view.mixture.means)
      archive.set("\(prefix).mixture.variances", view.mixture.variances)
      archive.set("\(prefix).loadings", view.totalVariability.loadings, half: true)
      archive.set("\(prefix).discriminant.mean", view.backEnd.discriminant.mean.map(Float.init))
      archive.set(
        "\(prefix).discriminant.projection", view.backEnd.discriminant.projection.converted(to: Float.self))
      archive.set("\(prefix).plda.mean", view.backEnd.plda.mean.map(Float.init))
      archive.set("\(prefix).plda.transform", view.backEnd.plda.transform.converted(to: Float.self))
      archive.set("\(prefix).plda.betweenVariances", view.backEnd.plda.betweenVariances.map(Float.init))
      archive.set("\(prefix).cohort", view.backEnd.cohort.converted(to: Float.self), half: true)
    }
    network?.store(in: &archive)
    return archive
  }

  /// The views that an archive holds.
  static func views(
    of archive: TensorArchive, _ frontEnd: FrontEndOptions
  ) throws(TensorArchiveError) -> [View] {
    var views: [View] = []
    for (name, dimension) in zip(frontEnd.viewNames, frontEnd.viewDimensions) {
      views.append(try View(archive: archive, prefix: name, dimension: dimension))
    }
    return views
  }

  /// The model file's bytes; the same model always gives the same.
  public var bytes: [UInt8] {
    var archive = Self.archive(frontEnd, views, network, calibration, quality, place, card)
    archive.metadata["identity"] = identity.description
    return archive.bytes
  }

  /// Writes the model file, whole or not at all.
  ///
  /// - Throws: ``VoiceModelError/unwritable(path:reason:)``.
  public func write(to path: String) throws(VoiceModelError) {
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .unwritable(path: path, reason: error.localizedDescription)
    }
  }

  /// Reads a model file.
  ///
  /// - Throws: ``VoiceModelError``.
  public init(contentsOf path: String) throws(VoiceModelError) {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
    } catch {
      throw .unreadable(path: path, reason: error.localizedDescription)
    }
    try self.init(data: data, path: path)
  }

  /// Reads a model from the bytes of its file.
  ///
  /// - Parameters:
  ///   - bytes: what ``bytes`` gave.
  ///   - path: named in errors.
  /// - Throws: ``VoiceModelError``.
  public init(bytes: [UInt8], path: String = "the model") throws(VoiceModelError) {
    try self.init(data: Data(bytes), path: path)
  }

  private init(data: Data, path: String) throws(VoiceModelError) {
    do {
      let archive = try TensorArchive(data: data)
      guard archive.metadata["format"] == "voiceprint" else {
        throw VoiceModelError.foreign(
          path: path, reason: "it is a safetensors file, but not a VoicePrint model")
      }
      let version = try archive.text("formatVersion")
      guard Self.formatVersions.contains(version) else {
        throw VoiceModelError.foreign(
          path: path,
          reason:
            "its layout has version \(version), this program reads \(Self.formatVersions.joined(separator: " and "))"
        )
      }
      let identity = archive.contentIdentity
      guard try archive.text("identity") == identity.description else {
        throw VoiceModelError.corrupt(path: path)
      }
      let frontEnd = try JSON.value(FrontEndOptions.self, of: archive.text("frontEnd"))
      let calibration = try JSON.value(ScoreCalibration.self, of: archive.text("calibration"))
      let quality = try JSON.value(QualityModel.self, of: archive.text("quality"))
      let place = try archive.metadata["place"].map { try JSON.value(PlaceModel.self, of: $0) }
      if let problem = frontEnd.problem ?? calibration.problem(views: frontEnd.viewNames.count)
        ?? place?.problem
      {
        throw VoiceModelError.foreign(path: path, reason: problem)
      }
      guard quality.bounds.count == 3 else {
        throw VoiceModelError.foreign(path: path, reason: "it has \(quality.bounds.count + 1) grades, not 4")
      }
      self.init(
        frontEnd: frontEnd,
        views: try Self.views(of: archive, frontEnd),
        network: try frontEnd.learned.map { try RecurrentNetwork(archive: archive, of: $0) },
        calibration: calibration,
        quality: quality,
        card: try JSON.value(Card.self, of: archive.text("card")), place: place, identity: identity)
    } catch let error as VoiceModelError {
      throw error
    } catch is DecodingError {
      throw .foreign(path: path, reason: "its configuration is that of another version of VoicePrint")
    } catch {
      throw .foreign(path: path, reason: "\(error)")
    }
  }
}

extension VoiceModel.View {
  /// A view's tensors, with every shape checked against the others.
  fileprivate init(archive: TensorArchive, prefix: String, dimension: Int) throws(TensorArchiveError) {
    let weights = try archive.vector("\(prefix).mixture.weights")
    let means = try archive.matrix("\(prefix).mixture.means")
    let variances = try archive.matrix("\(prefix).mixture.variances")
    let loadings = try archive.halfMatrix("\(prefix).loadings")
    let mean = try archive.vector("\(prefix).discriminant.mean")
    let projection = try archive.matrix("\(prefix).discriminant.projection")
    let pldaMean = try archive.vector("\(prefix).plda.mean")
    let transform = try archive.matrix("\(prefix).plda.transform")
    let between = try archive.vector("\(prefix).plda.betweenVariances")
    let cohort = try archive.matrix("\(prefix).cohort")
    let (components, kept) = (weights.count, projection.columns)
    let agrees =
      components > 0 && means.rows == components && means.columns == dimension
      && variances.rows == components && variances.columns == dimension
      && loadings.rows == components * dimension && loadings.columns == mean.count
      && projection.rows == mean.count && pldaMean.count == kept && transform.rows == kept
      && transform.columns == between.count && cohort.columns == between.count
    guard agrees, variances.elements.allSatisfy({ $0 > 0 }), loadings.isFinite, means.isFinite else {
      throw .wrongShape(name: prefix, expected: "tensors that fit together", found: "some that do not")
    }
    self.init(
      mixture: GaussianMixture(weights: weights, means: means, variances: variances),
      totalVariability: TotalVariabilityModel(components: components, loadings: loadings),
      backEnd: SignatureBackEnd(
        discriminant: LinearDiscriminant(
          mean: mean.map(Double.init), projection: projection.converted(to: Double.self)),
        plda: PLDA(
          mean: pldaMean.map(Double.init), transform: transform.converted(to: Double.self),
          betweenVariances: between.map(Double.init)),
        cohort: cohort.converted(to: Double.self)))
  }
}

extension TensorArchive {
  /// SHA-256 over all that changes an answer: metadata but for the descriptive ones, and the tensors as stored.
  var contentIdentity: ContentDigest {
    var hash = ContentDigest.Hasher()
    for (key, value) in metadata.sorted(by: { $0.key < $1.key })
    where !VoiceModel.descriptiveKeys.contains(key) {
      hash.update(Array("\(key)=\(value)\n".utf8))
    }
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      hash.update(Array("\(name)\(tensor.shape)\n".utf8))
      unsafe tensor.bytes.withUnsafeBytes { unsafe hash.update($0) }
    }
    return hash.finalize()
  }
}

/// Why a model cannot be used.
public enum VoiceModelError: Error, Equatable, CustomStringConvertible {
  /// The file cannot be opened.
  case unreadable(path: String, reason: String)
  /// The file cannot be written.
  case unwritable(path: String, reason: String)
  /// The file is something else, or of another version.
  case foreign(path: String, reason: String)
  /// The contents are not those that the file's identity names.
  case corrupt(path: String)
  /// No model was found in any of the places where one is looked for.
  case notFound(searched: [String])

  /// What was wrong and what to do.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "cannot read the model \(path): \(reason)"
    case .unwritable(let path, let reason): "cannot write the model \(path): \(reason)"
    case .foreign(let path, let reason): "\(path) is not a model this program can use: \(reason)"
    case .corrupt(let path):
      "\(path) is damaged: its contents are not those its identity names; restore it from where it came"
    case .notFound(let searched):
      "no model found; looked in \(searched.joined(separator: ", ")): give one with --model or VOICEPRINT_MODEL"
    }
  }
}
