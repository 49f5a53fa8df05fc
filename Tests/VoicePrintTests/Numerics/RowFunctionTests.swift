import Testing
import VoicePrint

/// What is done to rows between products, against plain loops in double precision.
@Suite struct RowFunctionTests {
  @Test(arguments: [1, 3, 15, 16, 17, 31, 32, 150, 160], [1, 2, 3, 4, 5, 9])
  func productsWithOneQuery(width: Int, count: Int) {
    var generator = SeededGenerator(seed: UInt64(width * 100 + count))
    let (rows, query) = (generator.singles(width * count), generator.singles(width))
    var products = [Float](repeating: .nan, count: count)
    unsafe rows.withUnsafeBufferPointer { rows in
      unsafe products.withUnsafeMutableBufferPointer {
        unsafe RowFunctions.products(of: rows, with: query, into: $0)
      }
    }
    let exact = (0..<count).map { row in
      (0..<width).reduce(0.0) { $0 + Double(rows[row * width + $1]) * Double(query[$1]) }
    }
    #expect(worstDifference(products, exact) <= 2e-6 * Double(width))
  }

  @Test func squaresStandBehindTheirRows() {
    let rows: [Float] = [1, -2, 3, 0.5, 4, -6]
    var extended = [Float](repeating: 7, count: 14)
    unsafe rows.withUnsafeBufferPointer { rows in
      unsafe extended.withUnsafeMutableBufferPointer {
        unsafe RowFunctions.appendSquares(to: rows, width: 3, into: $0, stride: 7)
      }
    }
    #expect(extended == [1, -2, 3, 1, 4, 9, 7, 0.5, 4, -6, 0.25, 16, 36, 7])
  }

  @Test func sumsOfColumnsAreAdded() {
    var rows: [Float] = [1, 2, 3, 10, 20, 30]
    var sums: [Float] = [100, 200, 300]
    unsafe rows.withUnsafeMutableBufferPointer { rows in
      unsafe sums.withUnsafeMutableBufferPointer { unsafe RowFunctions.addColumnSums(of: rows, to: $0) }
    }
    #expect(sums == [111, 222, 333])
  }
}
