public import Foundation

/// Where a store and its key are.
public struct StoreLocation: Hashable, Sendable {
  /// Name of the database file in a store's folder.
  static let databaseName = "voiceprint.sqlite"
  /// Name of the key file beside the database.
  static let keyName = "voiceprint.key"

  /// The database file.
  public let databasePath: String
  /// The key file.
  public let keyPath: String

  /// A location by the environment and the XDG convention.
  ///
  /// The store is `path`, else `$VOICEPRINT_STORE`, else `$XDG_DATA_HOME/voiceprint`, else
  /// `~/.local/share/voiceprint`; a path that ends in `.sqlite` names the database file, any other one a
  /// folder. The key is `keyPath`, else `$VOICEPRINT_KEY`, else `voiceprint.key` beside the database.
  public init(
    path: String? = nil, keyPath: String? = nil,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    let chosen = path ?? Self.value("VOICEPRINT_STORE", environment) ?? Self.standardFolder(environment)
    let absolute = URL(fileURLWithPath: chosen)
    let database =
      absolute.pathExtension == "sqlite" ? absolute : absolute.appendingPathComponent(Self.databaseName)
    databasePath = database.path
    self.keyPath =
      (keyPath ?? Self.value("VOICEPRINT_KEY", environment)).map { URL(fileURLWithPath: $0).path }
      ?? database.deletingLastPathComponent().appendingPathComponent(Self.keyName).path
  }

  /// The folder that holds the database.
  var folder: String { URL(fileURLWithPath: databasePath).deletingLastPathComponent().path }

  private static func standardFolder(_ environment: [String: String]) -> String {
    // The convention says that a relative $XDG_DATA_HOME is to be ignored.
    let data = value("XDG_DATA_HOME", environment).flatMap { $0.hasPrefix("/") ? $0 : nil }
    let home = value("HOME", environment) ?? NSHomeDirectory()
    return (data ?? home + "/.local/share") + "/voiceprint"
  }

  private static func value(_ name: String, _ environment: [String: String]) -> String? {
    environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }
}
