internal import CSndFile

/// What is known of a file's samples before they are read.
struct SourceFormat {
  let container: AudioContainer
  let encoding: SampleEncoding
  /// Hz.
  let sampleRate: Int
  let channelCount: Int
  /// The place of the middle loudspeaker's channel, from 0, where the file says that it has one.
  var middleChannel: Int?

  /// Whether samples of the other can follow those of this without anything changing.
  func continues(_ other: SourceFormat) -> Bool {
    sampleRate == other.sampleRate && channelCount == other.channelCount
  }
}

/// How samples are coded: a name for people, and the value that a clipped sample has.
struct SampleEncoding {
  let name: String
  /// The largest value the coding can express, where full scale is 1, less a rounding step.
  let fullScale: Float

  /// 32767/32768 is what a clipped 16-bit sample decodes to; lossy codecs come within a little of it.
  private static let usualFullScale: Float = 0.9999

  init(name: String, fullScale: Float = usualFullScale) {
    self.name = name
    self.fullScale = fullScale
  }

  /// Translates libsndfile's code for the format of samples.
  init(libsndfileFormat format: Int) {
    switch format & Int(SF_FORMAT_SUBMASK) {
    case Int(SF_FORMAT_PCM_S8), Int(SF_FORMAT_PCM_U8): self.init(name: "8-bit PCM", fullScale: 127.0 / 128)
    case Int(SF_FORMAT_PCM_16): self.init(name: "16-bit PCM")
    case Int(SF_FORMAT_PCM_24): self.init(name: "24-bit PCM")
    case Int(SF_FORMAT_PCM_32): self.init(name: "32-bit PCM")
    case Int(SF_FORMAT_FLOAT): self.init(name: "32-bit float")
    case Int(SF_FORMAT_DOUBLE): self.init(name: "64-bit float")
    // G.711's largest magnitudes are 32 124 and 32 256 of 32 768.
    case Int(SF_FORMAT_ULAW): self.init(name: "µ-law", fullScale: 32_124.0 / 32_768)
    case Int(SF_FORMAT_ALAW): self.init(name: "A-law", fullScale: 32_256.0 / 32_768)
    case Int(SF_FORMAT_IMA_ADPCM): self.init(name: "IMA ADPCM")
    case Int(SF_FORMAT_MS_ADPCM): self.init(name: "Microsoft ADPCM")
    case Int(SF_FORMAT_GSM610): self.init(name: "GSM 6.10", fullScale: 0.999)
    case Int(SF_FORMAT_VOX_ADPCM): self.init(name: "OKI ADPCM")
    case Int(SF_FORMAT_G721_32): self.init(name: "G.721 ADPCM")
    case Int(SF_FORMAT_G723_24), Int(SF_FORMAT_G723_40): self.init(name: "G.723 ADPCM")
    case Int(SF_FORMAT_ALAC_16), Int(SF_FORMAT_ALAC_20), Int(SF_FORMAT_ALAC_24), Int(SF_FORMAT_ALAC_32):
      self.init(name: "Apple Lossless")
    case Int(SF_FORMAT_VORBIS): self.init(name: "Vorbis")
    case Int(SF_FORMAT_OPUS): self.init(name: "Opus")
    case 0x0080: self.init(name: "MPEG layer I")
    case 0x0081: self.init(name: "MPEG layer II")
    case 0x0082: self.init(name: "MPEG layer III")
    case let other: self.init(name: "libsndfile encoding 0x" + String(other, radix: 16))
    }
  }
}
