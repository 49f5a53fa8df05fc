/// Subtracts from each feature its mean over a window that slides with the frame, which removes what a
/// microphone or a line adds to every frame alike.
public enum SlidingMeanNormalization {
  /// Features with their sliding mean removed, frames × D.
  ///
  /// Sums run along, so that the cost does not depend on the window. Near the ends the window keeps its length
  /// and stops sliding; a recording shorter than the window is normalised by its mean.
  ///
  /// - Parameters:
  ///   - features: frames × D.
  ///   - window: length of the window in frames.
  /// - Returns: frames × D.
  public static func normalized(_ features: Matrix<Float>, window: Int) -> Matrix<Float> {
    precondition(window > 0, "a mean needs a frame")
    let (frames, dimension) = (features.rows, features.columns)
    var result = features
    if frames == 0 { return result }
    var sums = [Double](repeating: 0, count: dimension)
    unsafe features.elements.withUnsafeBufferPointer { source in
      unsafe result.elements.withUnsafeMutableBufferPointer { target in
        unsafe sums.withUnsafeMutableBufferPointer { sums in
          var (first, last) = (0, 0)  // the window is first..<last
          for frame in 0..<frames {
            let start = max(0, min(frame - window / 2, frames - window))
            let end = min(frames, start + window)
            while last < end {
              for i in 0..<dimension { unsafe sums[i] += Double(source[last * dimension &+ i]) }
              last += 1
            }
            while first < start {
              for i in 0..<dimension { unsafe sums[i] -= Double(source[first * dimension &+ i]) }
              first += 1
            }
            let scale = 1 / Double(end - start)
            let row = frame * dimension
            for i in 0..<dimension { unsafe target[row &+ i] -= Float(sums[i] * scale) }
          }
        }
      }
    }
    return result
  }
}
