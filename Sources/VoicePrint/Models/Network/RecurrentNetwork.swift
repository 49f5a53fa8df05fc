internal import RealModule

/// A recurrent network that turns windows of mel-band energies into embeddings of voices: layers of long short-term memory
/// (Hochreiter and Schmidhuber 1997), and of the last output a linear map, rectified and brought to length 1, as Wan et al.
/// 2018 have it (“Generalized end-to-end loss for speaker verification”).
///
/// B mel bands, H units of a layer, E dimension of an embedding.
public struct RecurrentNetwork: Equatable, Sendable {
  /// A layer of long short-term memory without peepholes; its gates are input, forget, candidate and output.
  public struct Layer: Equatable, Sendable {
    /// From the layer below; 4·H × B, or 4·H × H.
    public let input: Matrix<Float>
    /// From the step before; 4·H × H.
    public let recurrent: Matrix<Float>
    /// 4·H numbers.
    public let bias: [Float]

    /// A layer from its weights.
    public init(input: Matrix<Float>, recurrent: Matrix<Float>, bias: [Float]) {
      precondition(
        input.rows == bias.count && recurrent.rows == bias.count && bias.count == 4 * recurrent.columns,
        "four gates for each unit")
      self.input = input
      self.recurrent = recurrent
      self.bias = bias
    }

    /// H.
    var units: Int { recurrent.columns }
  }

  /// From the mel bands upwards; at least one.
  public let layers: [Layer]
  /// From the last layer to the embedding; E × H.
  public let projection: Matrix<Float>
  /// Added to it; E numbers.
  public let projectionBias: [Float]

  /// A network from its parts.
  public init(layers: [Layer], projection: Matrix<Float>, projectionBias: [Float]) {
    precondition(!layers.isEmpty && projection.rows == projectionBias.count, "a bias for each number")
    precondition(
      projection.columns == layers[layers.count - 1].units, "the projection follows the last layer")
    precondition(
      zip(layers, layers.dropFirst()).allSatisfy { $0.units == $1.input.columns },
      "each layer follows another")
    self.layers = layers
    self.projection = projection
    self.projectionBias = projectionBias
  }

  /// B.
  public var bands: Int { layers[0].input.columns }
  /// E.
  public var dimension: Int { projection.rows }

  /// Windows that go through the network together: enough for the products, few enough for the memory.
  static let batch = 64
  /// Steps whose gates are in memory together.
  private static let stepsAtOnce = 20

  /// The embeddings of windows of one length.
  ///
  /// - Parameters:
  ///   - energies: of the mel bands, frame after frame; frames × B.
  ///   - starts: first frame of each window.
  ///   - length: frames in a window, above 0.
  /// - Returns: windows × E, each row of length 1, or 0 where the network says nothing.
  public func embeddings(of energies: Matrix<Float>, starts: [Int], length: Int) -> Matrix<Float> {
    precondition(energies.columns == bands && length > 0, "energies of the network's bands")
    precondition(starts.allSatisfy { $0 >= 0 && $0 + length <= energies.rows }, "windows within the frames")
    var result = Matrix<Float>(rows: starts.count, columns: dimension)
    for first in stride(from: 0, to: starts.count, by: Self.batch) {
      let batch = Array(starts[first..<min(first + Self.batch, starts.count)])
      let rows = (0..<length).flatMap { step in batch.map { $0 + step } }
      var hidden = Hidden(sequences: batch.count, steps: length, values: energies.gatherRows(rows))
      for layer in layers { hidden.pass(through: layer, stepsAtOnce: Self.stepsAtOnce) }
      embed(hidden.last, into: &result, from: first)
    }
    return result
  }

  /// Projects the last outputs, rectifies them and brings them to length 1.
  private func embed(_ outputs: Matrix<Float>, into result: inout Matrix<Float>, from first: Int) {
    let projected = Matrix.product(outputs, projection, transposingRight: true)
    for row in 0..<projected.rows {
      let values = zip(projected.row(row), projectionBias).map { max($0 + $1, 0) }
      let length = Float.sqrt(values.reduce(0) { $0 + $1 * $1 })
      guard length > 0 else { continue }
      for (d, value) in values.enumerated() { result[first + row, d] = value / length }
    }
  }
}

/// What goes from layer to layer: steps × sequences × numbers.
private struct Hidden {
  let sequences: Int
  let steps: Int
  var values: Matrix<Float>

  /// The outputs of the last step; sequences × H.
  var last: Matrix<Float> { values.rows((steps - 1) * sequences..<steps * sequences) }

  /// Replaces the values by the layer's outputs. What a layer gets from below is one product for many steps; what it gets from
  /// its own step before is one a step.
  mutating func pass(through layer: RecurrentNetwork.Layer, stepsAtOnce: Int) {
    let (units, width, depth) = (layer.units, layer.bias.count, values.columns)
    var outputs = Matrix<Float>(rows: steps * sequences, columns: units)
    var cells = [Float](repeating: 0, count: sequences * units)
    var gates = [Float](repeating: 0, count: stepsAtOnce * sequences * width)
    unsafe values.elements.withUnsafeBufferPointer { values in
      unsafe outputs.elements.withUnsafeMutableBufferPointer { outputs in
        unsafe gates.withUnsafeMutableBufferPointer { gates in
          unsafe cells.withUnsafeMutableBufferPointer { cells in
            guard let below = values.baseAddress, let own = outputs.baseAddress, let gate = gates.baseAddress
            else { return }
            for step in 0..<steps {
              let offset = step % stepsAtOnce
              if offset == 0 {
                unsafe Float.gemm(
                  transposeA: false, transposeB: true, m: min(stepsAtOnce, steps - step) * sequences,
                  n: width,
                  k: depth, alpha: 1, below + step * sequences * depth, strideA: depth, layer.input.elements,
                  strideB: depth, beta: 0, gate, strideC: width)
              }
              let current = unsafe gate + offset * sequences * width
              if step > 0 {
                unsafe Float.gemm(
                  transposeA: false, transposeB: true, m: sequences, n: width, k: units, alpha: 1,
                  own + (step - 1) * sequences * units, strideA: units, layer.recurrent.elements,
                  strideB: units, beta: 1, current, strideC: width)
              }
              unsafe VectorFunctions.memoryStep(
                gates: UnsafeBufferPointer(start: current, count: sequences * width), bias: layer.bias,
                cells: cells,
                outputs: UnsafeMutableBufferPointer(
                  start: own + step * sequences * units, count: sequences * units))
            }
          }
        }
      }
    }
    values = outputs
  }
}
