internal import CFFTW

/// FFTW, as it names itself.
package enum FourierLibrary {
  /// Name with version, such as `fftw-3.3.10-sse2-avx`.
  package static var version: String {
    guard let text = unsafe voiceprint_fftw_version() else { return "fftw" }
    return unsafe String(cString: text)
  }
}
