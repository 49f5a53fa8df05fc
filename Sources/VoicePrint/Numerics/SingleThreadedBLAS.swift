internal import CBLAS

/// OpenBLAS set to one thread, once for the process.
///
/// The products here are too small to gain from threads (1000×60×512: 1.1 ms on one thread, 1.35 ms on two);
/// parallel work is across recordings. One thread also fixes the order of summation, so that two runs on one
/// machine give the same bytes.
package enum SingleThreadedBLAS {
  private static let configured: Void = {
    openblas_set_num_threads(1)
    // The other threads were started with the library and would spin for a tenth of a second before they sleep.
    openblas_stop_threads()
  }()

  /// Makes sure that BLAS runs on one thread; free after the first call, which a command makes before all else.
  @inline(__always)
  package static func require() { configured }

  /// Name of the kernel family that OpenBLAS picked for this processor, such as `SkylakeX`.
  package static var kernelName: String {
    guard let name = unsafe openblas_get_corename() else { return "unknown" }
    return unsafe String(cString: name)
  }

  /// OpenBLAS's own description of its build.
  package static var configuration: String {
    guard let text = unsafe openblas_get_config() else { return "unknown" }
    return unsafe String(cString: text).trimmingSuffix(while: \.isWhitespace)
  }
}

extension String {
  fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> String {
    String(self[..<(lastIndex { !predicate($0) }.map { index(after: $0) } ?? startIndex)])
  }
}
