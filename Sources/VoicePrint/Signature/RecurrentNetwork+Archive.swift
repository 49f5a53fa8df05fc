internal import Foundation

extension RecurrentNetwork {
  /// What the names of its tensors begin with.
  private static let prefix = "learned.network"
  /// More layers than any network of the kind has.
  private static let mostLayers = 8

  /// Writes the weights to an archive, rounded to half precision.
  func store(in archive: inout TensorArchive) {
    for (index, layer) in layers.enumerated() {
      archive.set("\(Self.prefix).\(index).input", layer.input, half: true)
      archive.set("\(Self.prefix).\(index).recurrent", layer.recurrent, half: true)
      archive.set("\(Self.prefix).\(index).bias", layer.bias)
    }
    archive.set("\(Self.prefix).projection", projection, half: true)
    archive.set("\(Self.prefix).projectionBias", projectionBias)
  }

  /// The network as a model file holds it: weights in half precision.
  var asStored: RecurrentNetwork {
    var archive = TensorArchive()
    store(in: &archive)
    guard let network = try? RecurrentNetwork(archive: archive) else {
      preconditionFailure("the parts of a network fit together and are finite")
    }
    return network
  }

  /// SHA-256 of the weights as a model file holds them.
  var contentDigest: ContentDigest {
    var archive = TensorArchive()
    store(in: &archive)
    return archive.contentIdentity
  }

  /// The network that an archive holds, every shape checked against the others.
  ///
  /// - Throws: ``TensorArchiveError``.
  init(archive: TensorArchive) throws(TensorArchiveError) {
    var layers: [Layer] = []
    while layers.count < Self.mostLayers, archive.tensors["\(Self.prefix).\(layers.count).bias"] != nil {
      let name = "\(Self.prefix).\(layers.count)"
      let (input, recurrent) = (try archive.matrix("\(name).input"), try archive.matrix("\(name).recurrent"))
      let bias = try archive.vector("\(name).bias")
      let fits =
        input.rows == bias.count && recurrent.rows == bias.count && bias.count == 4 * recurrent.columns
        && (layers.last.map { $0.units == input.columns } ?? true)
      guard fits, input.columns > 0, recurrent.columns > 0, input.isFinite, recurrent.isFinite,
        bias.allSatisfy(\.isFinite)
      else {
        throw .wrongShape(name: name, expected: "finite weights that fit together", found: "others")
      }
      layers.append(Layer(input: input, recurrent: recurrent, bias: bias))
    }
    let projection = try archive.matrix("\(Self.prefix).projection")
    let bias = try archive.vector("\(Self.prefix).projectionBias")
    guard let last = layers.last, projection.columns == last.units, projection.rows == bias.count,
      !bias.isEmpty, projection.isFinite, bias.allSatisfy(\.isFinite)
    else {
      throw .wrongShape(name: Self.prefix, expected: "layers and a projection that fit", found: "others")
    }
    self.init(layers: layers, projection: projection, projectionBias: bias)
  }

  /// The network of a learned view, of the sizes that the view has.
  ///
  /// - Throws: ``TensorArchiveError``.
  init(archive: TensorArchive, of view: FrontEndOptions.LearnedView) throws(TensorArchiveError) {
    try self.init(archive: archive)
    guard bands == view.bands, dimension == view.dimension else {
      throw .wrongShape(
        name: Self.prefix, expected: "\(view.bands) bands and \(view.dimension) numbers",
        found: "\(bands) and \(dimension)")
    }
  }

  /// Reads a network from a safetensors file: one of its own, or a model that has it.
  ///
  /// - Throws: ``VoiceModelError``.
  public init(contentsOf path: String) throws(VoiceModelError) {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw .unreadable(path: path, reason: error.localizedDescription)
    }
    do {
      try self.init(archive: TensorArchive(data: data))
    } catch {
      throw .foreign(path: path, reason: "it holds no network: \(error)")
    }
  }
}
