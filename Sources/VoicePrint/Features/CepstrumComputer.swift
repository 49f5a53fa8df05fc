internal import RealModule

/// Turns power spectra into mel-frequency cepstral coefficients (Davis and Mermelstein 1980) with two matrix
/// products a block: spectrum → mel bands, compression, mel bands → cepstrum.
public struct CepstrumComputer: Sendable {
  /// Which coefficients.
  public let options: CepstrumOptions
  /// The filter bank.
  public let filterBank: MelFilterBank
  /// DCT-II, orthonormal, with the lifter in it; coefficients × bands.
  public let cosines: Matrix<Float>
  /// The energies of its bands.
  let bandEnergies: BandEnergyComputer

  /// Below this energy no band is taken to be: Kaldi's floor, the spacing of floats at 1.
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
    bandEnergies = BandEnergyComputer(weights: filterBank.weights)
  }

  /// Energies of the mel bands of given power spectra: frames × bands from frames × bins.
  public func bandEnergies(of spectra: Matrix<Float>) -> Matrix<Float> {
    var result = Matrix<Float>(rows: spectra.rows, columns: options.bands)
    var source = spectra.elements
    unsafe source.withUnsafeMutableBufferPointer { source in
      unsafe bandEnergies.computeEnergies(
        frames: 0..<spectra.rows, spectra: source, bins: spectra.columns, into: &result)
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
    let bins = spectrum.options.bins
    var energies = Matrix<Float>(
      rows: spectrum.options.frameCount(samples: waveform.samples.count), columns: options.bands)
    unsafe spectrum.forEachBlock(of: waveform) { frames, spectra in
      unsafe bandEnergies.computeEnergies(frames: frames, spectra: spectra, bins: bins, into: &energies)
    }
    return cepstra(ofBandEnergies: energies)
  }

  /// Cepstra of band energies: frames × coefficients from frames × bands.
  ///
  /// - Parameters:
  ///   - energies: of the mel bands.
  ///   - speech: the frames that hold speech, whose mean energy a root refers to; all frames where there are none.
  /// - Returns: frames × coefficients.
  public func cepstra(ofBandEnergies energies: Matrix<Float>, speech: [Int] = []) -> Matrix<Float> {
    precondition(energies.columns == options.bands, "energies of this filter bank")
    var compressed = energies
    switch options.compression {
    case .logarithm:
      unsafe compressed.elements.withUnsafeMutableBufferPointer { values in
        for i in values.indices { unsafe values[i] = max(values[i], Self.energyFloor) }
        unsafe VectorFunctions.logarithm(values)
      }
    case .root(let order, let decibels):
      let scale = 1 / max(meanEnergy(energies, speech), Self.energyFloor)
      let (floor, gain) = (Float(Double.pow(10, -decibels / 10)), Float(order))
      unsafe compressed.elements.withUnsafeMutableBufferPointer { values in
        for i in values.indices { unsafe values[i] = values[i] * scale + floor }
        unsafe VectorFunctions.raise(values, to: Float(1 / order))
        for i in values.indices { unsafe values[i] = gain * (values[i] - 1) }
      }
    }
    return .product(compressed, cosines, transposingRight: true)
  }

  /// The mean over bands and frames.
  private func meanEnergy(_ energies: Matrix<Float>, _ speech: [Int]) -> Float {
    let bands = options.bands
    let frames = speech.isEmpty ? Array(0..<energies.rows) : speech
    let sum = frames.reduce(0.0) { sum, frame in
      sum + Double(energies.elements[frame * bands..<(frame + 1) * bands].reduce(0, +))
    }
    return Float(sum / Double(max(frames.count * bands, 1)))
  }
}
