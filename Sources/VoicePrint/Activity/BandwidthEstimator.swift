internal import RealModule

/// Estimates up to which frequency a recording carries speech: a telephone call stays narrow however it is stored.
struct BandwidthEstimator: Sendable {
  /// Width of the bands that are compared, in Hz.
  static let bandWidth = 250.0
  /// A band carries speech while its power is within this many dB of the strongest band.
  static let depth = 50.0

  private let frame: FrameOptions
  private let binsPerBand: Int
  private let bands: Int

  init(frame: FrameOptions) {
    self.frame = frame
    let width = Double(frame.sampleRate) / Double(frame.transformLength)
    binsPerBand = max(1, Int((Self.bandWidth / width).rounded()))
    bands = (frame.bins - 1) / binsPerBand
  }

  /// Power of each frame in each band, frames × bands; filled row by row.
  struct Profile {
    fileprivate var power: [Float] = []
  }

  func emptyProfile(frames: Int) -> Profile {
    var profile = Profile()
    profile.power.reserveCapacity(frames * bands)
    return profile
  }

  /// Appends the band powers of frames.
  func accumulate(
    count: Int, spectra: UnsafeMutableBufferPointer<Float>, bins: Int, into profile: inout Profile
  ) {
    for row in 0..<count {
      for band in 0..<bands {
        var sum: Float = 0
        let first = row &* bins &+ band &* binsPerBand &+ 1
        for bin in 0..<binsPerBand { sum = unsafe Relaxed.sum(sum, spectra[first &+ bin]) }
        profile.power.append(sum)
      }
    }
  }

  /// The upper edge, in Hz, of the highest band that carries speech; 0 without speech.
  func bandwidth(of profile: Profile, speech: SpeechMask) -> Double {
    var mean = [Double](repeating: 0, count: bands)
    let frames = speech.speechFrames
    if frames.isEmpty { return 0 }
    for t in frames {
      for band in 0..<bands { mean[band] += Double(profile.power[t * bands + band]) }
    }
    let strongest = mean.max() ?? 0
    let floor = strongest * Double.pow(10, -Self.depth / 10)
    let highest = mean.lastIndex { $0 > floor } ?? 0
    let width = Double(frame.sampleRate) / Double(frame.transformLength)
    return Double((highest + 1) * binsPerBand) * width
  }
}
