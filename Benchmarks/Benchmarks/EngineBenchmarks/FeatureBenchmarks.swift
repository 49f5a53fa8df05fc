import Benchmark
import VoicePrint

/// From a waveform to the features of all views.
func featureBenchmarks(_ model: VoiceModel) {
  let waveform = Material.waveform(seconds: 30)
  let options = model.frontEnd
  Benchmark("features: spectra of 30 s") { benchmark in
    var spectrum = SpectrumComputer(options: options.frame)
    benchmark.startMeasurement()
    blackHole(spectrum.spectra(of: waveform))
  }
  Benchmark("features: cepstra of 30 s, one view") { benchmark in
    var spectrum = SpectrumComputer(options: options.frame)
    let computer = CepstrumComputer(options: options.views[0].cepstrum, frame: options.frame)
    benchmark.startMeasurement()
    blackHole(computer.cepstra(of: waveform, with: &spectrum))
  }
  Benchmark("features: 30 s, all views with activity, slopes and normalisation") { benchmark in
    var frontEnd = FrontEnd(options: options)
    benchmark.startMeasurement()
    blackHole(frontEnd.features(of: waveform))
  }
}
