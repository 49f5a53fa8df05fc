import Foundation
import VoicePrint

/// Linear algebra in double precision by the definitions: slow, obvious, and nothing shared with the engine.
enum Naive {
  static func product<Element: LinearAlgebraScalar>(
    _ left: Matrix<Element>, _ right: Matrix<Element>, transposingLeft: Bool = false,
    transposingRight: Bool = false
  ) -> Matrix<Double> {
    let rows = transposingLeft ? left.columns : left.rows
    let inner = transposingLeft ? left.rows : left.columns
    let columns = transposingRight ? right.rows : right.columns
    var result = Matrix<Double>(rows: rows, columns: columns)
    for i in 0..<rows {
      for j in 0..<columns {
        var sum = 0.0
        for k in 0..<inner {
          let a = transposingLeft ? left[k, i] : left[i, k]
          let b = transposingRight ? right[j, k] : right[k, j]
          sum += Double(a) * Double(b)
        }
        result[i, j] = sum
      }
    }
    return result
  }

  static func times(_ matrix: Matrix<Double>, _ vector: [Double]) -> [Double] {
    product(matrix, Matrix(rows: vector.count, columns: 1, elements: vector)).elements
  }

  /// The inverse and the logarithm of the determinant's magnitude, by Gauss and Jordan with row exchanges.
  static func inverted(_ matrix: Matrix<Double>) -> (inverse: Matrix<Double>, logDeterminant: Double) {
    let n = matrix.rows
    var (work, inverse) = (matrix, Matrix<Double>.identity(n))
    var logDeterminant = 0.0
    for column in 0..<n {
      var pivot = column
      for row in column..<n where work[row, column].magnitude > work[pivot, column].magnitude { pivot = row }
      for k in 0..<n {
        (work[column, k], work[pivot, k]) = (work[pivot, k], work[column, k])
        (inverse[column, k], inverse[pivot, k]) = (inverse[pivot, k], inverse[column, k])
      }
      let scale = work[column, column]
      logDeterminant += log(scale.magnitude)
      for k in 0..<n {
        work[column, k] /= scale
        inverse[column, k] /= scale
      }
      for row in 0..<n where row != column {
        let factor = work[row, column]
        for k in 0..<n {
          work[row, k] -= factor * work[column, k]
          inverse[row, k] -= factor * inverse[column, k]
        }
      }
    }
    return (inverse, logDeterminant)
  }

  /// The logarithm of a normal density.
  static func logDensity(_ x: [Double], mean: [Double], covariance: Matrix<Double>) -> Double {
    let (inverse, logDeterminant) = inverted(covariance)
    let centred = zip(x, mean).map { $0 - $1 }
    let distance = zip(centred, times(inverse, centred)).reduce(0) { $0 + $1.0 * $1.1 }
    return -0.5 * (Double(x.count) * log(2 * Double.pi) + logDeterminant + distance)
  }

  /// |X_k|² of a discrete Fourier transform, k = 0 … count/2.
  static func powerSpectrum(_ samples: [Double]) -> [Double] {
    let count = samples.count
    return (0...count / 2).map { k in
      var (real, imaginary) = (0.0, 0.0)
      for (n, sample) in samples.enumerated() {
        let angle = 2 * Double.pi * Double((k * n) % count) / Double(count)
        real += sample * cos(angle)
        imaginary -= sample * sin(angle)
      }
      return real * real + imaginary * imaginary
    }
  }
}
