internal import RealModule

/// Turns power spectra into mel-frequency cepstral coefficients (Davis and Mermelstein 1980) with two matrix
/// products a block: spectrum → mel bands, logarithm, mel bands → cepstrum.
public struct CepstrumComputer: Sendable {
  /// Which coefficients.
  public let options: CepstrumOptions
  /// The filter bank.
  public let filterBank: MelFilterBank
  /// DCT-II, orthonormal, with the lifter in it; coefficients × bands.
  public let cosines: Matrix<Float>
  /// The first and one past the last bin that any band uses.
  private let usedBins: Range<Int>
  /// The used columns of the filter bank, bands × used bins.
  private let usedWeights: [Float]

  /// Below this energy of a band the logarithm is held: Kaldi's floor, the spacing of floats at 1.
  private static let energyFloor = Float.ulpOfOne

  /// Prepares the filter bank and the transform.
  public init(options: CepstrumOptions, frame: FrameOptions = FrameOptions()) {
    self.options = options
    filterBank = MelFilterBank(
      bands: options.bands, lowestFrequency: options.lowestFrequency,
      highestFrequency: options.highestFrequency, frame: frame)
    let bands = options.bands
    var cosines = Matrix<Float>(rows: options.coefficients, columns: bands)
    for i in 0..<options.coefficients {
      let scale = Double.sqrt((i == 0 ? 1 : 2) / Double(bands))
      let lifter =
        options.lifter > 0 ? 1 + options.lifter / 2 * Double.sin(Double.pi * Double(i) / options.lifter) : 1
      for j in 0..<bands {
        let angle = Double.pi / Double(bands) * (Double(j) + 0.5) * Double(i)
        cosines[i, j] = Float(lifter * scale * Double.cos(angle))
      }
    }
    self.cosines = cosines
    let weights = filterBank.weights
    let used = (0..<weights.columns).filter { bin in (0..<bands).contains { weights[$0, bin] > 0 } }
    let range = (used.first ?? 0)..<((used.last ?? 0) + 1)
    usedBins = range
    usedWeights = (0..<bands).flatMap { band in range.map { weights[band, $0] } }
  }

  /// Cepstra of a block: `count × coefficients` numbers from `count × bins`.
  package func computeCepstra(
    count: Int, spectra: UnsafeMutableBufferPointer<Float>, bins: Int, energies: inout [Float],
    into cepstra: UnsafeMutableBufferPointer<Float>
  ) {
    let bands = options.bands
    precondition(spectra.count >= count * bins && cepstra.count >= count * options.coefficients)
    if energies.count < count * bands { energies = Array(repeating: 0, count: count * bands) }
    guard count > 0, let spectrum = spectra.baseAddress, let cepstrum = cepstra.baseAddress else { return }
    unsafe energies.withUnsafeMutableBufferPointer { energies in
      guard let energy = energies.baseAddress else { return }
      unsafe Float.gemm(
        transposeA: false, transposeB: true, m: count, n: bands, k: usedBins.count, alpha: 1,
        spectrum + usedBins.lowerBound, strideA: bins, usedWeights, strideB: usedBins.count, beta: 0, energy,
        strideC: bands)
      let filled = unsafe UnsafeMutableBufferPointer(rebasing: energies[..<(count * bands)])
      for i in filled.indices { unsafe filled[i] = max(filled[i], Self.energyFloor) }
      unsafe VectorFunctions.logarithm(filled)
      unsafe Float.gemm(
        transposeA: false, transposeB: true, m: count, n: options.coefficients, k: bands, alpha: 1, energy,
        strideA: bands, cosines.elements, strideB: bands, beta: 0, cepstrum, strideC: options.coefficients)
    }
  }

  /// Cepstra of given power spectra: frames × coefficients from frames × bins.
  public func cepstra(of spectra: Matrix<Float>) -> Matrix<Float> {
    var result = Matrix<Float>(rows: spectra.rows, columns: options.coefficients)
    var (source, energies) = (spectra.elements, [Float]())
    unsafe source.withUnsafeMutableBufferPointer { source in
      unsafe result.elements.withUnsafeMutableBufferPointer { target in
        unsafe computeCepstra(
          count: spectra.rows, spectra: source, bins: spectra.columns, energies: &energies, into: target)
      }
    }
    return result
  }
}
