/// First and second time derivatives of features, as slopes of a regression line over neighbouring frames
/// (Furui 1986).
public enum RegressionSlopes {
  /// Appends the slopes and the slopes of the slopes to features: frames × 3D from frames × D.
  ///
  /// - Parameters:
  ///   - features: frames × D.
  ///   - window: neighbours on each side that the line is fitted to; beyond the ends the last frame repeats.
  /// - Returns: frames × 3D.
  public static func appended(to features: Matrix<Float>, window: Int = 3) -> Matrix<Float> {
    let (frames, dimension) = (features.rows, features.columns)
    let slopes = slopes(of: features, window: window)
    let curvatures = Self.slopes(of: slopes, window: window)
    var joined = [Float]()
    joined.reserveCapacity(frames * dimension * 3)
    for frame in 0..<frames {
      joined.append(contentsOf: features.row(frame))
      joined.append(contentsOf: slopes.row(frame))
      joined.append(contentsOf: curvatures.row(frame))
    }
    return Matrix(rows: frames, columns: dimension * 3, elements: joined)
  }

  /// Σ_n n·(x_{t+n} − x_{t−n}) / (2 Σ_n n²) for n = 1 … window, each coefficient by itself.
  public static func slopes(of features: Matrix<Float>, window: Int) -> Matrix<Float> {
    precondition(window > 0, "a slope needs a neighbour")
    let (frames, dimension) = (features.rows, features.columns)
    var result = Matrix<Float>(rows: frames, columns: dimension)
    let scale = 1 / Float(2 * (1...window).reduce(0) { $0 + $1 * $1 })
    unsafe features.elements.withUnsafeBufferPointer { source in
      unsafe result.elements.withUnsafeMutableBufferPointer { target in
        for frame in 0..<frames {
          for n in 1...window {
            let after = min(frame + n, frames - 1) * dimension
            let before = max(frame - n, 0) * dimension
            let weight = Float(n) * scale
            let row = frame * dimension
            for i in 0..<dimension {
              unsafe target[row &+ i] += weight * (source[after &+ i] - source[before &+ i])
            }
          }
        }
      }
    }
    return result
  }
}
