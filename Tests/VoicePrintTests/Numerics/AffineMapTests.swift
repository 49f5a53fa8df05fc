import Testing
import VoicePrint

/// A·x + b with A arranged beforehand, against plain loops in double precision.
@Suite struct AffineMapTests {
  @Test(arguments: [1, 16, 31, 32, 33, 96, 256], [1, 7, 60, 120])
  func rowsAreMapped(outputs: Int, inputs: Int) {
    var generator = SeededGenerator(seed: UInt64(outputs * 1000 + inputs))
    let matrix = Matrix(rows: outputs, columns: inputs, elements: generator.singles(outputs * inputs))
    let offsets = generator.singles(outputs)
    let map = AffineMap(matrix, plus: offsets)
    #expect(map.inputs == inputs && map.outputs == outputs)
    for count in [1, 7, 8, 9, 64] {
      for stride in [inputs, inputs + 5] {
        let room = (count + AffineMap.rowsAtOnce - 1) / AffineMap.rowsAtOnce * AffineMap.rowsAtOnce
        let rows = generator.singles(room * stride)
        var results = [Float](repeating: .nan, count: room * outputs + 1)
        unsafe rows.withUnsafeBufferPointer { rows in
          unsafe results.withUnsafeMutableBufferPointer { results in
            unsafe map.apply(to: rows, stride: stride, count: count, into: results)
          }
        }
        var exact = [Double](repeating: 0, count: count * outputs)
        for t in 0..<count {
          for output in 0..<outputs {
            exact[t * outputs + output] = (0..<inputs).reduce(Double(offsets[output])) {
              $0 + Double(matrix[output, $1]) * Double(rows[t * stride + $1])
            }
          }
        }
        #expect(worstDifference(Array(results[..<(count * outputs)]), exact) <= 1e-6 + 2e-7 * Double(inputs))
        #expect(results[room * outputs].isNaN, "nothing is written behind the last whole group")
      }
    }
  }
}
