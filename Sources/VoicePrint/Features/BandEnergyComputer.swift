/// Turns power spectra into the energies of bands with one matrix product a block.
public struct BandEnergyComputer: Sendable {
  /// Number of bands.
  public let bands: Int
  /// The first and one past the last bin that any band uses.
  private let usedBins: Range<Int>
  /// The used columns of the weights, bands × used bins.
  private let usedWeights: [Float]

  /// Prepares the product.
  ///
  /// - Parameter weights: of the power spectrum's bins in each band, none below 0; bands × bins.
  public init(weights: Matrix<Float>) {
    bands = weights.rows
    let used = (0..<weights.columns).filter { bin in (0..<weights.rows).contains { weights[$0, bin] > 0 } }
    let range = (used.first ?? 0)..<((used.last ?? 0) + 1)
    usedBins = range
    usedWeights = (0..<bands).flatMap { band in range.map { weights[band, $0] } }
  }

  /// Writes the energies of the bands of a block of frames to their rows of a matrix of all frames.
  ///
  /// - Parameters:
  ///   - frames: the block.
  ///   - spectra: power spectra of the block's frames; frames × bins.
  ///   - bins: numbers in a spectrum.
  ///   - energies: all frames × bands.
  package func computeEnergies(
    frames: Range<Int>, spectra: UnsafeMutableBufferPointer<Float>, bins: Int,
    into energies: inout Matrix<Float>
  ) {
    let bands = bands
    precondition(energies.columns == bands && energies.rows >= frames.upperBound, "a row for each frame")
    precondition(spectra.count >= frames.count * bins, "a spectrum for each frame")
    guard !frames.isEmpty, let spectrum = spectra.baseAddress else { return }
    unsafe energies.elements.withUnsafeMutableBufferPointer { elements in
      guard let energy = elements.baseAddress else { return }
      unsafe Float.gemm(
        transposeA: false, transposeB: true, m: frames.count, n: bands, k: usedBins.count, alpha: 1,
        spectrum + usedBins.lowerBound, strideA: bins, usedWeights, strideB: usedBins.count, beta: 0,
        energy + frames.lowerBound * bands, strideC: bands)
    }
  }
}
