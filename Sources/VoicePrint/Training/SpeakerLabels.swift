/// Speakers, sessions and corpora of a data directory as numbers.
struct SpeakerLabels: Sendable {
  /// Number of the speaker of each utterance.
  let speakers: [Int]
  /// Number of the session of each utterance.
  let sessions: [Int]
  /// Number of the corpus of each speaker: what stands before the first hyphen of its name, where enough
  /// speakers share it; all others are one corpus.
  let corpora: [Int]

  /// Fewer speakers do not tell what a corpus has in common from who they are.
  private static let leastSpeakersOfCorpus = 10

  init(_ directory: DataDirectory) {
    func numbers(_ names: [String]) -> (numbers: [Int], names: [String]) {
      let distinct = Array(Set(names)).sorted()
      let table = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0) })
      return (names.map { table[$0] ?? 0 }, distinct)
    }
    let speakers = numbers(directory.utterances.map(\.speaker))
    self.speakers = speakers.numbers
    sessions = numbers(directory.utterances.map(\.session)).numbers
    let prefixes = speakers.names.map { String($0.prefix { $0 != "-" }) }
    let sizes = Dictionary(prefixes.map { ($0, 1) }, uniquingKeysWith: +)
    corpora =
      numbers(prefixes.map { (sizes[$0] ?? 0) >= Self.leastSpeakersOfCorpus ? $0 : "" }).numbers
  }
}
