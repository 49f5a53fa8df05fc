internal import Foundation

extension VoiceModel {
  /// Where a model file is, and how it was found.
  public struct Location: Equatable, Sendable {
    /// How a model file was found.
    public enum Origin: String, Sendable {
      /// The caller named it.
      case argument
      /// `VOICEPRINT_MODEL` names it.
      case environment
      /// The package's resource bundle, which lies beside the executable that was built with it.
      case bundle
      /// `share/voiceprint` beside the `bin` that the executable is in.
      case installation
    }

    /// The file.
    public let path: String
    /// How it was found.
    public let origin: Origin

    /// Finds a model file: the one named, else `$VOICEPRINT_MODEL`, else the package's bundle, else
    /// `share/voiceprint/voiceprint.safetensors` beside the executable's `bin`.
    ///
    /// - Parameters:
    ///   - path: the file to use; it is not looked at.
    ///   - environment: the process's own where nil.
    ///   - executable: the program to look beside; the running one where nil.
    /// - Throws: ``VoiceModelError/notFound(searched:)``.
    public init(
      path: String? = nil, environment: [String: String]? = nil, executable: String? = nil
    ) throws(VoiceModelError) {
      if let path {
        (self.path, origin) = (path, .argument)
        return
      }
      let variables = environment ?? ProcessInfo.processInfo.environment
      if let named = variables["VOICEPRINT_MODEL"], !named.isEmpty {
        (self.path, origin) = (named, .environment)
        return
      }
      let candidates = Self.candidates(beside: executable ?? Bundle.main.executablePath)
      guard let found = candidates.first(where: { FileManager.default.fileExists(atPath: $0.path) }) else {
        throw .notFound(searched: ["--model", "VOICEPRINT_MODEL"] + candidates.map(\.path))
      }
      (self.path, origin) = found
    }

    /// Name of the model file wherever it is not named by a person.
    private static let fileName = "voiceprint.safetensors"

    /// `Bundle.module` is not asked: it ends the process where the executable has left its bundle behind.
    private static func candidates(beside executable: String?) -> [(path: String, origin: Origin)] {
      guard let executable else { return [] }
      let folder = URL(fileURLWithPath: executable).resolvingSymlinksInPath().deletingLastPathComponent()
      #if os(Linux)
        let bundles = [folder.appendingPathComponent("VoicePrint_VoicePrint.resources")]
      #else
        let bundle = "VoicePrint_VoicePrint.bundle"
        let bundles =
          [folder, folder.appendingPathComponent("../Resources")].map {
            $0.appendingPathComponent(bundle + "/Contents/Resources")
          } + [folder.appendingPathComponent(bundle)]
      #endif
      let installed = folder.deletingLastPathComponent().appendingPathComponent("share/voiceprint")
      return bundles.map {
        ($0.appendingPathComponent("Resources/\(fileName)").standardizedFileURL.path, .bundle)
      } + [(installed.appendingPathComponent(fileName).path, .installation)]
    }
  }
}
