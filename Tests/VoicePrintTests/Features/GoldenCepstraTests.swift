import Foundation
import Testing
import VoicePrint

/// The folder of values made by kaldi-native-fbank; in CI it is always there, in a stranger's clone it is not.
private let goldenFolder = ProcessInfo.processInfo.environment["VOICEPRINT_CORPORA"].map { "\($0)/../golden" }

/// Names of the files of values, sorted.
private let goldenFiles: [String] =
  goldenFolder.map { folder in
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".csv") }.sorted()
  } ?? []

/// Cepstra against an independent implementation of Kaldi's definition.
@Suite(.enabled(if: goldenFolder != nil, "VOICEPRINT_CORPORA names no corpora, and so no golden values"))
struct GoldenCepstraTests {
  @Test func bothRatesOfBothRecordingsAreThere() {
    #expect(goldenFiles.count >= 4)
  }

  @Test(arguments: goldenFiles) func cepstraAgree(file: String) throws {
    let folder = try #require(goldenFolder)
    let parts = file.split(separator: ".")
    let recording = try AudioDecoder().recording(contentsOf: "\(folder)/\(parts[0]).wav").waveform
    let (waveform, options): (Waveform, CepstrumOptions)
    switch parts[1] {
    case "mfcc20_16k":
      waveform = recording
      options = CepstrumOptions(bands: 30, lowestFrequency: 20, highestFrequency: 7600, coefficients: 20)
    case "mfcc20_8k":
      let samples = stride(from: 0, to: recording.samples.count, by: 2).map { recording.samples[$0] }
      waveform = Waveform(samples: samples, sampleRate: 8000)
      options = CepstrumOptions(bands: 23, lowestFrequency: 20, highestFrequency: 3700, coefficients: 20)
    default:
      Issue.record("\(file) has values of a kind that this test does not know")
      return
    }
    let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
    let expected = text.split(whereSeparator: \.isNewline).map { line in
      line.split(separator: ",").compactMap { Double($0) }
    }

    let frame = FrameOptions(sampleRate: waveform.sampleRate)
    var spectrum = SpectrumComputer(options: frame)
    let computer = CepstrumComputer(options: options, frame: frame)
    let cepstra = computer.cepstra(
      ofBandEnergies: computer.bandEnergies(of: spectrum.spectra(of: waveform)))

    #expect(cepstra.rows == expected.count && expected.allSatisfy { $0.count == 20 })
    // Single precision agrees to about 1e-3 on values of magnitude up to 100; the values have five decimals.
    expectError(worstDifference(cepstra.elements, expected.flatMap { $0 }), atMost: 2e-3, file)
  }
}
