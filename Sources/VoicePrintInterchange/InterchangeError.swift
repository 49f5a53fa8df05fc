/// Why a file for other programs was not written.
package enum InterchangeError: Error, Equatable, CustomStringConvertible {
  /// Something of that name is there already.
  case exists(path: String)
  /// The file or its folder cannot be written.
  case unwritable(path: String, reason: String)

  package var description: String {
    switch self {
    case .exists(let path): "\(path) is there already and was left as it is; --force replaces it"
    case .unwritable(let path, let reason): "cannot write \(path): \(reason)"
    }
  }
}
