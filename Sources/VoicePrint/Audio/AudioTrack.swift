/// An audio track as `ffmpeg` describes it: `aac (LC) (mp4a / 0x6134706D), 48000 Hz, stereo, fltp, 128 kb/s`.
struct AudioTrack {
  /// Hz.
  let sampleRate: Int
  /// The name of the places of its loudspeakers, such as `mono` and `5.1(side)`.
  let layout: String

  private static let layoutLetters = Set("abcdefghijklmnopqrstuvwxyz0123456789.()")

  /// Reads a description; nil where it says no rate, or no layout with a name.
  init?(_ description: String) {
    let words = description.split(separator: ",").map { $0.drop { $0 == " " } }
    guard let place = words.firstIndex(where: { $0.hasSuffix(" Hz") }), place + 1 < words.count,
      let rate = Int(words[place].dropLast(3)), AudioDecoder.sampleRates.contains(rate)
    else { return nil }
    // The word becomes part of a filter's description: nothing that could end it there.
    let layout = words[place + 1]
    guard !layout.isEmpty, layout.allSatisfy({ Self.layoutLetters.contains($0) }) else { return nil }
    (sampleRate, self.layout) = (rate, String(layout))
  }
}
