internal import VoicePrintComparison

/// What names a side on the command line.
enum SideArgument: Equatable {
  /// The engine in this process, with a model file or the one that `--model` says.
  case engine(model: String?)
  /// A server.
  case server(ServerAddress)
  /// A file of recorded answers.
  case recorded(String)

  /// Reads `engine`, `engine:MODEL`, `recorded:FILE` or an address.
  ///
  /// - Throws: `ComparisonError`.
  init(_ text: String) throws(ComparisonError) {
    func rest(_ prefix: String) -> String? {
      text.hasPrefix(prefix) && text.count > prefix.count ? String(text.dropFirst(prefix.count)) : nil
    }
    if text == "engine" {
      self = .engine(model: nil)
    } else if let model = rest("engine:") {
      self = .engine(model: model)
    } else if let file = rest("recorded:") {
      self = .recorded(file)
    } else {
      self = .server(try ServerAddress(text))
    }
  }

  /// The server, if it is one.
  var server: ServerAddress? { if case .server(let address) = self { address } else { nil } }
}
