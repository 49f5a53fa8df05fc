import Testing
import VoicePrint

/// Elements by their rank, against sorting.
@Suite struct OrderStatisticsTests {
  @Test(arguments: [1, 2, 3, 10, 1000])
  func ranksAreThoseOfTheSortedArray(count: Int) {
    var generator = SeededGenerator(seed: UInt64(count))
    for distinct in [1, 3, 1_000_000] {
      let values = (0..<count).map { _ in Float(generator.next() % UInt64(distinct)) }
      let sorted = values.sorted()
      for rank in Swift.stride(from: 0, to: count, by: max(count / 50, 1)) {
        #expect(values.element(ofRank: rank) == sorted[rank])
      }
    }
    let rising = (0..<count).map(Float.init)
    #expect(rising.element(ofRank: count / 3) == Float(count / 3))
    #expect(Array(rising.reversed()).element(ofRank: count / 3) == Float(count / 3))
  }
}
