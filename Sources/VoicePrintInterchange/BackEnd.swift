package import VoicePrint

/// Everything that turns signatures into decisions, as named arrays: what another program needs to compute the scores
/// of a model again.
package struct BackEnd {
  /// An array.
  struct Tensor {
    let name: String
    /// One or two sides.
    let shape: [Int]
    let values: [Double]

    init(_ name: String, _ vector: [Double]) {
      (self.name, shape, values) = (name, [vector.count], vector)
    }

    init(_ name: String, _ matrix: Matrix<Double>) {
      (self.name, shape, values) = (name, [matrix.rows, matrix.columns], matrix.elements)
    }
  }

  let tensors: [Tensor]
  let metadata: [String: String]

  /// The back end of a model.
  package init(of model: VoiceModel) {
    var tensors: [Tensor] = []
    for (name, view) in zip(model.frontEnd.viewNames, model.views) {
      let backEnd = view.backEnd
      tensors += [
        Tensor("\(name).discriminant.mean", backEnd.discriminant.mean),
        Tensor("\(name).discriminant.projection", backEnd.discriminant.projection),
        Tensor("\(name).plda.mean", backEnd.plda.mean),
        Tensor("\(name).plda.transform", backEnd.plda.transform),
        Tensor("\(name).plda.betweenVariances", backEnd.plda.betweenVariances),
        Tensor("\(name).cohort", backEnd.cohort),
      ]
    }
    let calibration = model.calibration
    let point = OperatingPoint()
    tensors += [
      Tensor("calibration.viewWeights", calibration.viewWeights),
      Tensor("calibration.offset", [calibration.offset]),
      Tensor("calibration.scales", [calibration.scaleBelow, calibration.scaleAbove]),
      Tensor("falseAccepts.rates", calibration.falseAccepts.rates),
      Tensor("falseAccepts.thresholds", calibration.falseAccepts.thresholds),
      Tensor("place.variance", [model.place?.variance ?? 0]),
      Tensor("place.caution", [model.place?.caution ?? 0]),
      Tensor("operatingPoint.targetPrior", [point.targetPrior]),
      Tensor("operatingPoint.costs", [point.missCost, point.falseAcceptCost]),
    ]
    self.tensors = tensors
    metadata = [
      "format": "voiceprint-backend", "formatVersion": "3", "model": model.identity.description,
      "statisticsModel": model.statisticsIdentity.description,
      "views": JSON.text(of: model.frontEnd.viewNames),
      "cohortSize": "\(model.views.map(\.backEnd.nearestCohortSpeakers).max() ?? 0)",
      "placeCapacity": "\(Place.capacity)",
      "smallestDeviation": "\(CohortNormalization.smallestDeviation)",
      "smallestUncertainty": "\(CohortNormalization.smallestUncertainty)",
      "quality": JSON.text(of: model.quality),
    ]
  }

  /// Writes the back end, whole or not at all.
  ///
  /// - Parameters:
  ///   - path: the file, for Kaldi the folder.
  ///   - format: how.
  ///   - replacing: whether files that are there already may be replaced.
  /// - Throws: ``InterchangeError``.
  package func write(
    to path: String, as format: ExportFormat, replacing: Bool
  ) throws(InterchangeError) {
    let files = PrivateFiles(replacing: replacing)
    switch format {
    case .safetensors: try files.append(archive.bytes, to: files.add(path))
    case .jsonl: try files.append(lines.utf8, to: files.add(path))
    case .kaldi:
      try PrivateFiles.makeFolder(path)
      let archive = try KaldiArchive(path + "/backend", in: files)
      for tensor in tensors {
        if tensor.shape.count == 1 {
          try archive.append(tensor.name, tensor.values)
        } else {
          try archive.append(tensor.name, tensor.matrix)
        }
      }
      try files.append((JSON.text(of: metadata) + "\n").utf8, to: files.add(path + "/metadata.json"))
    }
    try files.publish()
  }

  private var archive: TensorArchive {
    var archive = TensorArchive()
    archive.metadata = metadata
    for tensor in tensors {
      if tensor.shape.count == 1 {
        archive.set(tensor.name, tensor.values)
      } else {
        archive.set(tensor.name, tensor.matrix)
      }
    }
    return archive
  }

  /// The metadata, then a line for each array.
  private var lines: String {
    struct Line: Encodable {
      let name: String
      let shape: [Int]
      let values: [Double]
    }

    return
      ([JSON.text(of: metadata)]
      + tensors.map { JSON.text(of: Line(name: $0.name, shape: $0.shape, values: $0.values)) })
      .joined(separator: "\n") + "\n"
  }
}

extension BackEnd.Tensor {
  /// The values in two dimensions.
  fileprivate var matrix: Matrix<Double> { Matrix(rows: shape[0], columns: shape[1], elements: values) }
}
