/// Speakers, sessions and corpora of a data directory as numbers.
struct SpeakerLabels: Sendable {
  /// Number of the speaker of each utterance.
  let speakers: [Int]
  /// Number of the session of each utterance.
  let sessions: [Int]
  /// Number of the corpus of each speaker: what stands before the first hyphen of its name.
  let corpora: [Int]

  init(_ directory: DataDirectory) {
    func numbers(_ names: [String]) -> (numbers: [Int], names: [String]) {
      let distinct = Array(Set(names)).sorted()
      let table = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0) })
      return (names.map { table[$0] ?? 0 }, distinct)
    }
    let speakers = numbers(directory.utterances.map(\.speaker))
    self.speakers = speakers.numbers
    sessions = numbers(directory.utterances.map(\.session)).numbers
    corpora = numbers(speakers.names.map { String($0.prefix { $0 != "-" }) }).numbers
  }
}
