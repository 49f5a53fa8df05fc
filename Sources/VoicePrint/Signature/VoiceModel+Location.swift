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

    /// Names of the models that come along, each a file of that name.
    public enum Shipped: String, CaseIterable, Sendable {
      /// With all views, and more accurate.
      case voiceprint
      /// Without the learned view: faster, and the one that enrollments were made with before there was one.
      case cepstral

      fileprivate var fileName: String { "\(rawValue).safetensors" }
    }

    /// Finds a model file: the one named, which may be the name of one that comes along (``Shipped``), else `$VOICEPRINT_MODEL`, else the package's bundle, else
    /// `share/voiceprint/voiceprint.safetensors` beside the executable's `bin`.
    ///
    /// - Parameters:
    ///   - path: the file to use, which is not looked at, or the name of a model that comes along.
    ///   - environment: the process's own where nil.
    ///   - executable: the program to look beside; the running one where nil.
    /// - Throws: ``VoiceModelError/notFound(searched:)``.
    public init(
      path: String? = nil, environment: [String: String]? = nil, executable: String? = nil
    ) throws(VoiceModelError) {
      let variables = environment ?? ProcessInfo.processInfo.environment
      let named = variables["VOICEPRINT_MODEL"].flatMap { $0.isEmpty ? nil : $0 }
      let given = path ?? named
      if let given, Shipped(rawValue: given) == nil {
        (self.path, origin) = (given, path == nil ? .environment : .argument)
        return
      }
      let shipped = given.flatMap(Shipped.init) ?? .voiceprint
      let candidates = Self.candidates(of: shipped.fileName, beside: executable ?? Bundle.main.executablePath)
      guard let found = candidates.first(where: { FileManager.default.fileExists(atPath: $0.path) }) else {
        throw .notFound(searched: ["--model", "VOICEPRINT_MODEL"] + candidates.map(\.path))
      }
      (self.path, origin) = found
    }

    /// `Bundle.module` is not asked: it ends the process where the executable has left its bundle behind.
    private static func candidates(
      of fileName: String, beside executable: String?
    ) -> [(path: String, origin: Origin)] {
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
