import Synchronization
import Testing
import VoicePrint

/// The index against comparing one pair after the other.
@Suite struct IdentificationIndexTests {
  private static func speaker(_ number: Int) throws -> SpeakerID { try SpeakerID("speaker_\(number)") }

  /// Rounding of double precision in sums that are taken in another order.
  private let tolerance = 1e-9

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
    #expect(try index.contains(Self.speaker(0)) && !index.contains(Self.speaker(2499)))

    let scorer = SignatureScorer(model: synthetic.model, place: .unknown)
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

  /// At a place: few speakers and more than take part, all compared without themselves, before and after changes, in whatever
  /// order they came, and read by a calibration.
  @Test(arguments: [3, 60, 160]) func ranksAtAPlaceAsComparingOneAfterTheOtherDoes(count: Int) throws {
    let synthetic = SyntheticModel(dimensions: [17, 17, 9], place: SyntheticModel.place)
    let index = IdentificationIndex(model: synthetic.model)
    var enrolled: [SpeakerID: VoiceSignature] = [:]
    func check() {
      let place = Place(enrolled.map { ($0.key.text, $0.value) }, calibration: index.calibration)
      #expect(place.count == min(enrolled.count, Place.capacity))
      let scorer = SignatureScorer(model: synthetic.model, place: place)
      for number in [30_001, 5] {
        let test = synthetic.signature(number)
        let expected = SpeakerRanking(
          of: test, among: enrolled.map { ($0.key, $0.value) }, scorer: scorer
        ).candidates
        expectSame(index.ranking(of: test), expected[...])
        expectSame(index.ranking(of: test, best: 2), expected.prefix(2))
      }
    }
    for number in (0..<count).reversed() {
      index.insert(synthetic.signature(number), for: try Self.speaker(number))
      enrolled[try Self.speaker(number)] = synthetic.signature(number)
    }
    check()
    for number in stride(from: 0, to: count, by: 3) {
      index.remove(try Self.speaker(number))
      enrolled[try Self.speaker(number)] = nil
    }
    check()
    for number in 500..<560 {
      index.insert(synthetic.signature(number), for: try Self.speaker(number))
      enrolled[try Self.speaker(number)] = synthetic.signature(number)
    }
    index.calibration = PlaceCalibration(
      model: synthetic.model.identity, offset: -2, scale: 0.8, speakers: 20, comparisons: 190,
      ownComparisons: 0, recordings: 0)
    check()
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
    let ratios = try await ConcurrentMap.map(Array(0..<count + changing), tasks: 2) { number -> [Double] in
      let signature = synthetic.signature(number)
      if number < count { index.insert(signature, for: try Self.speaker(number)) }
      return tests.map { scorer.logLikelihoodRatio($0, against: signature) }
    }
    #expect(index.count == count)
    let script = try ChangeScript(ratios: ratios, count: count, changing: changing, best: best)

    let progress = Progress()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for test in tests.indices {
        group.addTask {
          var finished = false
          while !finished {
            finished = progress.steps.load(ordering: .acquiring) == script.steps
            let before = progress.steps.load(ordering: .acquiring)
            let found = index.ranking(of: tests[test], best: best).candidates
            // A step may have been taken before it was counted.
            let after = min(progress.steps.load(ordering: .acquiring) + 1, script.steps)
            let isRight = (before...after).contains { step in
              let expected = script.expected(after: step, test)
              return found.map(\.speaker) == expected.map(\.speaker)
                && zip(found, expected).allSatisfy { abs($0.logLikelihoodRatio - $1.ratio) < tolerance }
            }
            #expect(isRight, "steps \(before)…\(after): \(found)")
            progress.answers.add(1, ordering: .relaxed)
            await Task.yield()
          }
        }
      }
      group.addTask {
        for step in 1...script.steps {
          let mover = script.mover(of: step)
          let speaker = script.names[mover]
          if let signature = script.signature(of: mover, after: step) {
            index.insert(synthetic.signature(signature), for: speaker)
          } else {
            #expect(index.remove(speaker))
          }
          progress.steps.store(step, ordering: .releasing)
          if step % 20 == 0 { try await Task.sleep(for: .milliseconds(20)) }
        }
      }
      try await group.waitForAll()
    }
    #expect(progress.answers.load(ordering: .relaxed) > 20, "rankings happened meanwhile")
    #expect(index.count == count, "everybody came back")
  }

  private final class Progress: Sendable {
    let steps = Atomic(0)
    let answers = Atomic(0)
  }
}

/// Who comes and goes in which step, and what a ranking must answer after it.
private struct ChangeScript: Sendable {
  typealias Candidate = (ratio: Double, speaker: SpeakerID)

  /// Ratios of the signatures with each test: of everybody, then second ones of those who change.
  private let ratios: [[Double]]
  private let count: Int
  private let best: Int
  /// Those who change.
  private let moving: [Int]
  let names: [SpeakerID]
  /// For each test the best of those who stay.
  private let still: [[Candidate]]

  /// Those who change are the best and the worst for the first test, so that their going and coming is seen.
  init(ratios: [[Double]], count: Int, changing: Int, best: Int) throws {
    let ranked = (0..<count).sorted { ratios[$0][0] > ratios[$1][0] }
    moving = Array(ranked.prefix(changing / 2)) + Array(ranked.suffix(changing / 2))
    names = try moving.map { try SpeakerID("speaker_\($0)") }
    let isMoving = Set(moving)
    still = try ratios[0].indices.map { test in
      try (0..<count).lazy.filter { !isMoving.contains($0) }.map { (ratios[$0][test], $0) }
        .sorted { $0 > $1 }.prefix(best).map { ($0.0, try SpeakerID("speaker_\($0.1)")) }
    }
    (self.ratios, self.count, self.best) = (ratios, count, best)
  }

  /// Each of those who change goes, comes with the second signature and comes with the first, four times.
  var steps: Int { 3 * moving.count * 4 }

  /// Who changes in a step, from 1.
  func mover(of step: Int) -> Int { (step - 1) % moving.count }

  /// The signature that one who changes has after a step; nil while away.
  func signature(of mover: Int, after step: Int) -> Int? {
    let past = step - mover
    guard past > 0 else { return moving[mover] }
    return [nil, count + mover, moving[mover]][((past - 1) / moving.count) % 3]
  }

  /// What a ranking must answer after a step.
  func expected(after step: Int, _ test: Int) -> [Candidate] {
    let present = moving.indices.compactMap { mover in
      signature(of: mover, after: step).map { (ratios[$0][test], names[mover]) }
    }
    return Array((still[test] + present).sorted { ($0.0, $1.1) > ($1.0, $0.1) }.prefix(best))
  }
}
