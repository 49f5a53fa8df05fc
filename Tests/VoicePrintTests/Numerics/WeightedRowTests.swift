import Testing
import VoicePrint

/// Sums of rows under weights, against plain loops in double precision.
@Suite struct WeightedRowTests {
  /// A floor that few of the weights are above, and one that most are above.
  @Test(arguments: [1, 15, 16, 49, 60, 64, 120, 128], [1, 3, 64, 65, 130])
  func rowsAreAddedUnderTheirWeights(width: Int, components: Int) {
    var generator = SeededGenerator(seed: UInt64(width * 1000 + components))
    let stride = WeightedRows.stride(ofWidth: width)
    for count in [1, 127, 128, 129, 300] {
      let rows = generator.singles(count * stride)
      // What stands between the floors is too small to be seen in the sums.
      let weights = generator.singles(count * components).map { $0 > 1.2 ? $0 : 1e-9 }
      var exact = (
        sums: [Double](repeating: 1, count: components * width),
        totals: [Double](repeating: 2, count: components)
      )
      for t in 0..<count {
        for c in 0..<components {
          let weight = Double(weights[t * components + c])
          exact.totals[c] += weight
          for i in 0..<width { exact.sums[c * width + i] += weight * Double(rows[t * stride + i]) }
        }
      }
      for floor in [Float(1), 1e-12] {
        var weightedRows = WeightedRows(components: components, floor: floor)
        var sums = [Float](repeating: 1, count: components * width)
        var totals = [Float](repeating: 2, count: components)
        unsafe rows.withUnsafeBufferPointer { rows in
          unsafe weights.withUnsafeBufferPointer { weights in
            unsafe sums.withUnsafeMutableBufferPointer { sums in
              unsafe totals.withUnsafeMutableBufferPointer { totals in
                unsafe weightedRows.add(
                  rows, stride: stride, width: width, weights: weights, to: sums, totals)
              }
            }
          }
        }
        let rounding = 1e-6 + 1e-7 * Double(count)
        #expect(worstDifference(sums, exact.sums) <= rounding)
        #expect(worstDifference(totals, exact.totals) <= rounding)
      }
    }
  }

  @Test func whatIsUpToTheFloorIsLeftOut() {
    var weightedRows = WeightedRows(components: 4, floor: 0.25)
    let (rows, weights) = ([Float](repeating: 1, count: 16), [Float]([0.5, 0.25, 0.125, 0]))
    var (sums, totals) = ([Float](repeating: 0, count: 4), [Float](repeating: 0, count: 4))
    unsafe rows.withUnsafeBufferPointer { rows in
      unsafe weights.withUnsafeBufferPointer { weights in
        unsafe sums.withUnsafeMutableBufferPointer { sums in
          unsafe totals.withUnsafeMutableBufferPointer { totals in
            unsafe weightedRows.add(rows, stride: 16, width: 1, weights: weights, to: sums, totals)
          }
        }
      }
    }
    #expect(sums == [0.5, 0, 0, 0] && totals == [0.5, 0, 0, 0])
  }
}
