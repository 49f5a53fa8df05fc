internal import RealModule

/// Measures each feature against its mean, or its mean and standard deviation, over a window that slides with the
/// frame.
///
/// The mean holds what a microphone or a line adds to every frame alike; the deviation also shrinks where noise fills the
/// valleys of the spectrum (Viikki and Laurila 1998).
public enum SlidingNormalization {
  /// A deviation is not taken for smaller: a feature that stands still, as a band in which there is nothing, stays at 0.
  private static let smallestDeviation = 1e-2

  /// Normalised features, frames × D.
  ///
  /// Sums run along, so that the cost does not depend on the window. Near the ends the window keeps its length
  /// and stops sliding; a recording shorter than the window is normalised over all of it.
  ///
  /// - Parameters:
  ///   - features: frames × D.
  ///   - window: length of the window in frames.
  ///   - variance: whether features are divided by their standard deviation, too.
  /// - Returns: frames × D.
  public static func normalized(
    _ features: Matrix<Float>, window: Int, variance: Bool = false
  ) -> Matrix<Float> {
    precondition(window > 0, "a mean needs a frame")
    let (frames, dimension) = (features.rows, features.columns)
    var result = features
    if frames == 0 { return result }
    // Sums are of distances from the first frame, lest squares of a large mean swallow a small variance.
    let origin = features.row(0).map(Double.init)
    var moments = Moments(origin: origin, variance: variance)
    unsafe features.elements.withUnsafeBufferPointer { source in
      unsafe result.elements.withUnsafeMutableBufferPointer { target in
        var (first, last) = (0, 0)  // the window is first..<last
        for frame in 0..<frames {
          let start = max(0, min(frame - window / 2, frames - window))
          let end = min(frames, start + window)
          while last < end {
            unsafe moments.add(
              UnsafeBufferPointer(rebasing: source[last * dimension..<(last + 1) * dimension]), 1)
            last += 1
          }
          while first < start {
            unsafe moments.add(
              UnsafeBufferPointer(rebasing: source[first * dimension..<(first + 1) * dimension]), -1)
            first += 1
          }
          let row = frame * dimension..<(frame + 1) * dimension
          unsafe moments.normalize(
            UnsafeBufferPointer(rebasing: source[row]), frames: end - start,
            into: UnsafeMutableBufferPointer(rebasing: target[row]))
        }
      }
    }
    return result
  }

  /// Sums and sums of squares of the frames in a window.
  private struct Moments {
    let origin: [Double]
    let variance: Bool
    var sums: [Double]
    var squares: [Double]

    init(origin: [Double], variance: Bool) {
      self.origin = origin
      self.variance = variance
      sums = Array(repeating: 0, count: origin.count)
      squares = sums
    }

    /// Takes a frame in (1) or out (−1).
    mutating func add(_ row: UnsafeBufferPointer<Float>, _ sign: Double) {
      for i in 0..<row.count {
        let value = unsafe Double(row[i]) - origin[i]
        sums[i] += sign * value
        if variance { squares[i] += sign * value * value }
      }
    }

    func normalize(
      _ row: UnsafeBufferPointer<Float>, frames: Int, into target: UnsafeMutableBufferPointer<Float>
    ) {
      let share = 1 / Double(frames)
      for i in 0..<row.count {
        let mean = sums[i] * share
        var value = unsafe Double(row[i]) - origin[i] - mean
        if variance {
          let deviation = Double.sqrt(max(squares[i] * share - mean * mean, 0))
          value /= max(deviation, SlidingNormalization.smallestDeviation)
        }
        unsafe target[i] = Float(value)
      }
    }
  }
}
