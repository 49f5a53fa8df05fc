import Synchronization
import Testing
import VoicePrint

/// The index against comparing one pair after the other.
@Suite struct IdentificationIndexTests {
  private static func speaker(_ number: Int) throws -> SpeakerID { try SpeakerID("speaker_\(number)") }

  /// Rounding of single precision in a sum of 150 products, after the calibration.
  private let tolerance = 1e-4

  private func expectSame(
    _ found: SpeakerRanking, _ expected: ArraySlice<SpeakerRanking.Candidate>,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(found.candidates.map(\.speaker) == expected.map(\.speaker), sourceLocation: sourceLocation)
    for (one, other) in zip(found.candidates, expected) {
      #expect(
        abs(one.logLikelihoodRatio - other.logLikelihoodRatio) < tolerance, sourceLocation: sourceLocation)
    }
  }

  @Test func anEmptyIndexRanksNobody() {
    let synthetic = SyntheticModel(dimensions: [5, 4, 3])
    let index = IdentificationIndex(model: synthetic.model)
    #expect(index.count == 0 && index.ranking(of: synthetic.signature(0)).candidates.isEmpty)
    #expect(index.rankings(of: []).isEmpty)
  }

  /// Three blocks, removals from their middle and end, replacements; several tests at once.
  @Test func ranksAsComparingOneAfterTheOtherDoes() throws {
    let synthetic = SyntheticModel(dimensions: [17, 17, 9])
    let index = IdentificationIndex(model: synthetic.model)
    var enrolled: [SpeakerID: Int] = [:]
    for number in 0..<2500 {
      #expect(index.insert(synthetic.signature(number), for: try Self.speaker(number)))
      enrolled[try Self.speaker(number)] = number
    }
    for number in stride(from: 2499, to: 0, by: -3) {
      #expect(index.remove(try Self.speaker(number)))
      enrolled[try Self.speaker(number)] = nil
    }
    #expect(!index.remove(try Self.speaker(2499)))
    for number in stride(from: 0, to: 2500, by: 50) where enrolled[try Self.speaker(number)] != nil {
      #expect(!index.insert(synthetic.signature(number + 10_000), for: try Self.speaker(number)))
      enrolled[try Self.speaker(number)] = number + 10_000
    }
    #expect(index.count == enrolled.count)
    #expect(index.contains(try Self.speaker(0)) && !index.contains(try Self.speaker(2499)))

    let scorer = SignatureScorer(model: synthetic.model)
    let tests = [30_001, 10_050, 5, 30_002].map(synthetic.signature)
    let all = enrolled.map { ($0.key, synthetic.signature($0.value)) }
    let expected = tests.map { SpeakerRanking(of: $0, among: all, scorer: scorer).candidates }
    for (test, expected) in zip(tests, expected) { expectSame(index.ranking(of: test), expected[...]) }
    for (found, expected) in zip(index.rankings(of: tests, best: 7), expected) {
      expectSame(found, expected.prefix(7))
    }
    let threshold = (expected[0][10].logLikelihoodRatio + expected[0][11].logLikelihoodRatio) / 2
    expectSame(index.ranking(of: tests[0], from: threshold), expected[0].prefix(11))
    expectSame(index.ranking(of: tests[0], best: 4, from: threshold), expected[0].prefix(4))
  }

  /// Equal ratios stand in the order of the identifiers, whatever order they came in.
  @Test func equalRatiosStandInTheOrderOfTheIdentifiers() throws {
    let synthetic = SyntheticModel(dimensions: [6, 6, 6])
    let index = IdentificationIndex(model: synthetic.model)
    for number in [3, 9, 1, 7, 5, 2, 8, 4, 6, 0] {
      index.insert(synthetic.signature(1), for: try Self.speaker(number))
    }
    let ranking = index.ranking(of: synthetic.signature(2), best: 3)
    #expect(ranking.candidates.map(\.speaker.text) == ["speaker_0", "speaker_1", "speaker_2"])
  }

  /// A hundred thousand speakers; while four threads rank, a fifth removes, adds and replaces. Every answer must be
  /// exactly the right one for a moment between its question and its return.
  @Test func everyAnswerIsThatOfOneMoment() async throws {
    let synthetic = SyntheticModel(dimensions: [150, 150, 150])
    let index = IdentificationIndex(model: synthetic.model)
    let (count, changing, best) = (100_000, 600, 5)
    let tests = (0..<4).map { synthetic.signature(500_000 + $0) }
    let scorer = SignatureScorer(model: synthetic.model)

    // Ratios by comparing pairs: of everybody once, of those who change with a second signature too.
    typealias Ratios = [Double]
    let pairs = try await ConcurrentMap.map(Array(0..<count + changing), tasks: 2) { number -> Ratios in
      let signature = synthetic.signature(number)
      if number < count { index.insert(signature, for: try Self.speaker(number)) }
      return tests.map { scorer.logLikelihoodRatio($0, against: signature) }
    }
    #expect(index.count == count)

    // Those who change are the best of the first test's ranking and others: their going and coming is seen.
    let ranked = (0..<count).sorted { pairs[$0][0] > pairs[$1][0] }
    let moving = Array(ranked.prefix(changing / 2)) + Array(ranked.suffix(changing / 2))
    let isMoving = Set(moving)
    let still = try tests.indices.map { test in
      try (0..<count).lazy.filter { !isMoving.contains($0) }.map { (pairs[$0][test], $0) }
        .sorted { $0 > $1 }.prefix(best).map { (ratio: $0.0, speaker: try Self.speaker($0.1)) }
    }

    // Step s lets mover s % n go, come with its second signature, or come with its first.
    let steps = 3 * changing * 4
    func signature(of mover: Int, after step: Int) -> Int? {
      let past = step - mover
      guard past > 0 else { return moving[mover] }
      return [nil, count + mover, moving[mover]][((past - 1) / moving.count) % 3]
    }
    func expected(after step: Int, _ test: Int) throws -> [(ratio: Double, speaker: SpeakerID)] {
      let movers = try moving.indices.compactMap { mover in
        try signature(of: mover, after: step).map {
          (ratio: pairs[$0][test], speaker: try Self.speaker(moving[mover]))
        }
      }
      return Array(
        (still[test] + movers).sorted { ($0.ratio, $1.speaker) > ($1.ratio, $0.speaker) }.prefix(best))
    }

    let done = Atomic(0)
    let answers = Atomic(0)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for test in tests.indices {
        group.addTask {
          var finished = false
          while !finished {
            finished = done.load(ordering: .acquiring) == steps
            let before = done.load(ordering: .acquiring)
            let found = index.ranking(of: tests[test], best: best).candidates
            // A step may have been taken before it was counted.
            let after = min(done.load(ordering: .acquiring) + 1, steps)
            let isRight = try (before...after).contains { step in
              let expected = try expected(after: step, test)
              return found.map(\.speaker) == expected.map(\.speaker)
                && zip(found, expected).allSatisfy { abs($0.logLikelihoodRatio - $1.ratio) < tolerance }
            }
            #expect(isRight, "steps \(before)…\(after): \(found)")
            answers.add(1, ordering: .relaxed)
            await Task.yield()
          }
        }
      }
      group.addTask {
        for step in 1...steps {
          let mover = (step - 1) % moving.count
          let speaker = try Self.speaker(moving[mover])
          if let signature = signature(of: mover, after: step) {
            index.insert(synthetic.signature(signature), for: speaker)
          } else {
            #expect(index.remove(speaker))
          }
          done.store(step, ordering: .releasing)
          if step % 20 == 0 { try await Task.sleep(for: .milliseconds(20)) }
        }
      }
      try await group.waitForAll()
    }
    #expect(answers.load(ordering: .relaxed) > 20, "rankings happened meanwhile")
    #expect(index.count == count, "everybody came back")
  }
}
