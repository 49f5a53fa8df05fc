import Testing
import VoicePrintComparison

@Suite struct StatisticsTests {
  private func matrix(_ counts: [[Int]]) -> ConfusionMatrix {
    var matrix = ConfusionMatrix(grades: counts.count)
    for (row, cells) in counts.enumerated() {
      for (column, count) in cells.enumerated() { for _ in 0..<count { matrix.add(row, column) } }
    }
    return matrix
  }

  /// With two grades weights change nothing: p₀ = 0.7, pₑ = 0.5.
  @Test func kappaOfTwoGradesIsCohens() throws {
    let matrix = matrix([[20, 5], [10, 15]])
    #expect(abs(try #require(matrix.quadraticKappa) - 0.4) < 1e-12)
    #expect(matrix.total == 50)
    #expect(matrix.agreeing == 35)
  }

  /// Rows 2, 1, 1 and columns 1, 2, 1 of four pairs: weighted disagreement 1 where chance gives 20/4.
  @Test func kappaOfThreeGradesByHand() throws {
    #expect(abs(try #require(matrix([[1, 1, 0], [0, 1, 0], [0, 0, 1]]).quadraticKappa) - 0.8) < 1e-12)
  }

  @Test func kappaKnowsItsEnds() throws {
    #expect(matrix([[3, 0], [0, 2]]).quadraticKappa == 1)
    #expect(matrix([[0, 3], [3, 0]]).quadraticKappa == -1)
    #expect(matrix([[7, 0], [0, 0]]).quadraticKappa == nil)
    #expect(matrix([[0, 0], [0, 0]]).quadraticKappa == nil)
  }

  /// Far apart costs more than next to each other.
  @Test func kappaWeighsByTheSquare() throws {
    let near = try #require(matrix([[4, 1, 0], [0, 4, 0], [0, 0, 4]]).quadraticKappa)
    let far = try #require(matrix([[4, 0, 1], [0, 4, 0], [0, 0, 4]]).quadraticKappa)
    #expect(far < near)
  }

  /// The peak flow readings of Bland and Altman 1986, Wright's meter and the mini one: the paper has a mean difference
  /// of −2.1 l/min, a standard deviation of 38.8 and a standard error of the limits of 16.3.
  @Test func limitsOfAgreementAreThoseOfThePaper() throws {
    let wright: [Double] = [
      494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427,
    ]
    let mini: [Double] = [
      512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451,
    ]
    let agreement = LimitsOfAgreement(zip(mini, wright).map { (left: $0, right: $1) })
    #expect(agreement.count == 17)
    #expect(abs(agreement.bias + 2.1) < 0.05)
    #expect(abs(try #require(agreement.standardDeviation) - 38.8) < 0.05)
    #expect(abs(try #require(agreement.limitsStandardError) - 16.3) < 0.05)
    let limits = try #require(agreement.limits)
    #expect(abs(limits.lowerBound + 78.1) < 0.05)
    #expect(abs(limits.upperBound - 73.9) < 0.05)
    #expect(agreement.largest == 81)
  }

  @Test func oneDifferenceHasNoLimits() {
    let agreement = LimitsOfAgreement([(left: 2, right: 5)])
    #expect(agreement.bias == 3)
    #expect(agreement.limits == nil)
    #expect(LimitsOfAgreement([]).bias == 0)
  }

  /// The values that R gives for `quantile(x, p)`.
  @Test func quantilesAreThoseOfR() throws {
    #expect(Quantile.of([4, 1, 3, 2], share: 0.5) == 2.5)
    #expect(abs(try #require(Quantile.of((1...100).map(Double.init), share: 0.99)) - 99.01) < 1e-9)
    #expect(Quantile.of([7], share: 0.99) == 7)
    #expect(Quantile.of([1, 2], share: 1) == 2)
    #expect(Quantile.of([], share: 0.5) == nil)
  }

  /// Time:   0   1   2   3   4   5   6
  /// left:   a───────a   N───N   b───b
  /// right:      a───────c   N───N
  @Test func agreementIsCountedInSeconds() {
    let nobody = "UserNotIdentified"
    let left = [
      HeardTurn(start: 0, end: 2, speaker: "a"), HeardTurn(start: 3, end: 4, speaker: nobody),
      HeardTurn(start: 5, end: 6, speaker: "b"),
    ]
    let right = [
      HeardTurn(start: 1, end: 3, speaker: "a"), HeardTurn(start: 3, end: 3.5, speaker: "c"),
      HeardTurn(start: 3.5, end: 5.5, speaker: nobody),
    ]
    let agreement = TurnAgreement(left, right)
    #expect(agreement.same == 1)
    #expect(agreement.unnamed == 0.5)
    #expect(agreement.different == 1)
    #expect(agreement.onlyLeft == 1.5)
    #expect(agreement.onlyRight == 2)
    #expect(agreement.total == 6)
    #expect(agreement.share == 0.25)
    #expect(TurnAgreement([], []).share == nil)
    #expect(TurnAgreement(left, left).share == 1)
  }
}
