internal import RealModule

/// Length normalisation (Garcia-Romero and Espy-Wilson 2011): brings every signature to the length that a
/// standard normal vector of its dimension has on average, which makes Gaussian models of them hold.
public enum LengthNormalization {
  /// The rows of a matrix, each scaled to the square root of the number of columns; a row of zeros stays.
  public static func normalized(_ vectors: Matrix<Double>) -> Matrix<Double> {
    var result = vectors
    let columns = vectors.columns
    for i in 0..<vectors.rows {
      let length = Double.sqrt(vectors.row(i).reduce(0) { $0 + $1 * $1 })
      if length == 0 { continue }
      let scale = Double.sqrt(Double(columns)) / length
      for j in 0..<columns { result.elements[i * columns + j] *= scale }
    }
    return result
  }
}
