import Benchmark
import VoicePrint

/// Decoding and resampling.
func audioBenchmarks() {
  guard let same = try? Material.waveform(seconds: 30).waveFile(),
    let other = try? Material.waveform(seconds: 30, sampleRate: 48_000).waveFile()
  else { preconditionFailure("libsndfile writes WAV") }
  let decoder = AudioDecoder()
  Benchmark("decode: 30 s of WAV at 16 kHz") { _ in blackHole(try decoder.recording(from: same)) }
  Benchmark("decode and resample: 30 s of WAV at 48 kHz") { _ in blackHole(try decoder.recording(from: other))
  }
}
