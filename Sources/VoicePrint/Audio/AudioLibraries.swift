internal import CSndFile
internal import CSoxr

/// The C libraries behind audio, as they name themselves.
package enum AudioLibraries {
  /// libsndfile with its version, such as `libsndfile-1.2.2`.
  package static var soundFile: String {
    guard let text = unsafe sf_version_string() else { return "libsndfile" }
    return unsafe String(cString: text)
  }

  /// libsoxr with its version, such as `libsoxr-0.1.3`.
  package static var resampler: String {
    guard let text = unsafe soxr_version() else { return "libsoxr" }
    return unsafe String(cString: text)
  }
}
