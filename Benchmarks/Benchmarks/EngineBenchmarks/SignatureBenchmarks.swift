import Benchmark
import VoicePrint

/// Signatures from statistics, one at a time and in batches, and comparing them.
func signatureBenchmarks(_ model: VoiceModel) {
  var extractor = SignatureExtractor(model: model)
  let analysis = extractor.analysis(of: Material.waveform(seconds: 30))
  let view = model.views[0].totalVariability
  let (baumWelch, one) = (analysis.baumWelch[0], analysis.statistics[0])
  _ = try? view.posterior(of: one)  // What is derived on first use belongs to opening, not here.
  Benchmark("signature: linear term of one recording, one view") { _ in
    blackHole(view.signatureStatistics(of: baumWelch))
  }
  Benchmark("signature: posterior of one recording, one view") { _ in blackHole(try view.posterior(of: one)) }
  let batch = Array(repeating: one, count: 64)
  Benchmark("signature: posteriors of 64 recordings at once, one view") { _ in
    blackHole(try view.posteriors(of: batch))
  }
  Benchmark("signature: all views of one recording, with cohort") { _ in
    blackHole(try model.signature(of: analysis.statistics, speechDuration: 20))
  }
  Benchmark("model: opening the file") { _ in
    blackHole(try VoiceModel(contentsOf: VoiceModel.Location(path: nil).path))
  }
}
