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
  /// Added where a spectral floor is used, so that digital silence has a logarithm.
  private static let smallestFloor: Float = 1e-3

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

  /// Energies of the mel bands of a block: `count × bands` numbers from `count × bins`.
  package func computeBandEnergies(
    count: Int, spectra: UnsafeMutableBufferPointer<Float>, bins: Int,
    into energies: UnsafeMutableBufferPointer<Float>
  ) {
    let bands = options.bands
    precondition(spectra.count >= count * bins && energies.count >= count * bands)
    guard count > 0, let spectrum = spectra.baseAddress, let energy = energies.baseAddress else { return }
    unsafe Float.gemm(
      transposeA: false, transposeB: true, m: count, n: bands, k: usedBins.count, alpha: 1,
      spectrum + usedBins.lowerBound, strideA: bins, usedWeights, strideB: usedBins.count, beta: 0, energy,
      strideC: bands)
  }

  /// Energies of the mel bands of given power spectra: frames × bands from frames × bins.
  public func bandEnergies(of spectra: Matrix<Float>) -> Matrix<Float> {
    var result = Matrix<Float>(rows: spectra.rows, columns: options.bands)
    var source = spectra.elements
    unsafe source.withUnsafeMutableBufferPointer { source in
      unsafe result.elements.withUnsafeMutableBufferPointer { target in
        unsafe computeBandEnergies(count: spectra.rows, spectra: source, bins: spectra.columns, into: target)
      }
    }
    return result
  }

  /// Cepstra of a waveform's frames: frames × coefficients, no more than a block of spectra at a time.
  ///
  /// - Parameters:
  ///   - waveform: at the sample rate of the frames.
  ///   - spectrum: of the same frames.
  /// - Returns: frames × coefficients.
  public func cepstra(of waveform: Waveform, with spectrum: inout SpectrumComputer) -> Matrix<Float> {
    let bands = options.bands
    let bins = spectrum.options.bins
    var energies = Matrix<Float>(
      rows: spectrum.options.frameCount(samples: waveform.samples.count), columns: bands)
    unsafe spectrum.forEachBlock(of: waveform) { frames, spectra in
      unsafe energies.elements.withUnsafeMutableBufferPointer { elements in
        let rows = unsafe UnsafeMutableBufferPointer(
          rebasing: elements[frames.lowerBound * bands..<frames.upperBound * bands])
        unsafe computeBandEnergies(count: frames.count, spectra: spectra, bins: bins, into: rows)
      }
    }
    return cepstra(ofBandEnergies: energies)
  }

  /// Cepstra of band energies: frames × coefficients from frames × bands.
  ///
  /// - Parameters:
  ///   - energies: of the mel bands.
  ///   - speech: the frames that hold speech; their mean energy in each band is what
  ///     ``CepstrumOptions/spectralFloor`` refers to.
  /// - Returns: frames × coefficients.
  public func cepstra(ofBandEnergies energies: Matrix<Float>, speech: [Int] = []) -> Matrix<Float> {
    let bands = options.bands
    precondition(energies.columns == bands, "energies of this filter bank")
    var logarithms = energies
    let floors = self.floors(energies, speech: speech)
    unsafe logarithms.elements.withUnsafeMutableBufferPointer { values in
      if let floors {
        for row in 0..<energies.rows {
          for band in 0..<bands { unsafe values[row &* bands &+ band] += floors[band] }
        }
      } else {
        for i in values.indices { unsafe values[i] = max(values[i], Self.energyFloor) }
      }
      unsafe VectorFunctions.logarithm(values)
    }
    return .product(logarithms, cosines, transposingRight: true)
  }

  /// What is added to each band; nil without a spectral floor.
  private func floors(_ energies: Matrix<Float>, speech: [Int]) -> [Float]? {
    guard let decibels = options.spectralFloor else { return nil }
    let bands = options.bands
    var mean = [Float](repeating: 0, count: bands)
    for frame in speech {
      for band in 0..<bands { mean[band] += energies.elements[frame * bands + band] }
    }
    let share = Float(Double.pow(10, -decibels / 10)) / Float(max(speech.count, 1))
    return mean.map { $0 * share + Self.smallestFloor }
  }
}
